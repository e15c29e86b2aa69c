"""Two dossiers of one family made one: which, who is whom, what moves; and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from backoffice.database.work import Work
from backoffice.families import duplicates, merging
from backoffice.families.duplicates import Candidate
from backoffice.families.merging import Preview
from backoffice.families.queries import ChildCard, FamilyCard, GuardianCard
from ui.families.words import day, joined
from ui.kit.buttons import Button, Look
from ui.kit.choices import Picker
from ui.kit.familyfield import FamilyField
from ui.kit.layout import clear, column, label, plain, reveal, row
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type

WIDE = 760
ABOUT = "Tout ce qui est à l’un des dossiers passe à l’autre ; l’opération s’annule."
ANOTHER = "une autre personne"


class MergeChoice(Sheet):
    """With which dossier; the one that looks most like it is proposed."""

    def __init__(
        self, screen: Screen, family_id: int, name: str, then: Callable[[int], object]
    ) -> None:
        super().__init__(
            screen, "Réunir avec un autre dossier", "Voir l’aperçu", about=f"Famille {name}. {ABOUT}",
            name="merge_choice",
        )  # fmt: skip
        self._family_id, self._then = family_id, then
        self.family = FamilyField(screen.tasks)
        self._likely = plain("", Type.SMALL, "soft", wrap=True)
        self.body.addWidget(self.family)
        self.body.addWidget(self._likely)
        reveal(self._likely, False)
        self.set_ready(False)
        self.family.grown.connect(self.place)
        self.family.chosen.connect(
            lambda found: self.set_ready(found is not None and found != family_id)
        )
        self.accepted.connect(self._choose)
        screen.tasks.read(self, lambda work: duplicates.like(work, family_id), then=self._propose)

    def _propose(self, found: Sequence[Candidate]) -> None:
        if not found or self.family.search.text():
            return
        first = found[0]
        self._likely.say(f"Ressemblance {first.score} % : {' ; '.join(first.reasons)}")
        reveal(self._likely, True)
        self.family.show_family(first.family_id)

    def _choose(self) -> None:
        if self.family.family_id is not None:
            self._then(self.family.family_id)


class MergeSheet(Sheet):
    """What would become of both; each answer about who is whom asks again."""

    def __init__(
        self, screen: Screen, found: Preview, done: Callable[[int, int, str], object]
    ) -> None:
        super().__init__(
            screen, "Réunir deux dossiers", "Réunir les dossiers", width=WIDE, stays=True,
            name="merge_sheet",
        )  # fmt: skip
        self._tasks, self._done = screen.tasks, done
        self.same_guardians: dict[int, Picker] = {}
        self.same_children: dict[int, Picker] = {}
        self._inside = QWidget()
        self._lines = column(gap=Space.S)
        self._inside.setLayout(self._lines)
        self.body.addWidget(self._inside)
        self.swap = Button(
            "Garder l’autre dossier", icon="rotate", look=Look.QUIET, name="merge_swap"
        )
        self.swap.clicked.connect(self._swap)
        self.footer.addWidget(self.swap)
        self.accepted.connect(self._merge)
        self.preview = found
        self._show(found)

    # --- what is shown ----------------------------------------------------------------------------

    def _show(self, found: Preview, refusal: str = "") -> None:
        self.preview = found
        clear(self._lines)
        self.same_guardians, self.same_children = {}, {}
        kept, merged = found.kept, found.merged
        self._lines.addLayout(
            row(_card("Dossier gardé", kept), _card("Dossier fermé", merged), gap=Space.XL)
        )
        self._ask_whom(
            "Responsables", merged.guardians, kept.guardians, found.guardians, self.same_guardians
        )
        self._ask_whom(
            "Enfants", merged.children, kept.children, found.children, self.same_children
        )
        moves = ", ".join(found.moves) or "rien"
        self._lines.addWidget(label("Ce qui passe au dossier gardé", Type.STRONG))
        self._lines.addWidget(plain(moves, wrap=True))
        for note in found.notes:
            self._lines.addWidget(plain(note, Type.SMALL, "soft", wrap=True))
        self.set_ready(not found.obstacle)
        if said := refusal or found.obstacle:
            self.banner.error(said)
        else:
            self.banner.clear()
        if self.isVisible():
            self.place()

    def _ask_whom(
        self, title: str, merged: Sequence[GuardianCard | ChildCard],
        kept: Sequence[GuardianCard | ChildCard], same: Mapping[int, int], pickers: dict[int, Picker],
    ) -> None:  # fmt: skip
        """« Linh Nguyen est : Linh Nguyen, une autre personne »."""
        if not merged:
            return
        self._lines.addWidget(label(f"{title} du dossier fermé : qui est qui ?", Type.STRONG))
        for one in merged:
            choices: list[tuple[Any, str]] = [
                (None, ANOTHER),
                *((each.id, _named(each)) for each in kept),
            ]
            picker = Picker(f"{_named(one)} est", choices, same.get(one.id))
            picker.setObjectName(f"same_{one.id}")
            picker.chosen.connect(lambda _value: self._ask_again())
            pickers[one.id] = picker
            self._lines.addLayout(row(plain(_named(one)), label("est", tone="soft"), picker, None))

    # --- asking -----------------------------------------------------------------------------------

    def _ask_again(self, refusal: str = "") -> None:
        kept, merged = self.preview.kept.id, self.preview.merged.id
        guardians, children = _chosen(self.same_guardians), _chosen(self.same_children)
        self._ask(lambda work: merging.preview(work, kept, merged, guardians, children), refusal)

    def _swap(self) -> None:
        kept, merged = self.preview.merged.id, self.preview.kept.id
        self._ask(lambda work: merging.preview(work, kept, merged))

    def _ask(self, query: Callable[[Work], Preview], refusal: str = "") -> None:
        self.set_ready(False)
        self._tasks.latest(self, "preview", query, then=lambda found: self._show(found, refusal))

    def _merge(self) -> None:
        wanted, kept = self.preview.wanted, self.preview.kept
        self._tasks.run(
            self,
            lambda work: merging.merge(work, wanted),
            then=lambda merge_id: self._finish(merge_id, kept),
            on_refused=self._refused,
            failed=lambda: self.set_busy(False),
        )

    def _refused(self, words: str) -> None:
        """A colleague may have changed one of them: the preview is read again."""
        self.complain(words)
        self._ask_again(words)

    def _finish(self, merge_id: int, kept: FamilyCard) -> None:
        self.close_sheet()
        self._done(merge_id, kept.id, kept.label)


def _card(title: str, card: FamilyCard) -> QWidget:
    made = QWidget()
    guardians = joined(f"{one.first_name} {one.last_name}" for one in card.guardians)
    children = joined(one.first_name for one in card.children) or "sans enfant"
    name = f"{card.label}, n° {card.id}"
    made.setLayout(
        column(
            label(title, Type.SMALL, "faint"), plain(name, Type.TITLE),
            plain(guardians, wrap=True), plain(children, Type.BODY, "soft", wrap=True), gap=2,
        )
    )  # fmt: skip
    return made


def _named(one: GuardianCard | ChildCard) -> str:
    born = getattr(one, "birth_date", None)
    return joined([f"{one.first_name} {one.last_name}", day(born) if born else ""])


def _chosen(pickers: Mapping[int, Picker]) -> dict[int, int]:
    return {key: picker.value for key, picker in pickers.items() if picker.value is not None}
