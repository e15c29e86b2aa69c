"""On what each thing was done, by the name agents know it by: one query for each family of things."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from backoffice.activities.tables import activity, facility
from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, family, guardian
from backoffice.inbox.tables import anomaly, request, rule
from backoffice.kernel.calendar import short_day
from backoffice.kernel.text import reference
from backoffice.kernel.topics import Topic
from backoffice.planning.tables import absence_reason, enrolment, reservation, slot
from backoffice.portal.tables import FIRST_REFERENCE
from backoffice.subscribers.tables import account, link, subscriber_code

T = Topic
Done = tuple[Topic, str, int]  # topic, action, subject


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row of the journal is about: its words, and where a screen finds it."""

    words: str = ""
    request_id: int | None = None
    family_id: int | None = None
    child_id: int | None = None
    activity_id: int | None = None
    day: date | None = None
    section: str = ""  # the part of the program where it lives, when it has no place of its own

    @property
    def opens(self) -> bool:
        return self != Subject(self.words)


_Named = dict[int, Subject]
_Reader = Callable[[Work, Collection[int]], _Named]

LINES = ("annotate", "suspend", "resume", "assign")  # done to a line of the inbox, not to a request

_SECTIONS = {
    T.ANOMALIES: "anomalies",
    T.RULES: "settings",
    T.AGENTS: "settings",
    T.SETTINGS: "settings",
}
_FAMILY = (
    "create_family", "add_child", "share_child", "unshare_child", "add_guardian", "edit_family",
    "record_tax", "cancel_tax", "annotate_family", "merge_families", "undo_merge",
    "close_family",
)  # fmt: skip
_CHILD = ("edit_child", "add_contact", "remove_contact", "set_payer", "remove_payer", "see_health")
_GUARDIAN = (
    "edit_guardian", "open_account", "close_account", "sign_mandate", "close_mandate",
    "renew_mandate", "reveal_iban", "apply_address",
)  # fmt: skip
_SLOTS = (
    "overbook", "derogation", "set_day_capacity", "mark_present", "mark_no_show", "justify",
    "cancel_by_service", "undo", "demo_full_day",
)  # fmt: skip
_LINKED = (
    "link_by_code", "link_by_invoice", "link_by_agent", "link_newcomer", "revoke_link",
)  # fmt: skip
_ACTIVITY = ("generate_slots", "close_days", "reopen_days")


def named(work: Work, done: Iterable[Done]) -> dict[Done, Subject]:
    """The subject of each; what was deleted since keeps no name."""
    wanted: dict[_Reader, dict[int, list[Done]]] = {}
    for one in done:
        if one[2] and (reader := _reader(one[0], one[1])) is not None:
            wanted.setdefault(reader, {}).setdefault(one[2], []).append(one)
    found: dict[Done, Subject] = {}
    for reader, by_id in wanted.items():
        for subject_id, subject in reader(work, by_id).items():
            found.update(dict.fromkeys(by_id[subject_id], subject))
    return found


def several(topic: Topic, action: str, subject_id: int, count: int) -> Subject:
    """Of many, the latest request, which opens; else where such things live."""
    if topic is T.REQUESTS and action not in LINES and subject_id >= FIRST_REFERENCE:
        others = "" if count < 2 else f" et {count - 1} autre{'s' if count > 2 else ''}"  # noqa: PLR2004
        return Subject(f"n° {reference(subject_id)}{others}", request_id=subject_id)
    return Subject(section=_SECTIONS.get(topic, ""))


def _reader(topic: Topic, action: str) -> _Reader | None:
    if topic is T.REQUESTS:
        return _lines if action in LINES else _requests
    by_action = {
        T.PLANNING: _of_planning, T.FAMILIES: _of_families, T.SUBSCRIBERS: _of_subscribers,
    }  # fmt: skip
    if topic in by_action:
        return by_action[topic](action)
    if topic is T.ACTIVITIES:
        return _facilities if action.endswith("_facility") else _activities
    others = {T.RULES: _rules, T.AGENTS: _agents, T.ANOMALIES: _anomalies, T.SETTINGS: _reasons}
    if topic is T.ANOMALIES and action == "list":
        return None  # told by the number the portal gave the row
    return others.get(topic) if "filter" not in action else None


def _of_planning(action: str) -> _Reader:
    if action in _SLOTS:
        return _slots
    if action in _ACTIVITY:
        return _activities
    if action.endswith("enrolment") or action == "enrol":
        return _enrolments
    return _children if action == "ask_for_family" else _reservations


def _of_families(action: str) -> _Reader | None:
    if action in _FAMILY:
        return _families
    if action in _CHILD:
        return _children
    return _guardians if action in _GUARDIAN else None


def _of_subscribers(action: str) -> _Reader | None:
    if action.endswith("_code") and action not in _LINKED:
        return _codes
    return _links if action in _LINKED else None


def _read(
    work: Work, query: Select[Any], key: ColumnElement[Any], ids: Collection[int]
) -> list[Any]:
    return list(work.rows(query.where(among(work.dialect, key, sorted(ids)))))


def _of_request(row: Any) -> Subject:
    who = f", {row.first_name} {row.last_name}" if row.first_name else ""
    return Subject(f"n° {reference(row.id)}{who}", request_id=row.id)


def _request_columns(key: ColumnElement[Any]) -> Select[Any]:
    r, c = request.c, child.c
    return select(key.label("subject"), r.id, c.first_name, c.last_name).outerjoin_from(
        request, child, c.id == r.child_id
    )


def _requests(work: Work, ids: Collection[int]) -> _Named:
    rows = _read(work, _request_columns(request.c.id), request.c.id, ids)
    return {row.subject: _of_request(row) for row in rows}


def _lines(work: Work, ids: Collection[int]) -> _Named:
    """A line is opened by its first request."""
    r = request.c
    firsts = (
        select(func.min(r.id).label("id"))
        .where(among(work.dialect, r.submission_id, sorted(ids)))
        .group_by(r.submission_id)
        .subquery("firsts")
    )
    query = _request_columns(r.submission_id).join(firsts, firsts.c.id == r.id)
    return {row.subject: _of_request(row) for row in work.rows(query)}


def _reservations(work: Work, ids: Collection[int]) -> _Named:
    r, s, c, a = reservation.c, slot.c, child.c, activity.c
    query = (
        select(
            r.id, c.first_name, c.last_name, a.label, s.day, r.child_id, r.family_id, s.activity_id
        )
        .join_from(reservation, slot, s.id == r.slot_id)
        .join(child, c.id == r.child_id)
        .join(activity, a.id == s.activity_id)
    )
    return {
        row.id: Subject(
            f"{row.first_name} {row.last_name}, {row.label}, {short_day(row.day)}",
            child_id=row.child_id, activity_id=row.activity_id, day=row.day,
        )
        for row in _read(work, query, r.id, ids)
    }  # fmt: skip


def _slots(work: Work, ids: Collection[int]) -> _Named:
    s, a = slot.c, activity.c
    query = select(s.id, a.label, s.day, s.activity_id).join_from(
        slot, activity, a.id == s.activity_id
    )
    return {
        row.id: Subject(
            f"{row.label}, {short_day(row.day)}", activity_id=row.activity_id, day=row.day
        )
        for row in _read(work, query, s.id, ids)
    }


def _enrolments(work: Work, ids: Collection[int]) -> _Named:
    e, c, a = enrolment.c, child.c, activity.c
    query = (
        select(e.id, c.first_name, c.last_name, a.label, e.child_id, e.activity_id)
        .join_from(enrolment, child, c.id == e.child_id)
        .join(activity, a.id == e.activity_id)
    )
    return {
        row.id: Subject(
            f"{row.first_name} {row.last_name}, {row.label}",
            child_id=row.child_id, activity_id=row.activity_id,
        )
        for row in _read(work, query, e.id, ids)
    }  # fmt: skip


def _children(work: Work, ids: Collection[int]) -> _Named:
    c = child.c
    query = select(c.id, c.first_name, c.last_name)
    return {
        row.id: Subject(f"{row.first_name} {row.last_name}", child_id=row.id)
        for row in _read(work, query, c.id, ids)
    }


def _guardians(work: Work, ids: Collection[int]) -> _Named:
    g = guardian.c
    query = select(g.id, g.first_name, g.last_name, g.family_id)
    return {
        row.id: Subject(f"{row.first_name} {row.last_name}", family_id=row.family_id)
        for row in _read(work, query, g.id, ids)
    }


def _families(work: Work, ids: Collection[int]) -> _Named:
    f = family.c
    return {
        row.id: Subject(f"Famille {row.label}", family_id=row.id)
        for row in _read(work, select(f.id, f.label), f.id, ids)
    }


def _codes(work: Work, ids: Collection[int]) -> _Named:
    """By its public part: what else it says is known to nobody."""
    c, f = subscriber_code.c, family.c
    query = select(c.id, c.selector, f.label, c.family_id).join_from(
        subscriber_code, family, f.id == c.family_id
    )
    return {
        row.id: Subject(f"{row.selector}-…, famille {row.label}", family_id=row.family_id)
        for row in _read(work, query, c.id, ids)
    }


def _links(work: Work, ids: Collection[int]) -> _Named:
    v, f, a = link.c, family.c, account.c
    query = (
        select(v.id, v.family_id, f.label, a.display_name, v.account_id)
        .join_from(link, family, f.id == v.family_id)
        .join(account, a.id == v.account_id)
    )
    return {
        row.id: Subject(
            f"{row.display_name or row.account_id}, famille {row.label}", family_id=row.family_id
        )
        for row in _read(work, query, v.id, ids)
    }


def _activities(work: Work, ids: Collection[int]) -> _Named:
    a, f = activity.c, facility.c
    query = select(a.id, a.label, f.label.label("site")).join_from(
        activity, facility, f.id == a.facility_id
    )
    return {
        row.id: Subject(f"{row.label}, {row.site}", activity_id=row.id)
        for row in _read(work, query, a.id, ids)
    }


def _facilities(work: Work, ids: Collection[int]) -> _Named:
    f = facility.c
    return {row.id: Subject(row.label) for row in _read(work, select(f.id, f.label), f.id, ids)}


def _rules(work: Work, ids: Collection[int]) -> _Named:
    r = rule.c
    rows = _read(work, select(r.id, r.name), r.id, ids)
    return {row.id: Subject(f"« {row.name} »", section="settings") for row in rows}


def _agents(work: Work, ids: Collection[int]) -> _Named:
    a = agent.c
    rows = _read(work, select(a.id, a.name), a.id, ids)
    return {row.id: Subject(row.name, section="settings") for row in rows}


def _reasons(work: Work, ids: Collection[int]) -> _Named:
    a = absence_reason.c
    rows = _read(work, select(a.id, a.label), a.id, ids)
    return {row.id: Subject(f"« {row.label} »", section="settings") for row in rows}


def _anomalies(work: Work, ids: Collection[int]) -> _Named:
    a = anomaly.c
    rows = _read(work, select(a.id, a.cause), a.id, ids)
    return {row.id: Subject(row.cause, section="anomalies") for row in rows}
