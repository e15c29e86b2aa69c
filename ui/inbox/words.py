"""The French of a line: whose, what, when, how long ago. Pure: the clock is the base's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from backoffice.inbox.reading import Detail, InboxRow, RequestLine, Sibling
from backoffice.inbox.workflow import SLOT_KINDS, Kind, Queue, Status
from backoffice.kernel.calendar import local, local_day
from ui import labels
from ui.kit.french import day, plural
from ui.kit.tokens import Advice
from ui.kit.tokens import Status as Face

_NAMED = 3
_HOUR, _DAY = 3600, 86_400

# What an answer looks like: the face of the slot it leads to.
FACE: dict[Status, Face] = {
    Status.SUBMITTED: Face.PENDING,
    Status.TRANSMITTED: Face.PENDING,
    Status.INFO_REQUESTED: Face.PENDING,
    Status.WAITLISTED: Face.WAITLISTED,
    Status.ACCEPTED: Face.RESERVED,
    Status.PARTLY_ACCEPTED: Face.RESERVED,
    Status.REFUSED: Face.REFUSED,
    Status.WITHDRAWN: Face.CANCELLED,
    Status.VOID: Face.CANCELLED,
}


def advice(level: str) -> Advice:
    return Advice(level)


def holds_many(row: InboxRow) -> bool:
    """Edits of a dossier sent together: the family is what the line is about."""
    return row.queue == Queue.DOSSIER and row.requests > 1


def who(row: InboxRow) -> str:
    if holds_many(row) or not row.child:
        family = f"Famille {row.family}" if row.family else ""
        return family or row.asker or labels.KIND.get(row.kind, row.kind)
    return row.child


def whose(row: InboxRow) -> str:
    if holds_many(row):
        return plural(row.requests, "demande")
    return row.family if row.child else ""


def tag(row: InboxRow) -> str:
    """« 10 créneaux »: how many one answer treats."""
    if row.requests < 2 or row.queue == Queue.DOSSIER:
        return ""
    return plural(row.requests, "créneau", "créneaux")


def what(row: InboxRow) -> str:
    """« Garderie soir · 23 nov. → 8 déc. », « Absence · Cantine · lun. 23 nov. »."""
    if holds_many(row):
        return _several(row.kinds)
    parts = []
    if row.kind != Kind.RESERVATION or not row.activity:
        short = row.kind in SLOT_KINDS or row.kind == Kind.ENROLMENT
        parts.append((labels.KIND_SHORT if short else labels.KIND).get(row.kind, row.kind))
    days = span(row.first_day, row.last_day, brief=bool(parts))
    parts += filter(None, (row.activity, days))
    return " · ".join(parts)


def _several(kinds: Sequence[str]) -> str:
    names = list(dict.fromkeys(labels.KIND_SHORT.get(kind, kind) for kind in kinds))
    names = [
        names[0],
        *(name[:1].lower() + name[1:] if name != "RIB" else name for name in names[1:]),
    ]
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} et {len(names) - _NAMED} autres"
    return " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def span(first: date | None, last: date | None, *, brief: bool = False) -> str:
    """« lun. 23 nov. », « 23 nov. → 8 déc. »; brief, without the weekday."""
    if first is None:
        return ""
    if last is None or last == first:
        return _short(first) if brief else day(first)
    return f"{_short(first)} → {_short(last)}"


def _short(on: date) -> str:
    return day(on).split("\u00a0", 1)[1]


def age(row: InboxRow, now: datetime) -> tuple[str, bool]:
    """How long it has waited; or, when the day is upon us, when it is. And whether it presses."""
    if row.pending and row.first_day is not None and row.kind != Kind.ENROLMENT:
        left = (row.first_day - local_day(now)).days
        if left < 0:
            return "date passée", True
        if left < 2:
            return ("demain" if left else "aujourd’hui"), True
    return since(row.submitted_at, now), False


def since(moment: datetime, now: datetime) -> str:
    """« 3 j », « 22 h », « 5 min »."""
    seconds = max(0, round((now - moment).total_seconds()))
    if seconds >= _DAY:
        return f"{seconds // _DAY} j"
    if seconds >= _HOUR:
        return f"{seconds // _HOUR} h"
    return f"{seconds // 60} min"


def status(row: InboxRow) -> Status:
    """What to show of an answered line: the answer most of it was given."""
    if not row.statuses:
        return Status.TRANSMITTED
    return max(row.statuses, key=lambda pair: pair[1])[0]


def said(row: InboxRow, level: str, now: datetime) -> str:
    """The whole line, for those who listen."""
    told = {"favourable": "favorable", "to_check": "à vérifier", "unfavourable": "défavorable"}
    parts = (who(row), whose(row), what(row), tag(row), age(row, now)[0], told.get(level, ""))
    return ", ".join(filter(None, parts))


# --- the detail ---------------------------------------------------------------------------------


def person(found: Detail) -> str:
    if found.child:
        return found.child
    return (
        f"Famille {found.family}"
        if found.family
        else found.account or labels.KIND.get(found.kind, "")
    )


def about(found: Detail) -> str:
    """« 7 ans · CE1 B, École Jules-Ferry · famille Belkacem-Roy »."""
    place = ", ".join(filter(None, (found.school_class, found.school)))
    years = age_in_years(found.birth_date, local_day(found.read_at))
    family = f"famille {found.family}" if found.child and found.family else ""
    return " · ".join(filter(None, (years, place, family)))


def age_in_years(born: date | None, today: date) -> str:
    if born is None or born > today:
        return ""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years >= 3:
        return f"{years} ans"
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return f"{months} mois"


def asked(found: Detail) -> str:
    """« Garderie soir, 10 créneaux du lun. 23 nov. au mar. 8 déc. »."""
    parts = [found.activity] if found.activity else []
    count = len(found.lines)
    slots = plural(count, "créneau", "créneaux") if count > 1 and found.kind in SLOT_KINDS else ""
    if found.first_day is not None:
        last = found.last_day or found.first_day
        days = day(found.first_day)
        days = f"le {days}" if last == found.first_day else f"du {days} au {day(last)}"
        parts.append(" ".join(filter(None, (slots, days))))
    elif count > 1:
        parts.append(plural(count, "demande"))
    return ", ".join(parts)


def answered(line: RequestLine) -> str:
    """« Acceptée par Claire Martin le 16/11 à 10:05 »."""
    words = labels.REQUEST_STATUS[line.status]
    name = f"la règle « {line.decided_by} »" if line.by_rule else line.decided_by
    by = f" par {name}" if name else ""
    at = f" le {moment(line.decided_at)}" if line.decided_at else ""
    return f"{words}{by}{at}"


def moment(at: datetime) -> str:
    return f"{local(at):%d/%m %H:%M}"


def sibling(one: Sibling) -> str:
    kind = labels.KIND_SHORT.get(one.kind, one.kind)
    parts = (one.child, kind, one.activity, span(one.first_day, one.last_day))
    return " · ".join(filter(None, parts))
