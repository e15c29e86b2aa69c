"""The blocks of the detail, each shown anew for each line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from backoffice.inbox.reading import Detail
from backoffice.inbox.workflow import PENDING
from backoffice.kernel.text import reference
from ui import labels
from ui.inbox import words
from ui.inbox.days import DayList
from ui.kit.buttons import Link
from ui.kit.french import plural
from ui.kit.layout import clear, column, label, line, plain, reveal, row
from ui.kit.pieces import Badge, Icon, Initials, Quote
from ui.kit.tokens import Space, Type
from ui.kit.tokens import Status as Face

_QUOTES = 3
_ISO = len("2026-11-23")


class Section(QWidget):
    """A title, what it is about, and one block under it."""

    def __init__(self, title: str, content: QWidget, outcome: QWidget | None = None) -> None:
        super().__init__()
        self._aside = line("", Type.SMALL, "faint")
        head = row(label(title, Type.STRONG), self._aside, gap=Space.S)
        head.setStretch(1, 1)
        if outcome is not None:
            reveal(self._aside, False)
            head.addWidget(outcome, 1)
        self.setLayout(column(head, content, gap=6))

    def set_aside(self, words_: str) -> None:
        self._aside.say(words_)


class Head(QWidget):
    """Whose request it is."""

    def __init__(self) -> None:
        super().__init__()
        self._disc = Initials("")
        self._name = line("", Type.HEADING, typed=True)
        self._name.setObjectName("inbox_person")
        self._badge = Badge(Face.PENDING)
        self._badge.setObjectName("inbox_badge")
        self._about = line("", Type.BODY, "soft", typed=True)
        self._number = label("", Type.SMALL, "faint")
        names = column(
            _stretched(row(self._name, self._badge, gap=Space.M)),
            _stretched(row(self._about, self._number, gap=Space.M)),
            gap=2,
        )
        whole = row(self._disc, names, gap=Space.M)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_detail(self, found: Detail) -> None:
        name = words.person(found)
        self._disc.show_name(name)
        self._name.say(name)
        self._about.say(words.about(found))
        ago = words.since(found.submitted_at, found.read_at)
        number = f"n° {reference(found.reference)} · " if found.reference else ""
        self._number.say(f"{number}il y a {ago}")
        self._show_badge(found)

    def _show_badge(self, found: Detail) -> None:
        waiting = any(one.status in PENDING for one in found.lines)
        reveal(self._badge, found.advice is not None or not waiting)
        if found.advice is not None:
            self._badge.show_advice(words.advice(str(found.advice.level)))
        elif found.lines:
            status = found.lines[0].status
            self._badge.show_status(words.FACE[status], labels.REQUEST_STATUS[status])


class Asked(QWidget):
    """What is asked, in the family's words too; and its days, to answer one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = Icon("calendar", "soft")
        self._kind = label("", Type.STRONG)
        self._what = line("", Type.BODY, "soft")
        self._what.setObjectName("inbox_asked")
        self._more = Link("Jour par jour")
        self._more.setObjectName("inbox_choose_days")
        self._more.clicked.connect(self._toggle_days)
        self._quotes = column(gap=Space.XS)
        self._answered = column(gap=0)
        self.days = DayList()
        self.days.days.changed.connect(self._say_days)
        self.days.hide()
        head = row(self._icon, self._kind, self._what, self._more, gap=Space.S)
        head.setStretch(2, 1)
        self.setLayout(column(head, self._quotes, self._answered, self.days, gap=Space.S))

    def show_detail(self, found: Detail, *, keep: bool) -> None:
        self._icon.show_icon(labels.KIND_ICON.get(found.kind, "person"))
        self._kind.say(labels.KIND.get(found.kind, found.kind))
        self._what.say(words.asked(found))
        many = len(found.lines) > 1
        self.days.show_lines(found.lines, keep=keep)
        reveal(self._more, many)
        open_ = many and keep and not self.days.isHidden()
        reveal(self.days, open_)
        self._say_days()
        clear(self._quotes)
        for said in found.words[:_QUOTES]:
            self._quotes.addWidget(Quote(said))
        self._show_answers(found)

    def open_days(self) -> None:
        if not self._more.isHidden() and self.days.isHidden():
            self._toggle_days()

    def _toggle_days(self) -> None:
        reveal(self.days, self.days.isHidden())
        self._say_days()
        if not self.days.isHidden():
            self.days.setFocus()
            self.days.setCurrentIndex(self.days.days.index(0))

    def _say_days(self) -> None:
        if self.days.days.partial:
            self._more.say(plural(len(self.days.days.seen()), "jour retenu", "jours retenus"))
        else:
            self._more.say("Jour par jour" if self.days.isHidden() else "Tous les jours")

    def _show_answers(self, found: Detail) -> None:
        """What was already answered, each answer once."""
        clear(self._answered)
        told = dict.fromkeys(
            (words.answered(one), one.public_reason)
            for one in found.lines
            if one.status not in PENDING
        )
        for said, reason in list(told)[:_QUOTES]:
            self._answered.addWidget(label(said, Type.BODY, "soft"))
            if reason:
                self._answered.addWidget(Quote(reason))


class Outcome(QWidget):
    """« Accepter : 9 créneaux réservés… »: the consequence, before the key is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._words = line("", Type.BODY, "soft")
        self._words.setObjectName("inbox_outcome")
        made = row(None, self._words)
        self.setLayout(made)

    def show_outcome(self, found: Detail) -> None:
        self._words.say(found.outcome)


class Content(QWidget):
    """What a kind that is not decided here holds: names and values, plain text."""

    _MOST, _NAME = 60, 240

    def __init__(self) -> None:
        super().__init__()
        self._sentence = label("", Type.BODY, "soft", wrap=True)
        self._lines = column(gap=Space.XS)
        self.setLayout(column(self._lines, self._sentence, gap=Space.M))

    def show_content(self, content: Sequence[tuple[str, str]], sentence: str) -> None:
        clear(self._lines)
        for path, value in content[: self._MOST]:
            self._lines.addLayout(self._line(path, value))
        self._sentence.say(sentence)
        reveal(self._sentence, bool(sentence))
        reveal(self, bool(content or sentence))

    def _line(self, path: str, value: str) -> QHBoxLayout:
        if not path:
            return row(label(labels.KIND.get(value, value), Type.STRONG), None)
        name = line(labels.field(path), Type.BODY, "soft", typed=True)
        name.setFixedWidth(self._NAME)
        made = row(name, plain(_shown(value), Type.BODY, wrap=True), gap=Space.M)
        made.setStretch(1, 1)
        return made


def _stretched(made: QHBoxLayout) -> QHBoxLayout:
    """The first takes the room: what is long elides, what is short stays whole."""
    made.setStretch(0, 1)
    return made


def _shown(value: str) -> str:
    """Dates as they are read; all the rest as it was typed."""
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}" if len(value) == _ISO else value
    except ValueError:
        return value
