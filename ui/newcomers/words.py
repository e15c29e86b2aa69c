"""The French of this screen. Pure."""

from __future__ import annotations

from datetime import date

from backoffice.inbox.newcomers.answers import LEFT_OUT, Who
from backoffice.inbox.newcomers.reading import CreationSheet, FieldShown, HomeShown, Known
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.calendar import local, local_day
from ui import labels
from ui.kit.checks import Check
from ui.kit.fieldlines import Line
from ui.kit.tokens import Advice

NEW, ANOTHER = "new", "another"
VERBS = (Verb.ACCEPT, Verb.WAITLIST, Verb.REFUSE)
VERB_WORDS = ("Accepter", "Attente", "Refuser")
TO_MAKE, NOT_TAKEN = "À créer", "Ne pas reprendre"
HIDDEN = "réservé"


def is_adding(sheet: CreationSheet) -> bool:
    """Someone to add to a family that is known."""
    return sheet.kind != Kind.FAMILY_CREATION


def what(sheet: CreationSheet) -> str:
    return labels.KIND.get(Kind(sheet.kind), "")


def sent(sheet: CreationSheet, today: date) -> str:
    """« Nouvelle famille, envoyée le 16/11 à 21:08 par Salma HADDAD »."""
    at = local(sheet.submitted_at)
    when = "aujourd’hui" if local_day(sheet.submitted_at) == today else f"le {at:%d/%m}"
    who = f" par {sheet.account}" if sheet.account else ""
    return f"{what(sheet)}, envoyée {when} à {at:%H:%M}{who}"


def verb(sheet: CreationSheet | None, home: HomeShown | None) -> str:
    """What the first button does, as it stands."""
    if sheet is None:
        return "Accepter"
    if is_adding(sheet):
        return "Ajouter à la famille"
    return f"Rattacher à {home.label}" if home else "Ouvrir un dossier"


def said(sheet: CreationSheet, home: HomeShown | None) -> str:
    if is_adding(sheet):
        return "Ajout accepté"
    return "Demande rattachée" if home else "Dossier ouvert"


def home_line(home: HomeShown) -> str:
    return f"Famille {home.label} · {home.score} %"


def members(home: HomeShown) -> str:
    """« Dans ce dossier : Linh Nguyen ; enfants : Minh Nguyen »."""
    adults = ", ".join(one.name for one in home.guardians)
    kids = ", ".join(one.name for one in home.children)
    return f"Dans ce dossier : {adults or 'aucun responsable'} ; enfants : {kids or 'aucun'}"


def lines(fields: tuple[FieldShown, ...]) -> list[Line]:
    """What was read; what was not stands under it, with why."""
    return [
        Line(one.label, one.value, hidden=HIDDEN if one.hidden else "")
        for one in fields
        if not one.flaw or one.hidden
    ]


def flaws(fields: tuple[FieldShown, ...]) -> list[Check]:
    return [
        Check(
            Advice.TO_CHECK, one.label, f"« {one.value} » : {one.flaw}" if one.value else one.flaw
        )
        for one in fields
        if one.flaw and not one.hidden
    ]


def checks(sheet: CreationSheet) -> list[Check]:
    """The flaws are read beside their fields: here they are counted."""
    shown = [one for one in sheet.advice.checks if one.key != "flaw"]
    found = [Check(Advice(one.level), one.label, one.sentence) for one in shown]
    parts = (*sheet.guardians, *sheet.children, sheet.bank, sheet.tax)
    count = sum(bool(field.flaw) for part in parts if part for field in part.fields)
    if count:
        many = "s" if count > 1 else ""
        told = f"{count} champ{many} à vérifier, non repris"
        found.insert(0, Check(Advice.TO_CHECK, "Saisie", told))
    return found


def who_choices(
    people: tuple[Known, ...], elsewhere: tuple[tuple[int, str], ...], *, may_leave: bool
) -> list[tuple[Who, str]]:
    """Who someone of the form may be; `elsewhere`: known in other families."""
    found: list[tuple[Who, str]] = [(None, TO_MAKE)]
    found += [(one.id, f"C’est {one.name}") for one in people]
    found += [(number, f"C’est {told}") for number, told in elsewhere]
    return [*found, (LEFT_OUT, NOT_TAKEN)] if may_leave else found
