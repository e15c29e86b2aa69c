"""A block drawn line by line, whose lines may need more room when the block is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class TextLines(QWidget):
    """Knows the top of each line at the present width. Subclasses measure and draw one line."""

    WIDE = 480

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._measured: tuple[int, list[int]] = (-1, [])

    def line_count(self) -> int:
        raise NotImplementedError

    def line_height(self, index: int, width: int) -> int:
        raise NotImplementedError

    def tops(self, width: int) -> list[int]:
        """The top of each line, then the bottom of the last."""
        if self._measured[0] != width:
            found = [0]
            for index in range(self.line_count()):
                found.append(found[-1] + self.line_height(index, width))
            self._measured = (width, found)
        return self._measured[1]

    def lines_changed(self) -> None:
        self._measured = (-1, [])
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.tops(width)[-1]

    def sizeHint(self) -> QSize:
        return QSize(self.WIDE, self.heightForWidth(max(self.WIDE, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
