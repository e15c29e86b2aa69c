"""What the rest of the town asks about its slots, of every difficulty, until there is enough."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from backoffice.demo.places import MEAL
from backoffice.demo.stage import Place, Stage, about
from backoffice.demo.standin import Asked

_ABSENCES = (
    "Maladie", "Certificat médical à venir", "Rendez-vous chez l’orthodontiste", "Départ en week-end",
    "Gastro-entérite", "Réunion de famille", "Grève du train, il reste avec nous",
)  # fmt: skip
_CANCELLATIONS = (
    "Ma mère peut le garder.",
    "Changement de planning au travail.",
    "Finalement non, merci.",
)
_NOTES = (
    "",
    "",
    "",
    "Merci d’avance !",
    "C’est pour un remplacement au travail.",
    "Sans viande ce jour-là, svp.",
)


def batches(stage: Stage, sizes: Sequence[int]) -> list[Asked]:
    """Periods of so many slots, each sent in one click."""
    asked: list[Asked] = []
    for size in sizes:
        for start in stage.free:
            days = [
                place
                for place in stage.free
                if (place.child_id, place.activity_id) == (start.child_id, start.activity_id)
                and _ahead(stage, place, 5)
                and (place.slot_id, place.child_id) not in stage.spent
            ]
            if len(days) >= size and start.family_id not in stage.pictured:
                days.sort(key=lambda place: place.day)
                chosen = [stage.spend(place) for place in days[:size]]
                asked += _asked(stage, "reservation", chosen, stage.batch(), stage.age())
                break
    return asked


def singles(stage: Stage, count: int) -> list[Asked]:
    """One day at a time."""
    days = stage.others(stage.free, count, lambda place: _ahead(stage, place, 2))
    return [
        asked
        for place in days
        for asked in _asked(stage, "reservation", [place], None, stage.age(), note=_note(stage))
    ]


def late(stage: Stage, count: int) -> list[Asked]:
    """Meals of the next school days, asked for after the deadline."""
    meals = {id_ for (_, short), id_ in stage.places.activities.items() if short == MEAL}
    soon = sorted({place.day for place in stage.free if _ahead(stage, place, 0)})[:2]
    days = stage.others(stage.free, count, lambda p: p.activity_id in meals and p.day in soon)
    return [
        asked
        for rank, place in enumerate(days)
        for asked in _asked(stage, "reservation", [place], None, 1 + rank / 3)
    ]


def on_full_days(stage: Stage, count: int) -> list[Asked]:
    days = stage.others(stage.free, count, lambda place: place.slot_id in stage.full)
    return [a for p in days for a in _asked(stage, "reservation", [p], None, stage.age())]


def duplicates(stage: Stage, count: int) -> list[Asked]:
    """The same day asked for twice, some hours apart."""
    asked: list[Asked] = []
    for place in stage.others(stage.free, count, lambda place: _ahead(stage, place, 4)):
        hours = stage.age()
        asked += _asked(stage, "reservation", [place], None, hours + 2)
        asked += _asked(stage, "reservation", [place], None, hours)
    return asked


def absences(stage: Stage, count: int) -> list[Asked]:
    days = stage.others(stage.reserved, count, lambda place: _ahead(stage, place, 1))
    return [
        asked
        for place in days
        for asked in _asked(
            stage, "absence", [place], None, stage.age(), reason=stage.chance.choice(_ABSENCES)
        )
    ]


def late_absences(stage: Stage, count: int) -> list[Asked]:
    """Of the next school day, told this morning: one has a certificate, the others will pay."""
    soon = min((place.day for place in stage.reserved if _ahead(stage, place, 0)), default=None)
    days = stage.others(stage.reserved, count, lambda place: place.day == soon)
    return [
        asked
        for rank, place in enumerate(days)
        for asked in _asked(
            stage, "absence", [place], None, 0.5 + rank / 2, reason=_ABSENCES[rank % len(_ABSENCES)]
        )
    ]


def cancellations(stage: Stage, count: int) -> list[Asked]:
    days = stage.others(stage.reserved, count, lambda place: _ahead(stage, place, 2))
    kind = "reservation_cancellation"
    return [
        asked
        for place in days
        for asked in _asked(
            stage, kind, [place], None, stage.age(), reason=stage.chance.choice(_CANCELLATIONS)
        )
    ]


def without_subject(stage: Stage, count: int) -> list[Asked]:
    """An absence where nothing is reserved, a cancellation of nothing."""
    days = stage.others(stage.free, count, lambda place: _ahead(stage, place, 3))
    return [
        asked
        for rank, place in enumerate(days)
        for asked in _asked(
            stage,
            ("absence", "absence_cancellation")[rank % 2],
            [place],
            None,
            stage.age(),
            reason="Maladie",
        )
    ]


def off_period(stage: Stage) -> list[Asked]:
    """Days on which the child is not enrolled, or that are no days."""
    place, at = stage.free[0], stage.ago(7)
    beyond = about(place) | {"date": (stage.now.date() + timedelta(days=800)).isoformat()}
    nowhere = about(place) | {"date": "2026-02-31"}
    return [
        Asked(place.account_id, "reservation", payload, None, at) for payload in (beyond, nowhere)
    ]


def malformed(stage: Stage) -> list[Asked]:
    """What no portal should send: nobody's child, no shape, no kind, markup, a novel."""
    place, stranger = stage.free[1], stage.free[-1]
    ok = about(place)
    rows: list[tuple[str, Any]] = [
        ("reservation", {key: ok[key] for key in ("child_id", "date")}),
        ("reservation", ok | {"child_id": stranger.child_id}),
        ("reservation", ok | {"activity_id": 999_999}),
        ("reservation", [ok]),
        ("absence", ok | {"date": None, "reason": "Maladie"}),
        ("teleportation", {"to": "lune"}),
        ("contact_message", {"subject": "<b>Urgent</b>", "body": ["pas", "un", "texte"]}),
        (
            "enrolment",
            {"child_id": place.child_id, "activity_id": place.activity_id, "starts_on": 20261201},
        ),
        ("tax_change", {"changes": {"yearly_tax_income": 0}}),
        (
            "contact_message",
            {"subject": "=SOMME(A1:A9)", "body": json.dumps({"a": "\u202e <script>"})},
        ),
    ]
    return [
        Asked(place.account_id, kind, payload, None, stage.ago(9 + 5 * rank))
        for rank, (kind, payload) in enumerate(rows)
    ]


def _ahead(stage: Stage, place: Place, days: int) -> bool:
    return place.day > stage.now.date() + timedelta(days=days) and place.slot_id not in stage.full


def _note(stage: Stage) -> str:
    return stage.chance.choice(_NOTES)


def _asked(
    stage: Stage,
    kind: str,
    days: Sequence[Place],
    batch: str | None,
    hours: float,
    **words: str,
) -> list[Asked]:
    at, told = stage.ago(hours), {name: value for name, value in words.items() if value}
    return [Asked(place.account_id, kind, about(place, **told), batch, at) for place in days]
