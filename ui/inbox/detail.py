"""One line, all its context at a glance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from backoffice.inbox.reading import Detail, Guardian, SeenPair
from ui.inbox import words
from ui.inbox.detail_parts import Asked, Content, Head, Outcome, Section
from ui.inbox.detail_words import checks, events, no_mail, not_here, places
from ui.kit.buttons import Link
from ui.kit.feedback import Banner
from ui.kit.layout import clear, column, panel, plain, reveal, row, rule, scrolled
from ui.kit.pieces import Checks, DayPlaces, Icon, Timeline
from ui.kit.tokens import Height, Space, Type


class RequestDetail(QWidget):
    """Shows a `Detail`; what an answer would be given to is `seen`."""

    family_wanted = Signal(int)
    sibling_wanted = Signal(int)
    pile_wanted = Signal()
    days_changed = Signal()
    copied = Signal(str)
    left = Signal()  # Échap: back to the list

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inbox_detail")
        self.setAccessibleName("Détail de la demande")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shown: Detail | None = None
        self._head, self._asked, self._content = Head(), Asked(), Content()
        self._presence, self._note = Banner(), Banner()
        self._phones = row(gap=6)
        self._family = Link("Ouvrir la famille")
        self._family.setObjectName("inbox_open_family")
        self._family.clicked.connect(self._want_family)
        self._contact = row(self._phones, self._family, gap=Space.M)
        self._contact.setStretch(0, 1)
        self._checks, self._outcome = Checks(), Outcome()
        self._places, self._timeline = DayPlaces(), Timeline()
        self._siblings: QVBoxLayout = column(gap=0)
        self._about_advice = Section("Avis", self._checks, self._outcome)
        self._about_places = Section("Places prises", self._places)
        self._about_family = Section("Autres demandes de la famille", _holding(self._siblings))
        self._thread = Section("Échanges et historique", self._timeline)
        self._asked.days.days.changed.connect(self.days_changed)
        self._scroll = self._build()
        self.setLayout(column(self._scroll, gap=0))

    def _build(self) -> QScrollArea:
        body = column(
            self._presence, self._note, self._head, self._contact, Space.XS, rule(),
            self._asked, self._content, rule(),
            self._about_advice, self._about_places, self._about_family, self._thread,
            None,
            gap=Space.M, margins=(Space.XL, Space.M, Space.XL, Space.L),
        )  # fmt: skip
        return scrolled(panel("surface", body))

    # --- what is shown ----------------------------------------------------------------------------

    def show_detail(self, found: Detail) -> None:
        same = self.shown is not None and self.shown.id == found.id
        self.shown = found
        self._show_banners(found)
        self._head.show_detail(found)
        self._show_phones(found.guardians)
        reveal(self._family, found.family_id is not None)
        self._asked.show_detail(found, keep=same)
        self._content.show_content(found.content, not_here(found))
        advice = found.advice
        reveal(self._about_advice, advice is not None or bool(found.outcome))
        self._checks.show_checks(checks(advice) if advice else ())
        self._outcome.show_outcome(found)
        weeks = places(found.places)
        reveal(self._about_places, bool(weeks))
        self._about_places.set_aside(", ".join(filter(None, (found.activity, found.facility))))
        self._places.show_weeks(weeks)
        self._show_siblings(found)
        self._timeline.show_moments(events(found.events))
        self._measure()
        if not same:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_banners(self, found: Detail) -> None:
        self._presence.clear()
        if found.opened_by and found.opened_at is not None:
            ago = words.since(found.opened_at, found.read_at)
            self._presence.info(f"Ouverte par {found.opened_by} depuis {ago}", icon="eye")
        self._note.clear()
        if found.suspended_until is not None:
            until = f"En suspens jusqu'au {found.suspended_until:%d/%m/%Y}"
            self._note.info(f"{until} : {found.suspended_reason}", icon="pause", closes=False)
        elif told := no_mail(found):
            self._note.info(told, icon="mail")

    def _show_phones(self, guardians: tuple[Guardian, ...]) -> None:
        clear(self._phones)
        for one in guardians[:2]:
            for number in one.phones[:1]:
                self._phones.addWidget(Icon("phone", "faint"))
                self._phones.addWidget(plain(one.name, Type.BODY, "soft"))
                link = Link(number, f"Copier le numéro de {one.name}, {number}")
                link.setObjectName("inbox_phone")
                link.clicked.connect(_call(self._copy, number))
                self._phones.addWidget(link)
                self._phones.addSpacing(Space.M)
        self._phones.addStretch(1)

    def _show_siblings(self, found: Detail) -> None:
        clear(self._siblings)
        reveal(self._about_family, bool(found.siblings))
        for one in found.siblings:
            link = Link(words.sibling(one))
            link.setObjectName(f"inbox_sibling_{one.id}")
            link.clicked.connect(_call(self.sibling_wanted.emit, one.id))
            self._siblings.addWidget(link)
        if found.siblings:
            more = f" (et {found.siblings_more} autres)" if found.siblings_more else ""
            every = Link(f"Toutes les demandes de la famille{more}")
            every.setObjectName("inbox_family_pile")
            every.clicked.connect(self.pile_wanted)
            self._siblings.addWidget(every)

    # --- what one may do --------------------------------------------------------------------------

    @property
    def seen(self) -> tuple[SeenPair, ...]:
        """What an answer is given to: the days ticked, or the whole line."""
        if self.shown is None:
            return ()
        return self._asked.days.days.seen() if self.partial else self.shown.seen

    @property
    def partial(self) -> bool:
        """Some days were left out."""
        return self._asked.days.days.partial

    def show_days(self) -> None:
        self._asked.open_days()

    def show_history(self) -> None:
        """H: the exchanges, in sight and with the focus."""
        self._scroll.ensureWidgetVisible(self._thread, 0, 0)
        bar = self._scroll.verticalScrollBar()
        bar.setValue(min(bar.maximum(), self._thread.y() - Space.M))
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read with the arrows, once the focus is here."""
        bar = self._scroll.verticalScrollBar()
        by = {
            Qt.Key.Key_Down: Height.LINE, Qt.Key.Key_Up: -Height.LINE,
            Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep(),
        }  # fmt: skip
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in by and not event.modifiers():
            bar.setValue(bar.value() + by[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()

    def _measure(self) -> None:
        """What was filled while out of sight has told nobody how high it is."""
        for widget in self._scroll.findChildren(QWidget):
            if (layout := widget.layout()) is not None:
                layout.invalidate()
            widget.updateGeometry()
        QApplication.postEvent(self._scroll, QEvent(QEvent.Type.LayoutRequest))

    def _want_family(self) -> None:
        if self.shown is not None and self.shown.family_id is not None:
            self.family_wanted.emit(self.shown.family_id)

    def _copy(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        self.copied.emit(number)


def _holding(layout: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made


def _call(method: Callable[..., object], value: object) -> Callable[[], None]:
    """`clicked` says whether it is checked: the method is told its own value only."""

    def call() -> None:
        method(value)

    return call
