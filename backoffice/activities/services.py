"""What the administrator says of facilities, classes, activities, deadlines and the calendar.

Hours, opening periods, closures and places also change slots: see `backoffice.planning.opening`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from backoffice.activities.calendar import SchoolCalendar, school_calendar
from backoffice.activities.schedule import Deadline, DeadlineForm, RunsOn
from backoffice.activities.tables import (
    activity,
    calendar_day,
    deadline_rule,
    department,
    facility,
    school_class,
)
from backoffice.database.journal import setting
from backoffice.database.work import Work
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

DEFAULT_ZONE = "A"
DEADLINE_KINDS = ("reservation", "reservation_cancellation", "absence")
_CHANGED = "Cette fiche vient d’être modifiée par un collègue. Rechargez-la."


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    label: str
    kind: str = "school"  # school, leisure_centre, creche, other
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class ClassDraft:
    facility_id: int
    label: str
    level: str
    teacher: str | None = None


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """What families and agents read of an activity; `capacity` only counts when it is created."""

    code: str
    label: str
    short_label: str
    facility_id: int
    department_id: int
    capacity: int | None = None
    runs_on: RunsOn = RunsOn.SCHOOL_DAYS
    open_to_enrolment: bool = True
    constraints_text: str | None = None
    late_absence_invoiced: bool = True
    promotes_alone: bool = True
    position: int = 0


def refresh_calendar(
    work: Work, first: date, last: date, *, estimate: bool = False
) -> SchoolCalendar:
    """Write again the days from `first` to `last` for the town's zone; its warning is to be shown."""
    work.require(Permission.ACTIVITY_EDIT)
    zone = work.scalar(select(setting.c.value).where(setting.c.key == "school_zone"))
    found = school_calendar(zone or DEFAULT_ZONE, first, last, estimate=estimate)
    work.run(delete(calendar_day).where(calendar_day.c.day.between(first, last)))
    work.run(insert(calendar_day), [asdict(day) for day in found.days])
    work.record(
        Topic.ACTIVITIES, "refresh_calendar", 0, zone=zone, first=first, last=found.days[-1].day
    )
    return found


def add_department(
    work: Work, label: str, *, phone: str | None = None, hours: str | None = None
) -> int:
    work.require(Permission.ACTIVITY_EDIT)
    return _add(work, department, label=_given(label), phone=phone, hours=hours)


def add_facility(work: Work, draft: FacilityDraft) -> int:
    work.require(Permission.ACTIVITY_EDIT)
    return _add(work, facility, **_facility_values(draft))


def edit_facility(work: Work, facility_id: int, version: int, draft: FacilityDraft) -> None:
    work.require(Permission.ACTIVITY_EDIT)
    _edit(work, facility, facility_id, version, **_facility_values(draft))


def add_class(work: Work, draft: ClassDraft) -> int:
    work.require(Permission.ACTIVITY_EDIT)
    same = select(school_class.c.id).where(
        school_class.c.facility_id == draft.facility_id, school_class.c.label == draft.label.strip()
    )
    if work.scalar(same):
        raise Refused(f"La classe « {draft.label.strip()} » existe déjà dans cette école.")
    return _add(work, school_class, **{**asdict(draft), "label": _given(draft.label)})


def add_activity(work: Work, draft: ActivityDraft) -> int:
    """Make an activity; its hours and periods come next, and with them its slots."""
    work.require(Permission.ACTIVITY_EDIT)
    values = _activity_values(work, draft)
    if draft.capacity is not None and draft.capacity < 0:
        raise Refused("Une capacité ne peut pas être négative.")
    return _add(work, activity, **values, capacity=draft.capacity)


def edit_activity(work: Work, activity_id: int, version: int, draft: ActivityDraft) -> None:
    """Change all but the places: those are changed with their slots, by `set_capacity`."""
    work.require(Permission.ACTIVITY_EDIT)
    _edit(work, activity, activity_id, version, **_activity_values(work, draft, but=activity_id))


def set_absence_rules(
    work: Work, activity_id: int, version: int, *, late_absence_invoiced: bool, promotes_alone: bool
) -> None:
    """Whether a late absence is invoiced, and whether a freed place is offered without an agent."""
    work.require(Permission.ACTIVITY_EDIT)
    seen = (activity.c.id == activity_id) & (activity.c.version == version)
    values = {"late_absence_invoiced": late_absence_invoiced, "promotes_alone": promotes_alone}
    if work.run(update(activity).where(seen).values(**values, version=version + 1)).rowcount == 0:
        raise OutOfDate(_CHANGED)
    work.record(Topic.ACTIVITIES, "set_absence_rules", activity_id, **values)


def set_deadline(work: Work, activity_id: int, kind: str, deadline: Deadline | None) -> None:
    """Say until when one may ask for this kind of thing; none: until the activity starts."""
    work.require(Permission.ACTIVITY_EDIT)
    if kind not in DEADLINE_KINDS:
        raise Refused("Aucun délai ne s’applique à ce type de demande.")
    rule = (deadline_rule.c.activity_id == activity_id) & (deadline_rule.c.kind == kind)
    work.run(delete(deadline_rule).where(rule))
    if deadline:
        work.run(
            insert(deadline_rule).values(
                activity_id=activity_id, kind=kind, **_deadline_values(deadline)
            )
        )
    words = deadline.words if deadline else None
    work.record(Topic.ACTIVITIES, "set_deadline", activity_id, kind=kind, deadline=words)


def _deadline_values(deadline: Deadline) -> dict[str, Any]:
    if deadline.count < 0 or deadline.weekday not in range(1, 8):
        raise Refused("Ce délai n’est pas complet.")
    if deadline.form is DeadlineForm.HOURS_BEFORE:
        return {"form": str(deadline.form), "count": deadline.count, "working_days": False}
    if deadline.form is DeadlineForm.WEEK_BEFORE:
        return {"form": str(deadline.form), "weekday": deadline.weekday, "hour": deadline.hour}
    return {
        "form": str(deadline.form),
        "count": deadline.count,
        "hour": deadline.hour,
        "working_days": deadline.working_days,
    }


def _facility_values(draft: FacilityDraft) -> dict[str, Any]:
    if draft.kind not in ("school", "leisure_centre", "creche", "other"):
        raise Refused("Ce type d’établissement est inconnu.")
    return {**asdict(draft), "label": _given(draft.label)}


def _activity_values(work: Work, draft: ActivityDraft, but: int | None = None) -> dict[str, Any]:
    values = asdict(draft)
    del values["capacity"]
    values.update(
        code=_given(draft.code, 20),
        label=_given(draft.label),
        short_label=_given(draft.short_label, 20),
        runs_on=str(draft.runs_on),
    )
    same = select(activity.c.id).where(
        activity.c.facility_id == draft.facility_id, activity.c.code == values["code"]
    )
    found = work.scalar(same)
    if found and found != but:
        raise Refused(f"Le code « {values['code']} » est déjà pris dans cet établissement.")
    return values


def _given(words: str, limit: int = 120) -> str:
    kept = clean(words, limit)
    if not kept:
        raise Refused("Donnez un nom.")
    return kept


def _add(work: Work, table: Table, **values: Any) -> int:
    made = int(work.run(insert(table).values(**values).returning(table.c.id)).scalar_one())
    work.record(Topic.ACTIVITIES, f"add_{table.name}", made, label=values["label"])
    return made


def _edit(work: Work, table: Table, row_id: int, version: int, **values: Any) -> None:
    seen = (table.c.id == row_id) & (table.c.version == version)
    if work.run(update(table).where(seen).values(**values, version=version + 1)).rowcount == 0:
        raise OutOfDate(_CHANGED)
    work.record(Topic.ACTIVITIES, f"edit_{table.name}", row_id, label=values["label"])
