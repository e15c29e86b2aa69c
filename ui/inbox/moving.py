"""Going about the inbox with the keyboard: from line to line, ticks, filters, panes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from backoffice.inbox.reading import InboxFilter, InboxRow, State
from backoffice.inbox.workflow import EDIT_KINDS, NEWCOMER_KINDS
from ui.inbox import calls
from ui.inbox.screen import InboxScreen
from ui.inbox.sheets import ask_filter_name
from ui.kit.actions import action


def is_edited(found: InboxRow) -> bool:
    """A line of edits of a known family that wait for an answer."""
    edits = any(kind in EDIT_KINDS for kind in found.kinds)
    return bool(edits and found.pending and found.family_id is not None)


def is_newcomer(found: InboxRow) -> bool:
    """A new family, or someone to add to one: its form waits for an answer."""
    return bool(found.pending and all(kind in NEWCOMER_KINDS for kind in found.kinds))


class Moving(InboxScreen):
    @action("Ligne suivante", shortcut="J")
    def step_down(self) -> None:
        self.list.step(1)

    @action("Ligne précédente", shortcut="K")
    def step_up(self) -> None:
        self.list.step(-1)

    @action("Demande suivante, d'où que l'on soit", shortcut="Alt+Down")
    def next_line(self) -> None:
        self.list.step(1)

    @action("Demande précédente, d'où que l'on soit", shortcut="Alt+Up")
    def previous_line(self) -> None:
        self.list.step(-1)

    @action("Cocher ou décocher la ligne", shortcut="Space")
    def toggle_tick(self) -> None:
        self.list.toggle_current()

    @action("Cocher tout ce qui répond au filtre", shortcut="Ctrl+A")
    def tick_all(self) -> None:
        if self.model.rowCount():
            self.model.tick_all(self._bound)

    @action("Tout décocher", shortcut="Ctrl+Shift+A")
    def untick_all(self) -> None:
        self.model.untick_all()

    @action("Rechercher", shortcut="Ctrl+F")
    def search(self) -> None:
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    @action("Ajouter un filtre", shortcut="Ctrl+Shift+F")
    def add_filter(self) -> None:
        self.filters.open_menu()

    @action("Réinitialiser les filtres", shortcut="Ctrl+Shift+R")
    def reset_filters(self) -> None:
        self.filters.reset()

    @action("Afficher les nouvelles demandes", shortcut="Ctrl+Shift+N")
    def see_arrivals(self) -> None:
        self.show_arrivals()

    @action("Historique et échanges", shortcut="H", icon="history")
    def see_history(self) -> None:
        if self.current() is not None:
            self.detail.show_history()

    @action("Répondre jour par jour", shortcut="D")
    def choose_days(self) -> None:
        if self.current() is not None:
            self.detail.show_days()

    @action("Toutes les demandes de la famille", shortcut="P", icon="families")
    def family_pile(self) -> None:
        found = self.current()
        if found is not None and found.family_id is not None:
            wanted = InboxFilter(family_id=found.family_id)
            self._wanted_id = found.id
            self.filters.show_filter(self.wanted, found.family)
            self.filters.apply(wanted)

    @action("Ouvrir le dossier", shortcut="Ctrl+D", icon="document")
    def open_dossier(self) -> None:
        """All that waits for the family of the line, on one sheet; of a new one, its form."""
        found = self.current()
        if found is not None and is_newcomer(found):
            self.navigator.open_newcomers(line=found.id)
        elif found is not None and found.family_id is not None:
            self.navigator.open_dossier(line=found.id)

    def open_current(self) -> None:
        """Entrée: what is answered field by field, or person by person, has a screen of its own."""
        found = self.current()
        if found is not None and (is_edited(found) or is_newcomer(found)):
            self.open_dossier()
        else:
            super().open_current()

    @action("Ouvrir la famille", shortcut="Ctrl+O")
    def open_family(self) -> None:
        found = self.current()
        if found is not None and found.family_id is not None:
            self.navigator.open_family(found.family_id)

    @action("Ouvrir dans le planning", shortcut="Ctrl+Shift+P", icon="calendar")
    def open_planning(self) -> None:
        found = self.detail.shown
        if found is not None and found.child_id is not None:
            self.navigator.open_planning(
                child_id=found.child_id, activity_id=found.activity_id, day=found.first_day
            )

    # --- filters kept -----------------------------------------------------------------------------

    def save_filter(self) -> None:
        wanted = self.wanted
        about = ", ".join(f"{name} : {value}" for _, name, value, _ in self.filters.in_force())
        ask_filter_name(
            self,
            lambda name, shared: self._save_filter(name, wanted, shared=shared),
            about=about or "Toutes les demandes",
        )

    def _save_filter(self, name: str, wanted: InboxFilter, *, shared: bool) -> None:
        self.tasks.run(
            self,
            lambda work: calls.save_filter(work, name, wanted, shared=shared),
            then=lambda _id: self.toast.say("Filtre enregistré", name, undoable=False),
            on_refused=self.say_refused,
        )

    def forget_filter(self, filter_id: int) -> None:
        self.tasks.run(
            self,
            lambda work: calls.forget_filter(work, filter_id),
            then=lambda _none: self.toast.say("Filtre supprimé", undoable=False),
            on_refused=self.say_refused,
        )

    # --- what other screens ask -------------------------------------------------------------------

    def search_everywhere(self) -> None:
        """Ctrl+K: among all the requests, answered or not."""
        if self.wanted.state is not State.ALL:
            self.filters.apply(replace(self.wanted, state=State.ALL, queue=None))
        self.search()

    def open_request(self, request_id: int) -> None:
        """By its reference: select its line, alone in the list if it is not there."""
        self.tasks.latest(
            self, "open", lambda work: calls.line_of(work, request_id), then=self._open_found
        )

    def _open_found(self, line: int | None) -> None:
        if line is None:
            self.banner.warning("Cette demande n'existe pas.")
        else:
            self.open_line(line)
            self.list.setFocus()
