"""The documents the town asks for: of whom, for how long, and what a missing one does."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.database.work import Work
from backoffice.documents import types
from backoffice.documents.types import MOST_CHECKS, Need, TypeDraft, TypeRow
from backoffice.documents.words import (
    EFFECT_LABELS,
    SCOPE_LABELS,
    VALIDITY_LABELS,
    Condition,
    Effect,
    Scope,
    Validity,
)
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.kit.actions import action
from ui.kit.choices import Picker, TickBox
from ui.kit.forms import DateField, Field, TextField, settled
from ui.kit.layout import column, label, reveal, row
from ui.kit.sheet import Sheet
from ui.kit.textarea import TextArea
from ui.kit.tokens import Space, Type
from ui.settings.listing import ListPage, shown

P = Permission.SETTINGS_EDIT
CONDITIONS = {
    Condition.ALLERGY: "Quand l’enfant a une allergie",
    Condition.CARE_PLAN: "Quand l’enfant a un PAI",
}
_WHEN = {Condition.ALLERGY: "allergie", Condition.CARE_PLAN: "PAI"}


def asked_of(one: TypeRow) -> str:
    """« Enfant », « Enfant : allergie, PAI », « Enfant : 2 activités »."""
    scope = SCOPE_LABELS[one.draft.scope]
    needs = one.draft.needs
    places = len({need.activity_id for need in needs if need.activity_id is not None})
    parts = [_WHEN[c] for c in _WHEN if any(need.condition is c for need in needs)]
    if places:
        parts.append("1 activité" if places == 1 else f"{places} activités")
    return f"{scope} : {', '.join(parts)}" if parts else scope


class DocumentsPage(ListPage[TypeRow]):
    topics = frozenset({Topic.DOCUMENTS})
    title = "Pièces"
    name = "documents"
    about = "Ce que la collectivité demande aux familles, de qui, et pour combien de temps."
    nothing = "Aucune pièce n’est demandée : reprenez les pièces usuelles, ou ajoutez les vôtres."
    columns = (
        shown("Pièce", lambda one: one.draft.label),
        shown("Demandée pour", asked_of),
        shown("Validité", lambda one: VALIDITY_LABELS[one.draft.validity]),
        shown("Obligatoire", lambda one: "oui" if one.draft.mandatory else "non"),
        shown("Si elle manque", lambda one: EFFECT_LABELS[one.draft.effect]),
        shown("État", lambda one: "archivée" if one.archived else "demandée"),
    )
    shares = (34, 20, 14, 10, 14, 8)
    offers = ("add", "edit", "archive", "restore", "add_presets")
    opens = "edit"

    def ask(self, work: Work) -> Sequence[TypeRow]:
        return types.types(work, archived=True)

    def follow(self) -> None:
        found = self.current
        self.enable("edit", found is not None)
        self.enable("archive", found is not None and not found.archived)
        self.enable("restore", found is not None and found.archived)
        self.enable("add_presets", not self.model.rowCount())

    @action("Ajouter une pièce", shortcut="N", permission=P, icon="plus")
    def add(self) -> None:
        TypeForm(self).open()

    @action("Modifier", shortcut="R", permission=P, icon="pencil")
    def edit(self) -> None:
        if (found := self.current) is not None:
            TypeForm(self, found).open()

    @action("Archiver", shortcut="Del", permission=P, icon="cross")
    def archive(self) -> None:
        """Asked for no more; what was given is kept."""
        if (found := self.current) is not None:
            self.tasks.run(self, lambda work: types.archive_type(work, found.id))

    @action("Rétablir", shortcut="L", permission=P, icon="undo")
    def restore(self) -> None:
        if (found := self.current) is not None:
            self.tasks.run(self, lambda work: types.restore_type(work, found.id))

    @action("Reprendre les pièces usuelles", shortcut="U", permission=P, icon="document")
    def add_presets(self) -> None:
        self.tasks.run(self, types.add_presets)


class TypeForm(Sheet):
    """Whom it is asked of cannot change once files were given for them."""

    def __init__(self, page: DocumentsPage, found: TypeRow | None = None) -> None:
        title = "Modifier la pièce" if found else "Nouvelle pièce"
        super().__init__(
            page, title, "Enregistrer" if found else "Ajouter", stays=True, name="type_form"
        )
        self._page, self._found = page, found
        draft = found.draft if found else TypeDraft("")
        self._kept = tuple(need for need in draft.needs if need.activity_id is not None)
        self.words = TextField("Nom de la pièce", draft.label or None, required=True, limit=120)
        self.scope = Picker("Demandée pour", list(SCOPE_LABELS.items()), draft.scope)
        self.validity = Picker("Validité", list(VALIDITY_LABELS.items()), draft.validity)
        self.until = DateField("Valable jusqu’au", page.today, draft.until_day)
        self.effect = Picker("Si elle manque", list(EFFECT_LABELS.items()), draft.effect)
        self.mandatory = TickBox(
            "Obligatoire", "La famille la voit « A compléter » tant qu’elle manque.",
            ticked=draft.mandatory,
        )  # fmt: skip
        self.conditions = {
            condition: TickBox(words, ticked=Need(condition=condition) in draft.needs)
            for condition, words in CONDITIONS.items()
        }
        self.checks = TextArea(
            "Points à vérifier", value="\n".join(draft.checklist), lines=4, limit=800
        )
        self._name_parts()
        self._lay_out()
        self.scope.setEnabled(found is None)
        self.validity.chosen.connect(lambda _value: self._follow())
        self.scope.chosen.connect(lambda _value: self._follow())
        self.accepted.connect(self._save)
        self._follow()

    def _name_parts(self) -> None:
        for name in ("words", "scope", "validity", "until", "effect", "mandatory", "checks"):
            getattr(self, name).setObjectName(f"type_{name}")
        for condition, box in self.conditions.items():
            box.setObjectName(f"type_{condition}")

    def _lay_out(self) -> None:
        self._until = Field("Valable jusqu’au", self.until)
        self._when = label("Seulement", Type.SMALL, "soft")
        self.body.addWidget(Field("Nom de la pièce", self.words))
        self.body.addLayout(
            row(Field("Demandée pour", self.scope), Field("Validité", self.validity), self._until, None, gap=Space.M)
        )  # fmt: skip
        self.body.addLayout(column(self._when, *self.conditions.values(), gap=0))
        self.body.addLayout(column(Field("Si elle manque", self.effect), self.mandatory))
        hint = f"Un par ligne, {MOST_CHECKS} au plus. Après une virgule, une précision."
        self.body.addWidget(Field("Points à vérifier", self.checks, hint))

    def _follow(self) -> None:
        reveal(self._until, self.validity.value is Validity.UNTIL)
        for part in (self._when, *self.conditions.values()):
            reveal(part, self.scope.value is Scope.CHILD)
        self.place()

    def _draft(self) -> TypeDraft:
        of_child = self.scope.value is Scope.CHILD
        wanted = [c for c, box in self.conditions.items() if of_child and box.isChecked()]
        return TypeDraft(
            label=self.words.value or "",
            scope=self.scope.value,
            validity=self.validity.value,
            until_day=self.until.value if self.validity.value is Validity.UNTIL else None,
            mandatory=self.mandatory.isChecked(),
            effect=self.effect.value or Effect.NONE,
            checklist=tuple(line for line in self.checks.value.splitlines() if line.strip()),
            needs=(*self._kept, *(Need(condition=one) for one in wanted)),
        )

    def _save(self) -> None:
        if not settled(self.words, self.until):
            self.set_busy(False)
            return
        draft, found = self._draft(), self._found

        def save(work: Work) -> None:
            if found is None:
                types.add_type(work, draft)
            else:
                types.edit_type(work, found.id, found.version, draft)

        self._page.tasks.run(
            self,
            save,
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
