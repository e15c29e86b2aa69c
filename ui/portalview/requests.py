"""« Mes demandes », as the family reads them: the list, and one of them with its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from backoffice.kernel.calendar import local, short_day
from backoffice.portal.rows import PortalMoment, PortalRequest
from backoffice.portal.words import KINDS
from ui.kit import icons, paint, theme
from ui.kit.feedback import Empty
from ui.kit.french import clean, fr, plural
from ui.kit.layout import column, label, plain, reveal, row, rule, scrolled, upright
from ui.kit.pieces import Badge, Moment, Timeline
from ui.kit.tokens import Radius, Space, Status, Type
from ui.portalview.faces import REQUESTS

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
HIGH = 56


class RequestModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.requests: Sequence[PortalRequest] = ()

    def show_requests(self, requests: Sequence[PortalRequest]) -> None:
        self.beginResetModel()
        self.requests = requests
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.requests)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if index.isValid() and role == Role.AccessibleTextRole:
            one = self.requests[index.row()]
            return fr(f"{called(one)}, {one.child}, {one.status_label}, {_unread(one.unread)}")
        return None


def called(one: PortalRequest) -> str:
    """The label « Mes demandes » gives to this kind, then what it is about."""
    kind = KINDS.get(one.kind, "")
    told = kind.replace("'", "’")
    if not kind or one.description.startswith((kind, told)):
        return one.description
    return f"{told} : {one.description}"


def _unread(count: int) -> str:
    return plural(count, "nouveau message", "nouveaux messages") if count else ""


class RequestLines(QStyledItemDelegate):
    def __init__(self, model: RequestModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, box = theme.colours(), QRectF(option.rect)
        one = self._model.requests[index.row()]
        painter.save()
        paint.hline(painter, Space.L, box.right(), box.bottom() - 1, c.line)
        if option.state & QStyle.StateFlag.State_Selected:
            inner = box.adjusted(6, 3, -6, -4)
            paint.rounded(painter, inner, Radius.CONTROL, c.selected)
            if option.state & QStyle.StateFlag.State_HasFocus:
                paint.focus_ring(painter, inner)
        painter.setClipRect(box)
        self._words(painter, box.adjusted(Space.L, 8, -Space.L, -8), one)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, one: PortalRequest) -> None:
        c = theme.colours()
        ink = theme.ink(REQUESTS.get(one.status, Status.PENDING))
        wide = paint.pill_width(one.status_label)
        paint.pill(painter, box.right() - wide, box.top() + 31, one.status_label, ink)
        first = QRectF(box.left(), box.top(), box.width(), 20)
        paint.text(painter, first, called(one), Type.ACTION, c.text, typed=True)
        told = f"{one.reference}  ·  {local(one.submitted_at):%d/%m/%Y %H:%M}"
        second = QRectF(box.left(), box.top() + 22, box.width() - wide - Space.S, 18)
        taken = paint.text(painter, second, told, Type.SMALL, c.faint)
        if one.unread:
            note = second.adjusted(taken + Space.M, 0, 0, 0)
            words = _unread(one.unread)
            if paint.width(words, Type.CAPTION) > note.width():
                spot = QRectF(note.left(), note.center().y() - 6, 12, 12)
                icons.paint(painter, "message", spot, c.link)
                note, words = note.adjusted(16, 0, 0, 0), str(one.unread)
            paint.text(painter, note, words, Type.CAPTION, c.link)


class RequestSheet(QWidget):
    """One request, opened."""

    def __init__(self) -> None:
        super().__init__()
        self._title = plain("", Type.TITLE, wrap=True)
        self._badge = Badge(Status.PENDING)
        self._facts = plain("", Type.BODY, "soft", wrap=True)
        self._reason = plain("", Type.BODY, "soft", wrap=True)
        self._timeline = Timeline()
        self._timeline.WIDE = 280  # it asks for the height of a narrow pane
        self.setLayout(
            column(
                self._title, row(self._badge, None), self._facts, self._reason, rule(),
                label("Historique", Type.CAPTION, "faint"),
                self._timeline, None, gap=Space.S,
                margins=(Space.L, Space.M, Space.L, Space.M),
            )
        )  # fmt: skip

    def show_request(self, one: PortalRequest, history: Sequence[PortalMoment]) -> None:
        self._title.say(called(one))
        self._badge.show_status(REQUESTS.get(one.status, Status.PENDING), one.status_label)
        self._facts.say("\n".join(clean(fact) for fact in _facts(one)))
        self._reason.say(f"Motif : {one.reason}")
        reveal(self._reason, bool(one.reason))
        self._timeline.show_moments(
            [
                Moment(
                    f"{local(moment.at):%d/%m %H:%M}", moment.label or moment.status_label,
                    moment.status_label if moment.label else "",
                    "\n".join(words for words in (moment.public_reason, moment.message) if words),
                )
                for moment in history
            ]
        )  # fmt: skip


def _facts(one: PortalRequest) -> list[str]:
    days = ""
    if one.starts_on:
        days = f"Le {short_day(one.starts_on)}"
        if one.ends_on and one.ends_on != one.starts_on:
            days = f"Du {short_day(one.starts_on)} au {short_day(one.ends_on)}"
    told = (f"Demande n° {one.reference}", one.child, one.activity, one.facility, days)
    return [fact for fact in told if fact]


class RequestsTab(QWidget):
    """`opened` with the number of a request when the agent looks at it."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = RequestModel(self)
        self.listing = QListView()
        self.listing.setObjectName("portal_requests")
        self.listing.setAccessibleName("Mes demandes")
        self.listing.setModel(self.rows)
        self.listing.setItemDelegate(RequestLines(self.rows))
        self.listing.setUniformItemSizes(True)
        self.sheet = RequestSheet()
        self._pages = QStackedWidget()
        self.empty = Empty("Aucune demande.", "La famille n’a encore rien demandé sur le portail.")
        side = scrolled(self.sheet)
        held = QWidget()
        inside = row(self.listing, upright(), side, gap=0)
        inside.setStretch(0, 5)
        inside.setStretch(2, 5)
        held.setLayout(inside)
        for page in (held, self.empty):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages, gap=0))
        self.listing.selectionModel().currentChanged.connect(self._on_current)

    def show_requests(self, requests: Sequence[PortalRequest]) -> None:
        here = self.current()
        self.rows.show_requests(requests)
        self._pages.setCurrentIndex(0 if requests else 1)
        ids = [one.id for one in requests]
        if ids:
            at = ids.index(here.id) if here and here.id in ids else 0
            self.listing.setCurrentIndex(self.rows.index(at))

    def current(self) -> PortalRequest | None:
        index = self.listing.currentIndex()
        return self.rows.requests[index.row()] if index.isValid() else None

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows.requests[index.row()].id)
