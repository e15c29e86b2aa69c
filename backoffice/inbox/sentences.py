"""The French of the advice: one sentence for each finding, and what a family would be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from backoffice.kernel.calendar import hour_words, local, long_day, short_day
from backoffice.kernel.text import reference

# Told to the family when the town has not written its own words for the code.
PUBLIC: dict[str, str] = {
    "not_enrolled": "Votre enfant n’est pas inscrit à cette activité ce jour-là.",
    "closed": "L’activité n’est pas ouverte ce jour-là.",
    "passed": "La date demandée est passée.",
    "late": "La demande est arrivée après la date limite.",
    "full": "Il n’y a plus de place ce jour-là.",
    "duplicate": "Une demande identique est déjà en cours.",
    "already": "Ce créneau est déjà réservé : il n’y avait rien à changer.",
    "incomplete": "Il manque une pièce à votre dossier.",
    "nothing": "Aucune réservation n’est enregistrée ce jour-là : il n’y avait rien à changer.",
}

_LABELS = {
    "enrolment": "Inscription",
    "opening": "Ouverture",
    "deadline": "Délai",
    "subject": "Réservation",
    "places": "Places",
    "duplicate": "Doublon",
    "documents": "Pièces",
}


def of(rule: str, level: str, told: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """The label of a rule and the sentence for its findings, which share one level."""
    if rule not in _WRITERS:  # a branch brings its words with its facts
        return told[0]["label"], " ; ".join(dict.fromkeys(one["sentence"] for one in told))
    return _LABELS[rule], _WRITERS[rule](level, told)


def _enrolment(level: str, told: Sequence[dict[str, Any]]) -> str:
    one = told[0]
    if level == "favourable":
        return f"{one['activity']}, du {short_day(one['from'])} au {short_day(one['to'])}"
    return f"non inscrit à {one['activity']} {_days(told)}"


def _opening(_level: str, told: Sequence[dict[str, Any]]) -> str:
    one = told[0]
    if one.get("enrolment"):
        return f"inscriptions {'ouvertes' if _level == 'favourable' else 'fermées'} pour {one['activity']}"
    if one.get("closed"):
        return f"fermé {_days(told)} : {one['closed']}"
    if one.get("passed"):
        return f"date passée : {_days(told)}"
    return f"ouvert {_days(told)}" if _level == "favourable" else f"pas d’accueil {_days(told)}"


def _deadline(level: str, told: Sequence[dict[str, Any]]) -> str:
    one = told[0]
    if one["until"] is None:
        return "aucun délai n’est fixé"
    asked, until = _moment(one["asked"]), _moment(one["until"])
    if level == "favourable":
        return f"demandé le {asked} ; limite le {until}"
    said = f"demandé le {asked}, après la limite du {until}"
    if "justified" not in one:
        return said
    if one["justified"]:
        return f"{said} ; motif justifié, à ne pas facturer"
    return f"{said} ; à facturer" if one["invoiced"] else said


_HELD = {
    "free": "rien n’est réservé",
    "reserved": "déjà réservé",
    "present": "déjà pointé présent",
    "present_unreserved": "déjà pointé présent",
    "waitlisted": "déjà en liste d’attente",
    "reservation_pending": "une autre demande de réservation attend",
    "absence_pending": "une demande d’absence attend",
    "cancellation_pending": "une demande d’annulation attend",
    "absent": "déjà absent",
    "absent_invoiced": "absence déjà facturée",
    "reservation_refused": "réservation refusée",
    "reservation_cancelled": "réservation annulée",
    "absence_refused": "absence refusée",
}
_TO_DO = {
    "reservation": "créneau à réserver",
    "absence_cancellation": "créneau à réserver de nouveau",
    "absence": "réservation à passer en absence",
    "reservation_cancellation": "réservation à annuler",
}


def _subject(level: str, told: Sequence[dict[str, Any]]) -> str:
    one = told[0]
    return _TO_DO[one["kind"]] if level == "favourable" else _HELD[one["status"]]


def _places(level: str, told: Sequence[dict[str, Any]]) -> str:
    one = told[0]
    if one["capacity"] is None:
        return "sans limite de places"
    figures = f"{one['taken']}/{one['capacity']}"
    if level == "unfavourable":
        return f"complet {_days(told)} : {figures}"
    asking = f", {one['pending']} demandes en attente" if one["pending"] > 1 else ""
    waiting = f", {one['waiting']} en liste d’attente" if one["waiting"] else ""
    if len(told) == 1:
        return f"{figures} le {long_day(one['day'])}{asking}{waiting}"
    fullest = max(told, key=lambda f: f["taken"] / f["capacity"] if f["capacity"] else 1)
    return f"{len(told)} jours avec de la place, {fullest['taken']}/{fullest['capacity']} au plus{asking}{waiting}"


def _duplicate(level: str, told: Sequence[dict[str, Any]]) -> str:
    one = told[0]
    if level == "favourable":
        return "pas encore inscrit sur cette période"
    if "earlier" in one:
        return f"même demande que la n° {reference(one['earlier'])}, encore en cours"
    return f"déjà inscrit du {short_day(one['from'])} au {short_day(one['to'])}"


_LACKING = {
    "missing": "manque",
    "invalid": "invalide",
    "expired": "obsolète",
    "validating": "à examiner",
}


def _documents(level: str, told: Sequence[dict[str, Any]]) -> str:
    if level == "favourable":
        return "rien ne manque"
    gaps = dict.fromkeys(gap for one in told for gap in one["gaps"])
    by_word: dict[str, list[str]] = {}
    for label, state, ends in gaps:
        word = f"finit le {short_day(ends)}" if ends else _LACKING[state]
        by_word.setdefault(word, []).append(label)
    return " ; ".join(f"{word} : {', '.join(labels)}" for word, labels in by_word.items())


_WRITERS = {
    "enrolment": _enrolment,
    "opening": _opening,
    "deadline": _deadline,
    "subject": _subject,
    "places": _places,
    "duplicate": _duplicate,
    "documents": _documents,
}


def _days(told: Sequence[dict[str, Any]]) -> str:
    days: list[date] = sorted({one["day"] for one in told})
    if len(days) > 2:  # noqa: PLR2004  two days are named, more are counted
        return f"{len(days)} jours, dont le {long_day(days[0])}"
    return " et ".join(f"le {long_day(day)}" for day in days)


def _moment(at: datetime) -> str:
    here = local(at)
    return f"{here:%d/%m} à {hour_words(here.time())}"
