"""« Ajouter une pièce »: what a family brought to the counter, accepted at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from backoffice.documents import types
from backoffice.documents.owners import Owner
from backoffice.documents.types import TypeRow
from backoffice.documents.words import SCOPE_LABELS, Scope
from backoffice.families import queries as families
from backoffice.families.queries import FamilyCard
from ui.documents import calls
from ui.kit.buttons import Button
from ui.kit.choices import Picker
from ui.kit.familyfield import FamilyField
from ui.kit.forms import DateField, Field, settled
from ui.kit.french import fr, plural
from ui.kit.layout import column, label, plain, reveal, row
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type

if TYPE_CHECKING:
    from ui.documents.frame import DocumentsFrame

KINDS = "Pièces (*.pdf *.jpg *.jpeg *.png *.heic *.heif *.webp)"
MOST_FILES = 10
NO_TYPE = "Aucun type de pièce n’est défini : ajoutez-en dans Paramètres, Pièces."


class AddSheet(Sheet):
    """Files are chosen or dropped; then the type, the family and the person."""

    def __init__(
        self,
        page: DocumentsFrame,
        paths: Sequence[Path],
        *,
        family_id: int | None,
        done: Callable[[str, str], object],
    ) -> None:
        super().__init__(
            page,
            "Ajouter une pièce",
            "Ajouter et valider",
            about="Donnée au guichet : elle est validée aussitôt, et la famille la voit.",
            stays=True,
            name="add_document",
        )
        self.setAcceptDrops(True)
        self._page, self._done = page, done
        self._paths: list[Path] = []
        self._types: dict[int, TypeRow] = {}
        self._people: FamilyCard | None = None
        self.kind = Picker("Type de pièce", [(None, "—")])
        self.kind.setObjectName("add_kind")
        self.family = FamilyField(page.tasks)
        self.person = Picker("Personne", [(None, "—")])
        self.person.setObjectName("add_person")
        self.dated = DateField("Date de la pièce", page.today, page.today(), required=True)
        self.dated.setObjectName("add_dated")
        self._fill()
        self.kind.chosen.connect(lambda _kind: self._offer_people())
        self.family.chosen.connect(self._on_family)
        self.family.grown.connect(self.place)
        self.accepted.connect(self._read)
        page.tasks.read(self, types.types, then=self._offer_types)
        if family_id is not None:
            self.family.show_family(family_id)
        self.take(paths)

    def _fill(self) -> None:
        choose = Button("Choisir des fichiers…", icon="document", name="add_choose")
        choose.clicked.connect(self._choose)
        self.chosen = plain("", Type.BODY, wrap=True)
        self.chosen.setObjectName("add_files")
        hint = label("ou déposez-les ici : PDF, photo ou scan, 20 Mo au plus.", Type.SMALL, "faint")
        self.body.addLayout(column(row(choose, None), hint, self.chosen, gap=Space.XS))
        self.body.addWidget(Field("Type de pièce", self.kind))
        self.body.addWidget(Field("Famille", self.family))
        self._who = Field("Personne", self.person)
        self.body.addWidget(self._who)
        self.body.addWidget(
            Field("Date de la pièce", self.dated, "La fin de validité en découle, selon son type.")
        )

    # --- files ------------------------------------------------------------------------------------

    def take(self, paths: Sequence[Path]) -> None:
        """These files too; never more than a document may have."""
        fresh = [one for one in paths if one not in self._paths]
        self._paths = [*self._paths, *fresh][:MOST_FILES]
        names = " · ".join(one.name for one in self._paths)
        self.chosen.say(f"{plural(len(self._paths), 'fichier')} : {names}" if names else "")
        reveal(self.chosen, bool(names))
        self._follow()
        self.place()

    def _choose(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        asked = QFileDialog(self, fr("Choisir des fichiers"), folder or QDir.homePath(), fr(KINDS))
        asked.setObjectName("choose_files")
        asked.setFileMode(QFileDialog.FileMode.ExistingFiles)
        asked.filesSelected.connect(lambda names: self.take([Path(one) for one in names]))
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        self.take([Path(one.toLocalFile()) for one in urls if one.isLocalFile()])

    # --- of which sort, for whom ------------------------------------------------------------------

    def _offer_types(self, found: Sequence[TypeRow]) -> None:
        self._types = {one.id: one for one in found}
        if not found:
            self.banner.warning(NO_TYPE)
        self.kind.set_choices([(one.id, one.draft.label) for one in found] or [(None, "—")])
        self._offer_people()
        self.place()

    def _on_family(self, family_id: int | None) -> None:
        self._people = None
        self._offer_people()
        if family_id is not None:
            self._page.tasks.latest(
                self, "card", lambda work: families.card(work, family_id), then=self._on_card
            )

    def _on_card(self, found: FamilyCard | None) -> None:
        self._people = found
        self._offer_people()

    @property
    def scope(self) -> Scope:
        found = self._types.get(self.kind.value or 0)
        return found.draft.scope if found else Scope.FAMILY

    def _offer_people(self) -> None:
        scope, card = self.scope, self._people
        people: list[tuple[int | None, str]] = []
        if card is not None and scope is not Scope.FAMILY:
            them = card.children if scope is Scope.CHILD else card.guardians
            people = [(one.id, f"{one.first_name} {one.last_name}") for one in them]
        self.person.set_choices(people or [(None, "—")], self.person.value)
        self.person.setAccessibleName(SCOPE_LABELS[scope])
        reveal(self._who, scope is not Scope.FAMILY)
        self._follow()

    def _follow(self) -> None:
        whose = self.scope is Scope.FAMILY or self.person.value is not None
        ready = bool(self._paths) and self.kind.value is not None and whose
        self.set_ready(ready and self._people is not None)

    # --- done -------------------------------------------------------------------------------------

    def _read(self) -> None:
        """First the files, then the base: a slow disk holds nobody up."""
        if not settled(self.dated):
            self.set_busy(False)
            return
        paths = list(self._paths)
        self._page.tasks.read(
            self,
            lambda _work: calls.read_files(paths),
            then=self._add,
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )

    def _add(self, named: list[tuple[str, bytes]]) -> None:
        card, type_id, dated = self._people, self.kind.value, self.dated.value
        if card is None or type_id is None:
            self.set_busy(False)
            return
        owner = Owner(
            card.id,
            self.person.value if self.scope is Scope.CHILD else None,
            self.person.value if self.scope is Scope.GUARDIAN else None,
        )
        self._page.tasks.run(
            self,
            lambda work: calls.add(work, type_id, owner, named, dated),
            then=lambda _id: self._added(self._types[type_id].draft.label, card.label),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )

    def _added(self, kind: str, family: str) -> None:
        self.close_sheet()
        self._done(kind, family)
