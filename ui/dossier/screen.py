"""What the pile shows, and how it is read and kept true."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from backoffice.kernel.calendar import local_day
from backoffice.kernel.topics import Topic
from ui.dossier import calls, words
from ui.dossier.frame import Frame
from ui.dossier.pile import Item, Key, Part
from ui.kit.buttons import Button, IconButton
from ui.kit.layout import column, panel, row
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_ALL_DONE = "Tout a reçu sa réponse."


class DossierScreen(Screen):
    """Reads a pile again whenever something moved; ticks and place are kept."""

    topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.REQUESTS, Topic.FAMILIES, Topic.PLANNING, Topic.SETTINGS}
    )
    title: ClassVar[str] = "Dossier d'une famille"

    def __init__(
        self, tasks: Tasks, navigator: Navigator | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("dossier")
        self.navigator = navigator or Navigator(self)
        self.reasons: calls.Reasons = ()
        self.now = _LONG_AGO
        self._family: int | None = None
        self._line: int | None = None  # of the inbox, where one came from
        self._arriving = False  # the next reading is of another pile
        self._answered = False  # the next reading comes after an answer of ours
        self.frame = Frame()
        self.pile, self.table, self.parts = self.frame.pile, self.frame.table, self.frame.parts
        self.toast, self.header = self.frame.toast, self.frame.header
        self.setLayout(column(self.frame.lay_out(self.banner, self._bar()), gap=0))
        self.setFocusProxy(self.table)
        self._connect()

    def _bar(self) -> QWidget:
        offered = dict(zip(self._in_bar(), self.buttons(*self._in_bar()), strict=True))
        self._apply: Button | None = offered.get("apply")
        steps = [
            IconButton(icon, words_).follow(self.commands[name].built)
            for name, icon, words_ in (
                ("previous_part", "up", "Demande précédente (Alt+↑)"),
                ("next_part", "down", "Demande suivante (Alt+↓)"),
            )
        ]
        inner = row(
            *offered.values(), None, self.frame.left, *steps,
            gap=Space.S, margins=(Space.L, 0, Space.M, 0),
        )  # fmt: skip
        return panel("bar", inner, Height.BAR)

    def _in_bar(self) -> list[str]:
        return [name for name in ("apply", "refuse_rest", "send_message") if name in self.commands]

    def _connect(self) -> None:
        self.letters_act_on(self.table)
        self.table.item_changed.connect(self._on_item)
        self.table.tick_pressed.connect(self.toggle_item)
        self.table.opened.connect(lambda _index: self.open_request())
        self.parts.opened.connect(self.table.go_to_part)
        self.header.back.clicked.connect(self.leave)
        self.header.open_family.clicked.connect(self.open_family)
        self.header.copied.connect(
            lambda number: self.toast.say("Numéro copié", number, undoable=False)
        )
        self.frame.empty.acted.connect(self.leave)

    def leave(self) -> None:
        raise NotImplementedError

    def open_family(self) -> None:
        raise NotImplementedError

    def open_request(self) -> None:
        raise NotImplementedError

    def toggle_item(self, item: Item) -> None:
        raise NotImplementedError

    def forget_promise(self) -> None:
        raise NotImplementedError

    def panes(self) -> list[QWidget]:
        return [self.table, self.parts]

    # --- reading ----------------------------------------------------------------------------------

    def open_pile(self, family_id: int | None = None, line: int | None = None) -> None:
        """Of a family, or of the family of a line of the inbox: there one goes back to."""
        self._family, self._line, self._arriving = family_id, line, True
        self._answered = False
        self.banner.clear()
        self.toast.dismiss()
        self._show_nothing()
        self.reload()

    def reload(self) -> None:
        family_id, line = self._family, self._line
        if family_id is None and line is None:
            return
        self.tasks.latest(
            self, "pile", lambda work: calls.read(work, family_id, line), then=self._show
        )

    def _show_nothing(self) -> None:
        self.frame.model.show(None)
        self.parts.parts.renew()
        self.frame.notices.clear()
        self.header.show_family("", "", "")
        self.frame.pages.setCurrentIndex(0)
        self.update_actions()

    def _show(self, found: calls.Reading) -> None:
        self.reasons, self.now = found.reasons, found.now
        answered, self._answered = self._answered, False
        arriving, self._arriving = self._arriving, False
        submissions = self.pile.submissions()
        here, at = self.table.current_item(), self.table.currentIndex().row()
        if found.sheet is None or not found.sheet.sections:
            self._show_nothing()
            self._say_empty(_ALL_DONE if answered else found.why_not)
        else:
            self._family = found.sheet.family_id
            self._show_pile(found, here.key if here else None, at, arriving=arriving)
        if answered and self._line is not None and self.pile.is_settled:
            self.finish(submissions)

    def _show_pile(
        self, found: calls.Reading, here: Key | None, at: int, *, arriving: bool
    ) -> None:
        sheet = found.sheet
        assert sheet is not None  # noqa: S101  asked just before
        self.frame.pages.setCurrentIndex(0)
        top = self.table.verticalScrollBar().value()
        self.frame.model.show(sheet)
        self.parts.parts.renew()
        self.frame.show_notices(sheet)
        sent = words.sent(sheet, local_day(found.now))
        self.header.show_family(words.family(sheet), sent, sheet.phone)
        if arriving:
            self._arrive()
        else:
            self.table.verticalScrollBar().setValue(top)
            self._stay(here, at)
        self.update_actions()

    def _arrive(self) -> None:
        """On the demand one came for."""
        mine = (part for part in self.pile.parts if part.first.submission_id == self._line)
        wanted = next((p for p in mine if any(item.able for item in p.items)), None)
        if wanted is not None and wanted is not self.pile.parts[0]:
            self.table.go_to_part(wanted)
        else:
            self.table.go_to_first()

    def _stay(self, here: Key | None, at: int) -> None:
        """Where one was; if that is answered now, at the next thing to answer."""
        row_ = self.pile.line_of(here) if here else None
        line = self.pile.lines[row_] if row_ is not None else None
        if here and isinstance(line, Item) and (line.able or not self._any_able()):
            self.table.go_to(here)
            return
        able = [n for n, one in enumerate(self.pile.lines) if isinstance(one, Item) and one.able]
        near = next((n for n in able if n >= at), able[0] if able else None)
        if near is not None and isinstance(found := self.pile.lines[near], Item):
            self.table.go_to(found.key)
        else:
            self.table.go_to_first()

    def _any_able(self) -> bool:
        return not self.pile.is_settled

    def _say_empty(self, why: str) -> None:
        self.frame.empty.show_words(why or _ALL_DONE, "", "Revenir à la liste")
        self.frame.pages.setCurrentIndex(1)

    def finish(self, submissions: frozenset[int]) -> None:
        """The last answer is given: back, on the line that comes next."""
        raise NotImplementedError

    # --- what is said -----------------------------------------------------------------------------

    def current_part(self) -> Part | None:
        item = self.table.current_item()
        return self.pile.part_of(item) if item else None

    def _on_item(self, item: Item | None) -> None:
        self.parts.show_current(self.pile.part_of(item) if item else None)
        self.update_actions()

    def update_actions(self) -> None:
        self.forget_promise()
        ticked, item = self.pile.ticked(), self.table.current_item()
        self.enable("apply", bool(ticked))
        self.enable("refuse_rest", bool(self.pile.rest()))
        self.enable("send_message", item is not None)
        self.enable("toggle", item is not None)
        self.enable("copy", item is not None)
        for name in ("next_part", "previous_part"):
            self.enable(name, len(self.pile.parts) > 1)
        if self._apply is not None:
            self._apply.say(words.apply(ticked))
        self.frame.left.say(words.left(self.pile))

    def say_refused(self, words_: str) -> None:
        self.banner.error(words_)
