"""A child's health: hidden until somebody asks, which the journal notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from backoffice.families import fields
from backoffice.families.reading import Child, Health
from backoffice.families.waiting import PendingField
from backoffice.kernel.permissions import Agent, Permission
from ui.families.blocks import Block, Deed
from ui.families.words import day, label_of
from ui.kit.fieldlines import FieldLines, Line

TITLE = "Données sanitaires"
HIDDEN = "masqué ; l’afficher est noté au journal"
NOT_YOURS = "réservé à ceux qui en ont besoin"
LISTS = ("diets", "allergies", "vaccinations")
HEALTH = frozenset({*LISTS, "care_plan", "care_plan_until"})


class Desk(Protocol):
    def see_health(self, one: Child) -> None: ...
    def edit_health(self, one: Child, found: Health) -> None: ...
    def edit_vaccinations(self, one: Child, found: Health) -> None: ...


def blocks(one: Child, found: Health | None, desk: Desk, agent: Agent) -> Sequence[Block]:
    if found is None:
        return [_hidden(one, desk, agent)]
    return [_health(one, found, desk, agent), _vaccinations(one, found, desk, agent)]


def _hidden(one: Child, desk: Desk, agent: Agent) -> Block:
    """Yellow all the same, for whoever may read it: an allergy just declared must be seen."""
    may = agent.may(Permission.HEALTH_READ)
    words = HIDDEN if may else NOT_YOURS
    asked = [each for each in one.pending if each.field in HEALTH]
    lines = [Line("Régimes, allergies, vaccins", hidden=words), *_asked(asked)]
    see = Deed("see_health", "Afficher", lambda: desk.see_health(one), "eye")
    return Block("health", TITLE, [FieldLines(lines, TITLE)], deeds=[see] if may else [])


def _health(one: Child, found: Health, desk: Desk, agent: Agent) -> Block:
    until = f"jusqu’au {day(found.care_plan_until)}" if found.care_plan_until else ""
    plan = f"Oui, {until}" if found.care_plan and until else "Oui" if found.care_plan else "Non"
    lines = [
        Line(label_of("child", "diets"), ", ".join(fields.spell_item("diets", d) for d in found.diets)),
        Line(label_of("child", "allergies"), "\n".join(fields.spell_item("allergies", a) for a in found.allergies)),
        Line("PAI", plan),
        *_asked([each for each in found.pending if each.field in HEALTH - {"vaccinations"}]),
    ]  # fmt: skip
    edit = Deed("edit_health", "Modifier", lambda: desk.edit_health(one, found))
    return _block("health", TITLE, lines, agent, edit)


def _vaccinations(one: Child, found: Health, desk: Desk, agent: Agent) -> Block:
    lines = [
        Line(str(each["vaccine"]), fields.spell_item("vaccinations", each))
        for each in found.vaccinations
    ]
    asked = _asked([each for each in found.pending if each.field == "vaccinations"])
    edit = Deed("edit_vaccinations", "Modifier", lambda: desk.edit_vaccinations(one, found))
    shown = [*(lines or [Line("Aucun vaccin", " ")]), *asked]
    return _block("vaccinations", "Vaccins", shown, agent, edit)


def _block(name: str, title: str, lines: Sequence[Line], agent: Agent, edit: Deed) -> Block:
    deeds = [edit] if agent.may(Permission.FAMILY_EDIT) else []
    parts: list[QWidget] = [FieldLines(lines, title)]
    return Block(name, title, parts, deeds=deeds)


def _asked(pending: Sequence[PendingField]) -> list[Line]:
    """Each element the family wants to add, to change or to take away."""
    return [
        Line(each.item.partition(",")[0] or label_of("child", each.field), " ", each.asked or "à retirer")
        for each in pending
    ]  # fmt: skip
