"""Pages as pictures: drawn by processes of their own, asked for and given back without waiting."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from backoffice.drawing import Drawer, Picture
from backoffice.kernel.errors import Refused

GRACE_MS = 200  # what a page nobody wants any more may still take: a process costs more to start
KEPT = 12  # pictures in memory, ten megabytes each at most
USUAL, FINE = 1240, 2000  # pixels across


class Page(NamedTuple):
    """`file` tells one version of a file from another."""

    file: str
    number: int = 1
    width: int = USUAL


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, or the sentence that says why there is none."""

    image: QImage | None
    pages: int
    sentence: str = ""


class Desk:
    """A drawing process, and the one thread that waits for it."""

    def __init__(self) -> None:
        self.drawer = Drawer()
        self.under_way: dict[Page, Future[Shown]] = {}
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="drawing")

    def submit(self, page: Page, content: bytes, name: str) -> Future[Shown]:
        made = self._executor.submit(self._draw, page, content, name)
        self.under_way[page] = made
        return made

    def warm(self) -> None:
        self._executor.submit(self._warm)

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self.drawer.close()
        self._executor.shutdown(wait=True)

    def _warm(self) -> None:
        try:
            self.drawer.warm()
        except Refused:
            return  # it will be said when a page is asked for

    def _draw(self, page: Page, content: bytes, name: str) -> Shown:
        try:
            return shown(self.drawer.draw(content, name, page.number, width=page.width))
        except Refused as refusal:
            return Shown(None, 0, str(refusal))


class Pictures(QObject):
    """What is looked at is drawn on one desk, what comes next on another: none waits for the other."""

    ready = Signal(object, object)  # Page, Shown
    _drawn = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._front, self._ahead = Desk(), Desk()
        self._kept: OrderedDict[Page, Shown] = OrderedDict()
        self._closing = threading.Lock()
        self._open = True
        self._drawn.connect(self._take, Qt.ConnectionType.QueuedConnection)
        parent.destroyed.connect(self.close)
        if (app := QApplication.instance()) is not None:
            app.aboutToQuit.connect(self.close)

    def warm(self) -> None:
        """Have the processes ready before the first page is asked for."""
        for desk in (self._front, self._ahead):
            if self._open:
                desk.warm()

    def at_hand(self, page: Page) -> Shown | None:
        """If it was drawn already."""
        if (found := self._kept.get(page)) is not None:
            self._kept.move_to_end(page)
        return found

    def ask(self, page: Page, content: bytes, name: str) -> None:
        """`ready` will say when it is there; what was asked before is given up."""
        self.leave(but=page)
        if page in self._front.under_way or page in self._ahead.under_way:
            return
        self._submit(self._front, page, content, name)

    def prepare(self, page: Page, content: bytes, name: str) -> None:
        """Draw it in advance, if nothing else is being prepared."""
        if page not in self._kept and not self._ahead.under_way:
            self._submit(self._ahead, page, content, name)

    def turned(self, content: bytes, name: str, angle: int) -> bytes:
        """The file itself, turned. It waits: not for the GUI thread."""
        return self._ahead.drawer.turned(content, name, angle)

    @property
    def preparing(self) -> bool:
        return bool(self._ahead.under_way)

    def leave(self, but: Page | None = None) -> None:
        """Nobody waits for what is being drawn, unless it is this page."""
        for page, future in list(self._front.under_way.items()):
            if page != but:
                del self._front.under_way[page]
                if not future.cancel():
                    QTimer.singleShot(GRACE_MS, self, self._impatient(future))

    def close(self) -> None:
        """Nothing is drawn any more. May be called twice."""
        with self._closing:
            still, self._open = self._open, False
        if still:
            self._front.close()
            self._ahead.close()

    def _impatient(self, future: Future[Shown]) -> Callable[[], None]:
        def give_up() -> None:
            if not future.done():
                self._front.drawer.give_up()

        return give_up

    def _submit(self, desk: Desk, page: Page, content: bytes, name: str) -> None:
        if not self._open:
            return
        future = desk.submit(page, content, name)
        future.add_done_callback(lambda done: self._tell(page, done))

    def _tell(self, page: Page, done: Future[Shown]) -> None:
        with self._closing:
            if self._open and not done.cancelled():
                self._drawn.emit(page, done)

    @Slot(object, object)
    def _take(self, page: Page, done: Future[Shown]) -> None:
        for desk in (self._front, self._ahead):
            if desk.under_way.get(page) is done:
                del desk.under_way[page]
                if done.exception() is None:
                    self._keep(page, done.result())

    def _keep(self, page: Page, found: Shown) -> None:
        self._kept[page] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(page, found)


def shown(picture: Picture) -> Shown:
    """In the form screens paint fastest; done off the GUI thread."""
    image = QImage(
        picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888
    )
    return Shown(image.convertToFormat(QImage.Format.Format_RGB32), picture.pages)
