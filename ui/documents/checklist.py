"""What the agent vouches for: the points to look at, the days, the files, the reason of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from backoffice.documents import types
from backoffice.documents.files import Before
from backoffice.documents.queries import Sheet
from backoffice.documents.validity import ends
from backoffice.documents.words import REFUSALS, State
from ui.documents import words
from ui.documents.calls import Judged
from ui.kit.buttons import Link, Tag
from ui.kit.choices import TickBox
from ui.kit.forms import DateField, Field, settled
from ui.kit.layout import clear, column, label, line, panel, plain, reveal, row, rule, scrolled
from ui.kit.pieces import Badge, Icon
from ui.kit.tokens import Space, Status, Type

OTHER = "Autre motif…"
ABREAST = 3


class Checklist(QWidget):
    """Of the document on the left."""

    open_family = Signal()
    other_reason = Signal()
    file_chosen = Signal(int)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("checklist")
        self._today = today
        self._sheet: Sheet | None = None
        self._own_end = False  # the agent has typed it
        self.title = line("", Type.TITLE, typed=True)
        self.title.setObjectName("document_title")
        self.badge = Badge(Status.PENDING)
        self.whom = line("", Type.BODY, "soft", typed=True)
        self.received = label("", Type.SMALL, "faint")
        self.family = Link("Ouvrir la famille", "Ouvrir la famille (Ctrl+O)")
        self.family.setObjectName("document_family")
        self.again = label("", Type.SMALL, "warn", wrap=True)
        self.again.setObjectName("seen_again")
        self.dated = DateField("Date de la pièce", today)
        self.dated.setObjectName("document_dated")
        self.until = DateField("Valable jusqu’au", today)
        self.until.setObjectName("document_until")
        self.why = label("", Type.SMALL, "faint", wrap=True)
        self.why.setObjectName("document_why")
        self.outcome = label("", Type.BODY, "soft", wrap=True)
        self.outcome.setObjectName("document_outcome")
        self.told = plain("", Type.BODY, wrap=True)
        self.told.setObjectName("document_told")
        self.ticks: list[TickBox] = []
        self.files: list[TickBox] = []
        self.reasons = {word: self._tag(word) for word in REFUSALS}
        self.other = Tag(OTHER)
        self.other.setObjectName("reason_other")
        self._ticks, self._files = column(gap=0), column(gap=0)
        self._build()
        self.family.clicked.connect(self.open_family)
        self.other.clicked.connect(self.other_reason)
        self.dated.changed.connect(lambda _day: self._compute())
        self.until.changed.connect(lambda _day: self._type_end())

    def _build(self) -> None:
        gone = row(self._warn_icon(), self.again, gap=6)
        gone.setStretch(1, 1)
        self._gone = _held(gone)
        head = column(
            _stretched(row(self.title, self.badge)),
            _stretched(row(self.whom, self.family)),
            self.received,
            gap=3,
        )
        self._looked = _held(column(self._ticks, gap=0))
        days = row(
            Field("Date de la pièce", self.dated),
            Field("Valable jusqu’au", self.until),
            gap=Space.M,
        )
        self._days = _held(column(days, self.why, gap=6))
        self._which = _held(
            column(label("Fichiers à garder", Type.STRONG), self._files, gap=Space.XS)
        )
        tags = [*self.reasons.values(), self.other]
        lines = [row(*tags[at : at + ABREAST], None) for at in range(0, len(tags), ABREAST)]
        self._whys = _held(
            column(label("Motif, si vous invalidez", Type.STRONG), *lines, gap=Space.S)
        )
        self._answered = _held(column(self.outcome, self.told, gap=Space.XS))
        self._blocks = (self._looked, self._days, self._which, self._whys)
        self._rules = [rule() for _ in range(4)]
        inner = column(
            head, self._gone, self._rules[0], self._looked, self._answered, self._rules[1], self._days,
            self._rules[2], self._which, self._rules[3], self._whys, None,
            gap=10, margins=(Space.L, Space.M, Space.L, Space.M),
        )  # fmt: skip
        self.setLayout(column(scrolled(panel("surface", inner)), gap=0))

    @staticmethod
    def _warn_icon() -> Icon:
        return Icon("warning", "warn", 14)

    def _tag(self, word: str) -> Tag:
        made = Tag(word)
        made.setObjectName(f"reason_{word}")
        made.setCheckable(True)
        made.toggled.connect(lambda on: self._only(made) if on else None)
        return made

    def _only(self, chosen: Tag) -> None:
        for tag in self.reasons.values():
            if tag is not chosen:
                tag.setChecked(False)

    # --- what is shown ----------------------------------------------------------------------------

    def show_sheet(self, found: Sheet) -> None:
        self._sheet, self._own_end = found, False
        self.title.say(found.label)
        status, symbol = words.FACES[found.state]
        self.badge.show_status(status, words.state(found), symbol)
        self.whom.say(words.whom(found, self._today()))
        self.received.say(words.received(found))
        waits = found.state is State.VALIDATING
        self._show_ticks(found)
        self._show_files(found)
        self.dated.set_value(found.dated)
        self.until.set_value(found.valid_until)
        self.until.setPlaceholderText("sans limite" if found.valid_until is None else "")
        self.why.say(words.lasts(found))
        self.outcome.say("" if waits else words.outcome(found))
        self.told.say(f"« {found.public_reason} »" if found.public_reason else "")
        for tag in self.reasons.values():
            tag.setChecked(False)
        for shown, block in (
            (waits and bool(self.ticks), self._looked), (waits, self._days), (waits, self._whys),
            (len(found.files) > 1, self._which), (not waits, self._answered),
        ):  # fmt: skip
            reveal(block, shown)
        reveal(self._rules[1], waits and bool(self.ticks))
        reveal(self._rules[2], len(found.files) > 1)
        reveal(self._rules[3], waits)
        self.show_before(())

    def follow(self, found: Sheet) -> None:
        """The same document, read again: what is ticked and typed stays."""
        self._sheet = found
        self.why.say(words.lasts(found))

    def show_before(self, before: Iterable[Before]) -> None:
        """The same file, seen earlier."""
        latest = next(iter(before), None)
        said = words.seen_again(latest.label, latest.child, latest.at) if latest else ""
        self.again.say(said)
        reveal(self._gone, latest is not None)

    def show_file(self, at: int) -> None:
        """Which of the files is on the left."""
        for number, box in enumerate(self.files):
            box.say(_file_words(box.words(), here=number == at))

    def _show_ticks(self, found: Sheet) -> None:
        clear(self._ticks)
        self.ticks = []
        for number, point in enumerate(found.checklist, start=1):
            first, _, hint = point.partition(", ")
            box = TickBox(first, words.on_file(found) if point == types.RIGHT_ONE else hint)
            box.setObjectName(f"check_{number}")
            box.setChecked(point in found.checked)
            self.ticks.append(box)
            self._ticks.addWidget(box)

    def _show_files(self, found: Sheet) -> None:
        clear(self._files)
        self.files = []
        if len(found.files) < 2:
            return
        for at, file in enumerate(found.files):
            box = TickBox(file.name, words.size(file.size), ticked=file.kept)
            box.setObjectName(f"file_{at + 1}")
            box.setEnabled(found.state is State.VALIDATING)
            see = Link("Voir", f"Voir {file.name}")
            see.setObjectName(f"see_file_{at + 1}")
            see.clicked.connect(lambda _checked=False, n=at: self.file_chosen.emit(n))
            self.files.append(box)
            self._files.addLayout(_stretched(row(box, see)))

    # --- what the agent makes of it ---------------------------------------------------------------

    def judged(self) -> Judged | None:
        """None when a day cannot be read: it says so itself."""
        found = self._sheet
        if found is None or not settled(self.dated, self.until):
            return None
        ticked = (zip(found.files, self.files, strict=False)) if self.files else ()
        kept = tuple(file.id for file, box in ticked if box.isChecked())
        points = zip(found.checklist, self.ticks, strict=True)
        checked = tuple(point for point, box in points if box.isChecked())
        return Judged(self.dated.value, self.until.value, kept, checked)

    @property
    def keeps_nothing(self) -> bool:
        return bool(self.files) and not any(box.isChecked() for box in self.files)

    @property
    def reason(self) -> str:
        """The sentence of the reason that is chosen."""
        return next((REFUSALS[w] for w, tag in self.reasons.items() if tag.isChecked()), "")

    def toggle(self, number: int) -> None:
        if number <= len(self.ticks):
            self.ticks[number - 1].toggle()

    def _compute(self) -> None:
        found = self._sheet
        if found is not None and not self._own_end and self.dated.value is not None:
            self.until.set_value(ends(found.validity, self.dated.value, found.until_day))

    def _type_end(self) -> None:
        self._own_end = self.until.value is not None
        self._compute()


def _file_words(name: str, *, here: bool) -> str:
    bare = name.removeprefix("▸ ")
    return f"▸ {bare}" if here else bare


def _held(inner: QLayout) -> QWidget:
    made = QWidget()
    made.setLayout(inner)
    return made


def _stretched(made: QHBoxLayout) -> QHBoxLayout:
    made.setStretch(0, 1)
    return made
