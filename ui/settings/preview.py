"""A sheet that first says what a change would do, by the same code, and only then does it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from backoffice.database.work import Work
from ui.kit.layout import column, label, reveal, row
from ui.kit.pieces import Icon
from ui.kit.sheet import Sheet
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type

LOOK = "Voir les conséquences"


class PreviewSheet(Sheet):
    """Connect every field to `forget`: what was previewed is what is done, or it is asked again."""

    def __init__(
        self, parent: QWidget, tasks: Tasks, title: str, verb: str, *, about: str, name: str
    ) -> None:
        super().__init__(parent, title, LOOK, about=about, stays=True, name=name)
        self._tasks, self._verb, self._seen = tasks, verb, False
        self.told = label("", Type.STRONG, wrap=True)
        self.told.setObjectName("consequences")
        self.more = label("", Type.SMALL, "soft", wrap=True)
        said = column(self.told, self.more, gap=Space.XS)
        inside = row(Icon("info"), said, gap=Space.S)
        inside.setStretch(1, 1)
        self._preview = QWidget()
        self._preview.setLayout(inside)
        self._preview.hide()
        self.accepted.connect(self._go)

    def end(self) -> None:
        """The preview goes under the fields: call it once they are in `body`."""
        self.body.addWidget(self._preview)

    def read(self) -> bool:
        """Whether the fields can be used; they say themselves what is wrong."""
        raise NotImplementedError

    def change(self, work: Work, *, dry_run: bool) -> Any:
        """The use case."""
        raise NotImplementedError

    def said(self, result: Any) -> tuple[str, str]:
        """What it would do, and what else the agent should know."""
        raise NotImplementedError

    def done(self, result: Any) -> None:
        """It is done, and the sheet is closed: what the page may want to say."""

    def forget(self) -> None:
        """Something was edited: its consequences are not known any more."""
        if self._seen:
            self._seen = False
            self.primary.say(LOOK)
            self._preview.hide()
            self.place()

    def _go(self) -> None:
        if not self.read():
            self.set_busy(False)
            return
        trying = not self._seen
        self._tasks.run(
            self,
            lambda work: self.change(work, dry_run=trying),
            then=self._show if trying else self._end,
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )

    def _end(self, result: Any) -> None:
        self.close_sheet()
        self.done(result)

    def _show(self, result: Any) -> None:
        self._seen = True
        told, more = self.said(result)
        self.told.say(told)
        self.more.say(more)
        reveal(self.more, bool(more))
        reveal(self._preview, True)
        self.primary.say(self._verb)
        self.set_busy(False)
        self.place()
        self.cancel.setFocus()  # what cannot be undone is never one careless Entrée away
