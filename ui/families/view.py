"""« Familles » : look for a family, read its dossier, change it block by block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from backoffice.database.work import Work
from backoffice.families.dossier import dossier
from backoffice.families.merging import MergeLine, merges
from backoffice.families.reading import Dossier, Health
from backoffice.kernel.permissions import Permission
from backoffice.subscribers.queries import CodeFilter, CodeRow, code_page
from backoffice.subscribers.queries.households import FamilyLink, family_links
from ui.families.accounts import AccountsPage
from ui.families.blocks import Block, Deed
from ui.families.childdesk import ChildDesk
from ui.families.children import ChildrenPage
from ui.families.common import CommonPage
from ui.families.familydesk import FamilyDesk
from ui.families.frame import FamiliesFrame
from ui.families.guardiandesk import GuardianDesk
from ui.families.guardians import GuardiansPage
from ui.families.past import HistoryPage, NotesPage
from ui.families.requests import RequestsPage
from ui.families.sheet import ACCOUNTS, CHILDREN, HISTORY, NOTES, REQUESTS, FamilySheet
from ui.families.words import phones_of
from ui.kit.actions import action
from ui.kit.controls import IconButton
from ui.kit.drafts import Drafts
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks

_HEAD = ("open_planning", "open_portal")
_MENU = ("annotate", "open_planning", "open_portal", "merge", "undo", "new_family")
P = Permission


class FamilyDeeds(GuardianDesk, ChildDesk, FamilyDesk):
    """All that can be done with the dossier that is open."""

    def __init__(self, screen: FamiliesView, navigator: Navigator) -> None:
        super().__init__(screen, navigator)
        self.drafts = Drafts()
        self._view = screen

    def say(self, said: str) -> None:
        if said and self.dossier is not None:
            self._view.toast.say(said, f"Famille {self.dossier.label}", undoable=False)

    def merged(self, merge_id: int, kept_id: int, label: str) -> None:
        self._view.merged(merge_id, kept_id, label)

    def health_seen(self, child_id: int, found: Health, version: int | None = None) -> None:
        self._view.children_page.show_health(child_id, found, version)


class FamiliesView(FamiliesFrame):
    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, navigator, parent)
        self.deeds = FamilyDeeds(self, navigator)
        agent = tasks.agent
        self.guardians_page = GuardiansPage(self.deeds, agent)
        self.children_page = ChildrenPage(self.deeds, agent)
        self.common_page = CommonPage(self.deeds, agent)
        self.requests_page = RequestsPage(self)
        self.accounts_page = AccountsPage(navigator.open_account)
        self.history_page = HistoryPage(self)
        note = Deed("add_note", "Ajouter une note", self.deeds.annotate, "plus")
        may_note = agent.may(P.REQUEST_ANNOTATE)
        self.notes_page = NotesPage(*([note] if may_note else []))
        pages: Sequence[QWidget] = (
            self.guardians_page, self.children_page, self.common_page, self.requests_page,
            self.accounts_page, self.history_page, self.notes_page,
        )  # fmt: skip
        self.more = IconButton("dots", "Autres actions")
        self.more.setObjectName("family_more")
        self.sheet = FamilySheet(pages, self.buttons(*_HEAD), self.more)
        self._build(self.sheet)
        self.more.clicked.connect(self.open_more)
        self.sheet.tabs.chosen.connect(lambda _at: self._fill_page())
        self.requests_page.opened.connect(navigator.open_request)
        self.requests_page.counted.connect(partial(self.sheet.count, REQUESTS))
        self.history_page.opened.connect(navigator.open_request)
        self.sheet.yellow.acted.connect(self.open_pile)
        self.sheet.closed.acted.connect(self._open_kept)
        self.toast.undo.connect(self.undo)
        tasks.reachable.connect(self._grey_deeds)
        self._merge_id: int | None = None
        self.enable("undo", False)

    def panes(self) -> list[QWidget]:
        return [self.list, self.sheet.tabs.part(self.sheet.tabs.current), self.sheet.page]

    # --- the dossier ------------------------------------------------------------------------------

    def reload_sheet(self) -> None:
        if (family_id := self.family_id) is None:
            return

        def ask(work: Work) -> tuple[Dossier, date, tuple[MergeLine, ...]]:
            return dossier(work, family_id), work.today, merges(work, family_id)

        self.tasks.latest(self, "dossier", ask, then=lambda got: self._show(*got))

    def _show(self, found: Dossier, today: date, joined: Sequence[MergeLine]) -> None:
        self.deeds.dossier = found
        self._sheets.setCurrentIndex(0)
        phones = [number for one in found.guardians for number in phones_of(one)[:1]]
        self.sheet.show_family(found.label, phones)
        self.sheet.show_yellow(found.is_yellow)
        self.sheet.count(CHILDREN, len(found.children))
        self.sheet.count(NOTES, len(found.notes))
        self.guardians_page.show_dossier(found)
        self.children_page.show_dossier(found)
        self.common_page.show_dossier(found, today, joined)
        self._tell_closed(found)
        self.notes_page.show_notes(found.notes)
        self.requests_page.show_family(found.id)
        self._fill_page()

    def _tell_closed(self, found: Dossier) -> None:
        """A dossier that was joined to another is still read, and says where its people are."""
        into = found.merged_into
        if into is not None:
            words = f"Ce dossier a été réuni au dossier n° {into} : ses membres y sont."
            self.sheet.closed.warning(words, action="Ouvrir ce dossier", closes=False)
        elif found.closed_at is not None:
            self.sheet.closed.warning("Ce dossier est clos.", closes=False)
        else:
            self.sheet.closed.clear()

    def _open_kept(self) -> None:
        if (found := self.deeds.dossier) is not None and found.merged_into is not None:
            self.open_family(found.merged_into)

    def merged(self, merge_id: int, kept_id: int, label: str) -> None:
        """Done, and the way back."""
        self._merge_id = merge_id
        self.enable("undo", True)
        self.toast.say("Dossiers réunis", f"Famille {label}")
        self.open_family(kept_id)

    def _fill_page(self) -> None:
        """What the dossier does not hold is asked for when its page is opened."""
        if (found := self.deeds.dossier) is None:
            return
        family_id = found.id
        if self.sheet.tabs.current == HISTORY:
            self.history_page.show_family(family_id)
        elif self.sheet.tabs.current == ACCOUNTS:

            def ask(work: Work) -> tuple[Sequence[FamilyLink], Sequence[CodeRow]]:
                codes = code_page(work, CodeFilter(family_id=family_id))
                return family_links(work, family_id), codes

            self.tasks.latest(
                self, "accounts", ask, then=lambda got: self.accounts_page.show_accounts(*got)
            )

    def _grey_deeds(self, reachable: bool) -> None:
        """Nothing is changed while the connection is lost; one goes on reading."""
        for block in self.sheet.findChildren(Block):
            for deed in block.deeds:
                deed.setEnabled(reachable)

    def enter_sheet(self) -> None:
        if self.deeds.dossier is not None:
            self.sheet.enter()

    def open_more(self) -> None:
        made = self.menu(*_MENU)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def open_pile(self) -> None:
        """All that waits for an answer, where it is answered."""
        if self.family_id is not None:
            self.navigator.open_dossier(family_id=self.family_id)

    # --- going about ------------------------------------------------------------------------------

    @action("Chercher une famille", shortcut="Ctrl+F", icon="search")
    def find_family(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @action("Page suivante du dossier", shortcut="Ctrl+PgDown")
    def next_page(self) -> None:
        self.sheet.step(1)

    @action("Page précédente du dossier", shortcut="Ctrl+PgUp")
    def previous_page(self) -> None:
        self.sheet.step(-1)

    @action("Planning", shortcut="P", icon="calendar", permission=P.PLANNING_READ)
    def open_planning(self) -> None:
        found = self.deeds.dossier
        child = found.children[0].id if found and found.children else None
        self.navigator.open_planning(child_id=child)

    @action("Vue famille", shortcut="V", icon="eye")
    def open_portal(self) -> None:
        if self.family_id is not None:
            self.navigator.open_portal(self.family_id)

    @action("Note interne", shortcut="N", icon="note", permission=P.REQUEST_ANNOTATE)
    def annotate(self) -> None:
        self.deeds.annotate()

    @action("Réunir à un autre dossier…", shortcut="M", icon="link", permission=P.FAMILY_MERGE)
    def merge(self) -> None:
        self.deeds.merge()

    @action("Annuler la réunion", shortcut="Ctrl+Z", icon="undo", permission=P.FAMILY_MERGE)
    def undo(self) -> None:
        """The merge just made; earlier ones are undone from the page of what is common."""
        if self._merge_id is not None:
            self.deeds.undo_merge(self._merge_id)
            self._merge_id = None
            self.enable("undo", False)

    @action("Nouvelle famille", shortcut="Ctrl+N", icon="plus", permission=P.FAMILY_EDIT)
    def new_family(self) -> None:
        """Whoever may already be there is shown as one types."""
        from ui.families.creation import CreationForm

        self.deeds.warm_up("phone", "email")
        CreationForm(self, self.deeds.today, self.open_family, self.open_family).open()
