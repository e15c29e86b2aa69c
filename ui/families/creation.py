"""A new family, typed at the counter: those who may already be there are shown as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from backoffice.database.work import Work
from backoffice.families import editing, fields, services
from backoffice.families.duplicates import Candidate, Sought, certain, duplicates, sought
from backoffice.families.fields import Field as Named
from backoffice.families.people import ChildDraft
from ui.families.editors import DayField, ReadAs, Today
from ui.families.form import Change, DossierForm, Held, Part
from ui.families.guardiandesk import NEW_GUARDIAN, drafted
from ui.families.rows import Rows
from ui.kit.buttons import Link
from ui.kit.choices import TickBox
from ui.kit.forms import ReadField
from ui.kit.layout import clear, column, label, plain, reveal, row, rule, upright
from ui.kit.reading import read_date
from ui.kit.screen import Screen
from ui.kit.tokens import Space, Type

PAUSE_MS = 350
WIDEST, BESIDE = 1000, 280
TITLE = "Peut-être déjà dans la base"
NOBODY = "Ceux qui ressemblent à cette famille s’affichent ici pendant la saisie."
OPEN = "Ouvrir le dossier existant"
_CHILD = {
    "last_name": Named("child", "last_name", "Nom", "identity", "name", required=True),
    "first_name": Named("child", "first_name", "Prénom", "identity", "name", required=True),
}
_BORN = Named("child", "birth_date", "Date de naissance", "identity", "date")


class CreationForm(DossierForm):
    """`made` is told the new family; `there`, the one that was there already."""

    def __init__(
        self, screen: Screen, today: Today, made: Callable[[int], object], there: Callable[[int], object]
    ) -> None:  # fmt: skip
        change = Change(
            "Nouvelle famille", "", (*NEW_GUARDIAN, Part(fields.of("family", "identity"))),
            self._create, verb="Créer la famille", whole=True, held=Held(0, {"country": "France"}),
        )  # fmt: skip
        self.alike: QVBoxLayout = column(gap=Space.XS)
        super().__init__(screen, change, today, name="creation_form", width=WIDEST)
        self._today, self._made, self._there = today, made, there
        self.found: tuple[Candidate, ...] = ()
        self.children_rows = Rows("child", "Ajouter un enfant", self._child_boxes, self.place)
        self.lines.addWidget(label("Enfants", Type.STRONG))
        self.lines.addWidget(self.children_rows)
        self.lines.addStretch(1)
        self.another = TickBox("J’ai vérifié : c’est une autre famille")
        self.another.setObjectName("creation_another")
        self.another.toggled.connect(lambda _on: self._follow())
        self.footer.addWidget(self.another)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        for one in self.editors.values():
            if isinstance(one.box, QLineEdit):
                one.box.textChanged.connect(self._typed)
        self._show(())

    def build(self) -> QVBoxLayout:
        """The fields on the left; on the right, who may be there already."""
        fields_, beside = column(gap=Space.M), QWidget()
        beside.setFixedWidth(BESIDE)
        beside.setLayout(column(label(TITLE, Type.STRONG), self.alike, None, gap=Space.S))
        both = row(fields_, upright(), beside, gap=Space.L)
        both.setStretch(0, 1)
        self.body.addLayout(both)
        return fields_

    def _child_boxes(self) -> Sequence[ReadField]:
        boxes = [*(ReadAs(one) for one in _CHILD.values()), DayField(_BORN, self._today)]
        for box in boxes:
            box.textChanged.connect(self._typed)
        return boxes

    # --- who may be there already -----------------------------------------------------------------

    def _typed(self) -> None:
        self._pause.start()

    def _words(self, name: str) -> str:
        box = self.editors[name].box
        return box.text().strip() if isinstance(box, QLineEdit) else ""

    def people(self) -> list[Sought]:
        """Those typed so far, as far as they can be told from others."""
        names = ("first_name", "last_name", "email", "phone", "mobile", "street", "postcode")
        values: dict[str, Any] = {name: self._words(name) for name in names}
        values["birth_date"] = self._day(self._words("birth_date"))
        found = [sought("guardian", values)]
        for boxes in self.children_rows.boxes:
            last, first, born = (box.text().strip() for box in boxes)
            child = {"last_name": last, "first_name": first, "birth_date": self._day(born)}
            found.append(sought("child", child))
        return [one for one in found if one.first_name and one.last_name]

    def _day(self, typed: str) -> date | None:
        try:
            return read_date(typed, self._today())
        except ValueError:
            return None

    def _look(self) -> None:
        people = self.people()
        if not people:
            self._show(())
            return
        self.asks.latest(self, "duplicates", lambda work: duplicates(work, people), then=self._show)

    def _show(self, found: tuple[Candidate, ...]) -> None:
        self.found = found
        clear(self.alike)
        for one in found:
            for part in self._candidate(one):
                self.alike.addWidget(part)
        if not found:
            self.alike.addWidget(label(NOBODY, Type.BODY, "faint", wrap=True))
        reveal(self.another, bool(certain(found)))
        self._follow()

    def _candidate(self, one: Candidate) -> list[QWidget]:
        """Which family, how likely, why, and the way to it."""
        tone = "bad" if one.is_certain else "warn"
        sure = "sûrement la même" if one.is_certain else "peut-être la même"
        opened = Link(OPEN, f"{OPEN} : {one.label}")
        opened.setObjectName(f"creation_open_{one.family_id}")
        opened.clicked.connect(lambda: self._open(one.family_id))
        reasons = plain("\n".join(one.reasons), Type.SMALL, "soft", wrap=True)
        score = label(f"{sure}, {one.score} %", Type.SMALL, tone)
        return [plain(one.label, Type.STRONG), score, reasons, opened, rule()]

    def _follow(self) -> None:
        """A family that is certainly there is not made twice without a look."""
        self.set_ready(not certain(self.found) or self.another.isChecked())

    def _open(self, family_id: int) -> None:
        self.close_sheet()
        self._there(family_id)

    # --- making it --------------------------------------------------------------------------------

    def values(self) -> dict[str, Any] | None:
        if not self._words("label"):
            self.editors["label"].box.set_value(self._words("last_name") or None)  # type: ignore[attr-defined]
        typed, children = super().values(), self.children_rows.values()
        if typed is None or children is None:
            return None
        return {**typed, "children": children}

    def _create(self, work: Work, _version: int, values: dict[str, Any]) -> int:
        children = [
            ChildDraft(last, first, date.fromisoformat(born) if born else None)
            for last, first, born in values["children"]
        ]
        made = services.create_family(work, values["label"], [drafted(values)], children)
        if born := values.get("birth_date"):
            editing.edit(work, "guardian", made.guardian_ids[0], 1, {"birth_date": born})
        return made.family_id

    def done(self, result: object) -> None:
        super().done(result)
        if isinstance(result, int):
            self._made(result)
