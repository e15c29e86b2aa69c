"""The French of a document: whose, what, how long it holds. Pure."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from backoffice.documents.queries import File, Line, Sheet
from backoffice.documents.words import STATE_LABELS, State, Validity
from backoffice.kernel.calendar import local
from backoffice.kernel.text import reference
from ui.kit.french import number, short_date
from ui.kit.tokens import Status

_HOUR, _DAY = 3600, 86_400
_MEGA, _KILO = 1 << 20, 1 << 10


class Tab(Enum):
    WAITING = "À valider"
    REFUSED = "Invalidées"
    ENDING = "Bientôt obsolètes"


NOTHING = {
    Tab.WAITING: ("Aucune pièce à valider", "Les pièces que les familles envoient arrivent ici."),
    Tab.REFUSED: (
        "Aucune pièce invalidée",
        "Une pièce renvoyée par la famille quitte cette liste.",
    ),
    Tab.ENDING: ("Aucune pièce bientôt obsolète", "Dans les trente jours qui viennent."),
}
FACES: dict[State, tuple[Status, str]] = {
    State.VALIDATING: (Status.PENDING, "clock"),
    State.RECEIVED: (Status.RESERVED, "check"),
    State.INVALID: (Status.REFUSED, "ban"),
    State.EXPIRED: (Status.CANCELLED, "clock"),
}
_LASTS = {
    Validity.PERMANENT: "Pièce permanente : sans date de fin.",
    Validity.ANNUAL: "Pièce annuelle : un an après sa date.",
    Validity.HALF_YEARLY: "Pièce semestrielle : six mois après sa date.",
    Validity.QUARTERLY: "Pièce trimestrielle : trois mois après sa date.",
    Validity.SCHOOL_YEAR: "Pièce de l’année scolaire : jusqu’à la fin de l’année scolaire.",
    Validity.UNTIL: "Valable jusqu’à la date fixée par la collectivité.",
}


def state(found: Sheet) -> str:
    return STATE_LABELS[found.state]


def age(line: Line, tab: Tab, now: datetime) -> str:
    """How long it has waited, or when it ends."""
    if tab is Tab.ENDING:
        return f"{line.valid_until:%d/%m}" if line.valid_until else ""
    at: datetime = line.key[0]
    seconds = max(0, round((now - at).total_seconds()))
    if seconds >= _DAY:
        return f"{seconds // _DAY} j"
    return f"{seconds // _HOUR} h" if seconds >= _HOUR else f"{seconds // 60} min"


def said(line: Line, tab: Tab, now: datetime) -> str:
    """A tile, for those who listen."""
    when = "valable jusqu’au" if tab is Tab.ENDING else "depuis"
    return f"{line.whom}, {line.label}, {when} {age(line, tab, now)}"


def whom(found: Sheet, today: date) -> str:
    """« Léa Fontaine, 4 ans, petite section »."""
    parts = (found.whom, _years(found.birth_date, today), found.school_class)
    return ", ".join(filter(None, parts))


def _years(born: date | None, today: date) -> str:
    if born is None or born > today:
        return ""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years >= 3:
        return f"{years} ans"
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return f"{months} mois"


def received(found: Sheet) -> str:
    at = f"Reçue le {local(found.received_at):%d/%m à %H:%M}"
    if found.request_id is None:
        return f"{at}, au guichet"
    return f"{at}, demande n° {reference(found.request_id)}"


def on_file(found: Sheet) -> str:
    """What the dossier says of whom it should be about."""
    if found.birth_date is None:
        return f"sur la fiche : {found.whom}"
    return f"sur la fiche : {found.whom}, date de naissance {short_date(found.birth_date)}"


def lasts(found: Sheet) -> str:
    """How the end was computed, and what holds meanwhile."""
    parts = [_LASTS[found.validity]]
    if found.in_force and found.state is State.VALIDATING:
        until = found.in_force_until
        when = f"jusqu’au {short_date(until)}" if until else "sans limite"
        parts.append(f"L’actuelle reste valable {when}.")
    return " ".join(parts)


def outcome(found: Sheet) -> str:
    """What became of one that was answered."""
    at = f" le {local(found.decided_at):%d/%m/%Y}" if found.decided_at else ""
    if found.state is State.INVALID:
        return f"Invalidée{at}. Motif lu par la famille :"
    until = f"jusqu’au {short_date(found.valid_until)}" if found.valid_until else "sans limite"
    return f"Validée{at}, valable {until}."


def size(count: int) -> str:
    if count >= _MEGA:
        return f"{count / _MEGA:.1f} Mo".replace(".", ",")
    return f"{number(max(1, round(count / _KILO)))} Ko"


def pages(at: int, of: int) -> str:
    return f"{at} sur {max(of, 1)}"


def viewed(file: File, page: int, of: int) -> str:
    """What is on screen, for those who listen."""
    return f"{file.name}, page {pages(page, of)}"


def seen_again(label: str, child: str, at: datetime) -> str:
    who = f" de {child}" if child else ""
    return f"Ce même fichier a déjà été donné : {label}{who}, le {local(at):%d/%m/%Y}."
