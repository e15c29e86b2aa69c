"""Valcourt's schools, leisure centre and crèche, and the twelve activities offered there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy import insert

from backoffice.activities import services
from backoffice.activities.schedule import Deadline, DeadlineForm, RunsOn
from backoffice.activities.services import ActivityDraft, ClassDraft, FacilityDraft
from backoffice.activities.tables import activity_hours, opening_period
from backoffice.database.work import Work
from backoffice.demo.names import TEACHERS
from backoffice.planning.opening import generate_slots

JULES_FERRY, LA_FONTAINE, LOUISE_MICHEL = (
    "École Jules-Ferry",
    "École La Fontaine",
    "École Louise-Michel",
)
TILLEULS, CRECHE = "Centre de loisirs Les Tilleuls", "Crèche Les Coquelicots"
SCHOOLS = (JULES_FERRY, LA_FONTAINE, LOUISE_MICHEL)

MORNING, MEAL, EVENING = "Matin", "Repas", "Soir"
HALF_DAY, FULL_DAY, HOLIDAYS = "Demi-j.", "Journée", "Vacances"

SCHOOL_WEEK, WEDNESDAY, ALL_WEEK = (1, 2, 4, 5), (3,), (1, 2, 3, 4, 5)
FULL_CLASSES = ("CE1 B", "CE2 A")  # of Jules-Ferry, held by the families of `people.FEATURED`

_LEVELS = (
    ("Petite section", "PS"), ("Moyenne section", "MS"), ("Grande section", "GS"), ("CP", "CP"),
    ("CE1 A", "CE1"), ("CE1 B", "CE1"), ("CE2 A", "CE2"), ("CE2 B", "CE2"), ("CM1 A", "CM1"),
    ("CM2 A", "CM2"),
)  # fmt: skip
_KNOWN_TEACHERS = {"CE1 B": "Mme Rossi", "CE2 A": "M. Henry"}

_PHONES = {
    JULES_FERRY: "01 99 00 00 11",
    LA_FONTAINE: "01 99 00 00 12",
    LOUISE_MICHEL: "01 99 00 00 13",
}

_THREE_DAYS = Deadline(DeadlineForm.DAYS_BEFORE, count=3, hour=time(9))
_TWO_WORKING_DAYS = Deadline(DeadlineForm.DAYS_BEFORE, count=2, hour=time(9), working_days=True)
_ONE_WORKING_DAY = Deadline(DeadlineForm.DAYS_BEFORE, count=1, hour=time(9), working_days=True)
_THURSDAY_BEFORE = Deadline(DeadlineForm.WEEK_BEFORE, weekday=4, hour=time(12))
_A_DAY = Deadline(DeadlineForm.HOURS_BEFORE, count=24)
_TEN_DAYS = Deadline(DeadlineForm.DAYS_BEFORE, count=10, hour=time(12))


@dataclass(frozen=True, slots=True)
class _Offer:
    """One activity; `places` at each of its facilities, for a town of 150 families."""

    label: str
    short_label: str
    places: dict[str, int]
    weekdays: tuple[int, ...]
    hours: tuple[time, time]
    reservation: Deadline
    absence: Deadline
    constraints: str
    runs_on: RunsOn = RunsOn.SCHOOL_DAYS


_OFFERS = (
    _Offer(
        "Garderie matin", MORNING, {JULES_FERRY: 30, LA_FONTAINE: 40, LOUISE_MICHEL: 25},
        SCHOOL_WEEK, (time(7, 30), time(8, 30)), _THREE_DAYS, _A_DAY,
        "Réservation 3 jours avant, à 9 h.",
    ),
    _Offer(
        "Cantine", MEAL, {JULES_FERRY: 96, LA_FONTAINE: 130, LOUISE_MICHEL: 80},
        SCHOOL_WEEK, (time(11, 45), time(13, 30)), _TWO_WORKING_DAYS, _ONE_WORKING_DAY,
        "Réservation 2 jours ouvrés avant, à 9 h. Toute absence déclarée après la veille 9 h est facturée.",
    ),
    _Offer(
        "Garderie soir", EVENING, {JULES_FERRY: 30, LA_FONTAINE: 40, LOUISE_MICHEL: 25},
        SCHOOL_WEEK, (time(16, 30), time(18, 30)), _THREE_DAYS, _A_DAY,
        "Réservation 3 jours avant, à 9 h. Les enfants sont repris à 18 h 30 au plus tard.",
    ),
    _Offer(
        "Mercredi demi-journée", HALF_DAY, {TILLEULS: 24},
        WEDNESDAY, (time(8), time(12)), _THURSDAY_BEFORE, _TWO_WORKING_DAYS,
        "Réservation au plus tard le jeudi de la semaine précédente, à 12 h.",
    ),
    _Offer(
        "Mercredi journée", FULL_DAY, {TILLEULS: 40},
        WEDNESDAY, (time(8), time(18)), _THURSDAY_BEFORE, _TWO_WORKING_DAYS,
        "Réservation au plus tard le jeudi de la semaine précédente, à 12 h. Repas compris.",
    ),
    _Offer(
        "Vacances", HOLIDAYS, {TILLEULS: 48},
        ALL_WEEK, (time(8), time(18)), _TEN_DAYS, _TWO_WORKING_DAYS,
        "Réservation 10 jours avant. Repas et goûter compris.", RunsOn.HOLIDAYS,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is: ids by the names above."""

    facilities: dict[str, int]
    classes: dict[tuple[str, str], int]  # (school, « CE1 B »)
    activities: dict[tuple[str, str], int] = field(default_factory=dict)  # (facility, short label)


def make_places(work: Work, year: tuple[date, date], size: int) -> Places:
    """The town, big enough for `size` families, with a slot for each day of each activity."""
    department_id = services.add_department(
        work,
        "Service enfance",
        phone="01 99 00 00 10",
        hours="Du lundi au vendredi, 8 h 30 – 12 h et 13 h 30 – 17 h",
    )
    facilities = {
        label: services.add_facility(work, FacilityDraft(label, kind, _PHONES.get(label)))
        for label, kind in (
            *((school, "school") for school in SCHOOLS),
            (TILLEULS, "leisure_centre"),
            (CRECHE, "creche"),
        )
    }
    places = Places(facilities, _classes(work, facilities))
    in_order = [(school, offer) for school in (*SCHOOLS, TILLEULS) for offer in _OFFERS]
    offered = [(where, offer) for where, offer in in_order if where in offer.places]
    for code, (where, offer) in enumerate(offered, start=1):
        places.activities[where, offer.short_label] = _offer(
            work, code, offer, facilities[where], department_id, _scaled(offer.places[where], size)
        )
    _open(work, places, year)
    return places


def _classes(work: Work, facilities: dict[str, int]) -> dict[tuple[str, str], int]:
    teachers = iter(TEACHERS * 2)
    return {
        (school, label): services.add_class(
            work,
            ClassDraft(
                facilities[school],
                label,
                level,
                _KNOWN_TEACHERS[label]
                if school == JULES_FERRY and label in _KNOWN_TEACHERS
                else next(teachers),
            ),
        )
        for school in SCHOOLS
        for label, level in _LEVELS
    }


def _offer(
    work: Work, code: int, offer: _Offer, facility_id: int, department_id: int, places: int
) -> int:
    activity_id = services.add_activity(
        work,
        ActivityDraft(
            str(code),
            offer.label,
            offer.short_label,
            facility_id,
            department_id,
            capacity=places,
            runs_on=offer.runs_on,
            constraints_text=offer.constraints,
            position=code,
        ),
    )
    services.set_deadline(work, activity_id, "reservation", offer.reservation)
    services.set_deadline(work, activity_id, "reservation_cancellation", offer.reservation)
    services.set_deadline(work, activity_id, "absence", offer.absence)
    first, last = offer.hours
    hours = [
        {"activity_id": activity_id, "weekday": day, "starts_at": first, "ends_at": last}
        for day in offer.weekdays
    ]
    work.run(insert(activity_hours), hours)
    return activity_id


def _open(work: Work, places: Places, year: tuple[date, date]) -> None:
    """From 1 September to 31 August; the school calendar keeps each activity to its own days."""
    periods: Sequence[dict[str, object]] = [
        {"activity_id": activity_id, "starts_on": year[0], "ends_on": year[1]}
        for activity_id in places.activities.values()
    ]
    work.run(insert(opening_period), periods)
    services.refresh_calendar(work, *year, estimate=True)
    generate_slots(work)


def _scaled(places: int, size: int) -> int:
    return places if size <= 150 else places * size // 150
