"""« Voir comme la famille »: the portal's screens for one family, beside the agent's own."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.database.work import Work
from backoffice.families import queries as families
from backoffice.inbox import queries as inbox
from backoffice.inbox.reading import RequestSheet
from backoffice.inbox.workflow import Status
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning import queries as planning
from backoffice.planning.queries import SlotStory
from backoffice.portal import queries as portal
from backoffice.portal.household import household
from backoffice.portal.rows import Household, PortalMoment, PortalRequest, PortalSlot
from ui.kit.actions import action
from ui.kit.controls import Tabs
from ui.kit.feedback import Empty
from ui.kit.layout import column, label, panel, row, rule
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type
from ui.labels import REQUEST_STATUS
from ui.portalview.aside import Aside
from ui.portalview.finder import Finder
from ui.portalview.frame import PortalFrame
from ui.portalview.household import HouseholdTab
from ui.portalview.invoices import InvoicesTab
from ui.portalview.planning import PortalPlanning
from ui.portalview.requests import RequestsTab

TABS = ("Mes demandes", "Planning", "Ma famille", "Factures")
REQUESTS, PLANNING, FAMILY, INVOICES = range(4)


class PortalView(Screen):
    """Reads only: nothing here can be changed, and nothing is read but the portal's own views."""

    topics = frozenset(
        {Topic.REQUESTS, Topic.PLANNING, Topic.FAMILIES, Topic.SUBSCRIBERS, Topic.ACTIVITIES}
    )
    title = "Voir comme la famille"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("portal")
        self.navigator = navigator
        self._family: int | None = None
        self._health_of: int | None = None  # the family whose health is on screen
        self.finder = Finder(self, tasks)
        self.tabs = Tabs([(words, 0) for words in TABS], REQUESTS, "Écrans du portail")
        self.requests, self.planning = RequestsTab(), PortalPlanning()
        self.household, self.invoices = HouseholdTab(), InvoicesTab()
        self.aside = Aside()
        self._screens = QStackedWidget()
        for tab in (self.requests, self.planning, self.household, self.invoices):
            self._screens.addWidget(tab)
        self.empty = Empty(
            "Quelle famille ?",
            "Cherchez un enfant, une famille ou un téléphone : vous verrez ce qu’elle lit sur le portail.",
            icon="eye",
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = row(
            label("Voir comme la famille", Type.HEADING), Space.M, self.finder, None,
            gap=Space.XS, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        held = QWidget()
        tabs = row(self.tabs, None, margins=(Space.S, 0, Space.L, 0))
        inside = column(tabs, rule(), self._screens, gap=0)
        inside.setStretch(2, 1)
        held.setLayout(inside)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(held)
        self.frame = PortalFrame(self._pages)
        page = row(self.frame, gap=0, margins=(Space.L, Space.L, Space.L, Space.L))
        both = row(panel("backdrop", page), self.aside, gap=0)
        both.setStretch(0, 1)
        said = row(self.banner, margins=(Space.L, 0, Space.L, 0))
        lines = column(panel("header", head, Height.HEADER), said, both, gap=0)
        lines.setStretch(2, 1)
        self.setLayout(lines)
        self.setFocusProxy(self.finder)

    def _connect(self) -> None:
        self.finder.found.connect(self.show_family)
        self.tabs.chosen.connect(self._open_tab)
        self.requests.opened.connect(self._open_request)
        self.household.health_wanted.connect(self.see_health)
        self.planning.wanted.connect(lambda *_: self.reload())
        self.planning.opened.connect(self._open_slot)

    def panes(self) -> list[QWidget]:
        return [
            self.finder,
            self.requests.listing if self.tabs.current == REQUESTS else self._screens,
        ]

    @property
    def family_id(self) -> int | None:
        return self._family

    def show_family(self, family_id: int) -> None:
        """From anywhere: this family's portal, on the tab that was in front."""
        self._family, self._health_of = family_id, None
        self.aside.clear()
        self.reload()

    @action("Chercher une famille", shortcut="Ctrl+F", icon="search")
    def find_family(self) -> None:
        self.finder.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finder.selectAll()

    def _open_tab(self, at: int) -> None:
        self._screens.setCurrentIndex(at)
        self._health_of = None
        self.aside.clear()
        if at == REQUESTS and (one := self.requests.current()):
            self._open_request(one.id)
        self.reload()

    # --- asking -----------------------------------------------------------------------------------

    def reload(self) -> None:
        family_id, at = self._family, self.tabs.current
        if family_id is None:
            return

        def card(work: Work) -> tuple[families.FamilyCard | None, date]:
            return families.card(work, family_id), work.today

        self.tasks.latest(self, "family", card, then=lambda got: self._show_card(*got))
        self.tasks.latest(
            self,
            "requests",
            lambda work: portal.requests(work, family_id),
            then=self._show_requests,
        )
        if at == FAMILY and self._health_of != family_id:
            self.tasks.latest(
                self,
                "tab",
                lambda work: _household(work, family_id),
                then=lambda got: self._show_household(*got),
            )
        elif at == INVOICES:
            self.tasks.latest(
                self, "tab", lambda work: portal.invoices(work, family_id),
                then=self.invoices.show_invoices,
            )  # fmt: skip

    def _show_card(self, found: families.FamilyCard | None, today: date) -> None:
        self._pages.setCurrentIndex(1 if found else 0)
        self.frame.ribbon.show_family(found.label if found else "")
        self.aside.show_family(found)
        self.planning.begin(today)
        if found and self.tabs.current == PLANNING:
            family_id, (first, last) = found.id, self.planning.span
            self.tasks.latest(
                self, "tab", lambda work: portal.slots(work, family_id, first, last),
                then=self.planning.show_slots,
            )  # fmt: skip

    def _show_household(self, found: Household, may_see_health: bool) -> None:
        self.household.show_household(found, may_see_health=may_see_health)

    @action("Voir les données sanitaires", shortcut="Ctrl+Shift+H", icon="eye")
    def see_health(self) -> None:
        """What children must not be given: shown to whom it may, and the journal says so."""
        family_id = self._family
        if family_id is None or self.tabs.current != FAMILY:
            return
        self._health_of = family_id
        self.tasks.run(
            self,
            lambda work: household(work, family_id, health=True),
            then=lambda found: self._show_household(found, True),
        )

    def _show_requests(self, found: tuple[PortalRequest, ...]) -> None:
        self.tabs.set_counts([sum(one.unread for one in found), 0, 0, 0])
        self.requests.show_requests(found)

    # --- one thing, on both sides -------------------------------------------------------------------

    def _open_request(self, request_id: int) -> None:
        if self.tabs.current != REQUESTS:
            return

        def ask(work: Work) -> tuple[tuple[PortalMoment, ...], RequestSheet | None]:
            return portal.request_history(work, request_id), _sheet(work, request_id)

        self.tasks.latest(self, "thing", ask, then=lambda got: self._show_request(request_id, *got))

    def _show_request(
        self, request_id: int, history: tuple[PortalMoment, ...], sheet: RequestSheet | None
    ) -> None:
        one = self.requests.current()
        if one is None or one.id != request_id:
            return
        self.requests.sheet.show_request(one, history)
        if sheet is None:
            self.aside.clear()
        else:
            status = REQUEST_STATUS[Status(sheet.request.status)]
            self.aside.show_request(sheet, status, lambda: self.navigator.open_request(request_id))

    def _open_slot(self, slot: PortalSlot) -> None:
        def ask(work: Work) -> SlotStory | None:
            return _story(work, slot)

        self.tasks.latest(self, "thing", ask, then=lambda story: self._show_slot(slot, story))

    def _show_slot(self, slot: PortalSlot, story: SlotStory | None) -> None:
        if story is None:
            self.aside.clear()
            return
        self.aside.show_slot(
            story,
            lambda: self.navigator.open_planning(
                child_id=slot.child_id, activity_id=slot.activity_id, day=slot.day
            ),
        )


def _household(work: Work, family_id: int) -> tuple[Household, bool]:
    return household(work, family_id), work.agent.may(Permission.HEALTH_READ)


def _sheet(work: Work, request_id: int) -> RequestSheet | None:
    """None for what is not taken in yet, and for what is of another site than the agent's."""
    try:
        return inbox.show_request(work, str(request_id))
    except Refused:
        return None


def _story(work: Work, slot: PortalSlot) -> SlotStory | None:
    """None for a slot of another site than the agent's."""
    try:
        return planning.story_of(work, slot.child_id, slot.activity_id, slot.day)
    except Refused:
        return None
