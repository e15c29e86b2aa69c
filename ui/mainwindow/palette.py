"""Ctrl+K: one line that finds people, references, codes, and everything one can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent

from backoffice.finding.queries import Hit, Sort
from backoffice.kernel.text import fold
from ui.kit.announce import announce
from ui.kit.french import plural
from ui.kit.keys import key_words
from ui.kit.layout import column, label
from ui.kit.popover import Popover
from ui.kit.searchfield import SearchField
from ui.kit.tables import RowList
from ui.kit.tokens import Space, Type
from ui.mainwindow.palette_list import LINE, Answer, AnswerLine, Answers

if TYPE_CHECKING:
    from backoffice.database.work import Work
    from ui.mainwindow.window import MainWindow

KEPT = 8  # what was opened last
WIDE, HIGH = 560, 420
ICONS = {
    Sort.REQUEST: "inbox",
    Sort.FAMILY: "families",
    Sort.CHILD: "person",
    Sort.GUARDIAN: "person",
    Sort.ACCOUNT: "link",
    Sort.CODE: "lock",
}


class Palette(Popover):
    """Words in any order; Entrée opens the first answer, arrows choose another."""

    def __init__(self, window: MainWindow) -> None:
        self.field = _Field()
        self.answers = Answers()
        self.list = RowList(self.answers, AnswerLine(), "Réponses")
        self.list.setObjectName("palette_answers")
        self.list.setUniformItemSizes(False)
        self.note = label("", Type.SMALL, "faint")
        inside = column(self.field, self.list, self.note, gap=Space.S, margins=(Space.M,) * 4)
        super().__init__(inside, window, "Rechercher partout")
        self._window = window
        self._kept: list[tuple[str, str]] = []  # never written anywhere: these are people
        self.answered = ""  # the words whose answers are shown
        self._in_haste = False  # Entrée came before the answers
        self.field.searched.connect(self._ask)
        self.field.moved.connect(self._move)
        self.field.entered.connect(self._open_current)
        self.list.opened.connect(lambda index: self._open(self.answers.at(index.row())))
        self.list.clicked.connect(lambda index: self._open(self.answers.at(index.row())))

    def open(self, anchor: QRect) -> None:
        self._in_haste = False
        self.field.clear()
        self._show((), self._deeds(""), "")
        if self._kept:
            kept = tuple(self._kept)
            self._read("", lambda work: _recall(work, kept))
        self.open_at(anchor, focus=self.field, wide=WIDE)

    def _ask(self, typed: str) -> None:
        if not typed:
            self.open(self._anchor)
            return
        self._read(typed, lambda work: _find(work, typed))

    def _read(self, typed: str, query: object) -> None:
        deeds = self._deeds(typed)
        self._window.tasks.latest(
            self,
            "palette",
            query,  # type: ignore[arg-type]  # a use case of `Work`
            then=lambda hits: self._show(hits, deeds, typed),
        )

    def _deeds(self, typed: str) -> list[QAction]:
        """What one can do here and anywhere, that holds every word typed."""
        front = self._window.front
        here = [command.built for command in front.commands.values()] if front else []
        anywhere = [
            built for name, built in self._window.actions_by_name.items() if name != "search"
        ]
        words = fold(typed).split()
        if not words:  # where one can go, before anything is typed
            return [built for built in anywhere if built.objectName().startswith("go_")]
        return [built for built in (*here, *anywhere) if built.isEnabled() and _says(built, words)]

    def _show(self, hits: Sequence[Hit], deeds: Sequence[QAction], typed: str) -> None:
        lines = [
            Answer(ICONS[hit.sort], hit.title, hit.detail, opens=hit, typed=True) for hit in hits
        ]
        for built in deeds:
            keys = key_words(built.shortcuts()[0].toString()) if built.shortcuts() else ""
            lines.append(Answer("right", built.text().replace("&&", "&"), "", keys, opens=built))
        self.answers.show(lines)
        self.list.setFixedHeight(min(HIGH, max(1, len(lines)) * LINE))
        if lines:
            self.list.setCurrentIndex(self.answers.index(0, 0))
        said = plural(len(lines), "réponse") if lines else "Rien ne répond à ces mots."
        self.note.say(f"{said} · ↑ ↓ choisir · Entrée ouvrir" if lines else said)
        if self.isVisible():
            self.open_at(self._anchor, wide=WIDE)  # as high as its answers
        if typed:
            announce(self.list, said)
        self.answered = typed
        if self._in_haste and lines:
            self._open(lines[0])
        self._in_haste = False

    def _move(self, step: int) -> None:
        rows = self.answers.rowCount()
        if rows:
            row = (self.list.currentIndex().row() + step) % rows
            self.list.setCurrentIndex(self.answers.index(row, 0))

    def _open_current(self) -> None:
        if self.field.text().strip() != self.answered:
            self._in_haste = True
        elif self.list.currentIndex().isValid():
            self._open(self.answers.at(self.list.currentIndex().row()))

    def _open(self, answer: Answer) -> None:
        self.close_popover()
        if isinstance(answer.opens, QAction):
            answer.opens.trigger()
        elif isinstance(answer.opens, Hit):
            hit = answer.opens
            if hit.sort is not Sort.CODE:
                self._kept = [(str(hit.sort), hit.key), *self._kept]
                self._kept = list(dict.fromkeys(self._kept))[:KEPT]
            self._window.routes.to_hit(hit)


class _Field(SearchField):
    """The arrows belong to the list, wherever the keyboard is."""

    moved = Signal(int)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__("Famille, enfant, téléphone, référence, action…")
        self.setObjectName("palette_search")
        self.returnPressed.connect(self.entered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)


def _says(built: QAction, words: Sequence[str]) -> bool:
    said = fold(built.text()).split()
    return all(any(known.startswith(word) for known in said) for word in words)


def _find(work: Work, typed: str) -> tuple[Hit, ...]:
    from backoffice.finding.queries import find

    return find(work, typed)


def _recall(work: Work, kept: Sequence[tuple[str, str]]) -> tuple[Hit, ...]:
    from backoffice.finding.queries import recall

    return recall(work, kept)
