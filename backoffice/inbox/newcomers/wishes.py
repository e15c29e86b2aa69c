"""Activities asked with a new family: granted, refused, or left waiting as requests of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert, select

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox import enrolling
from backoffice.inbox.closing import Closing, close
from backoffice.inbox.facts import Asked
from backoffice.inbox.newcomers.choosing import Granted
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import Kind, Rule, Status, Verb, queue_of
from backoffice.inbox.writing import Author, Line, next_mail, write
from backoffice.kernel.calendar import short_day
from backoffice.portal.tables import portal_in_request

TAKEN_BACK = "L’ouverture de votre dossier a été reprise par le service."


class About(NamedTuple):
    """Whose wishes they are: `children` by their rank in the form."""

    asked: Asked
    family_id: int
    children: Mapping[int, int]


def carry_out(work: Work, about: About, granted: Sequence[Granted]) -> tuple[list[int], list[int]]:
    """The enrolments made, and the requests left on the waiting list."""
    made = enrolling.enrol(
        work,
        [
            _as_asked(about, rank, one)
            for rank, one in enumerate(granted)
            if one.verb is Verb.ACCEPT
        ],
    )
    waiting = [one for one in granted if one.verb is Verb.WAITLIST]
    return list(made.values()), _leave_waiting(work, about, waiting)


def take_back(work: Work, enrolments: Sequence[int], waiting: Sequence[int]) -> None:
    enrolling.take_back(work, enrolments)
    open_ones = select(request.c.id).where(
        among(work.dialect, request.c.id, waiting), request.c.status == str(Status.WAITLISTED)
    )
    ids = [row.id for row in work.rows(open_ones.order_by(request.c.id))]
    close(work, [Closing(one, Status.VOID, TAKEN_BACK) for one in ids], Rule.NOTHING_TO_DO)


def _as_asked(about: About, rank: int, one: Granted) -> Asked:
    return about.asked._replace(
        id=rank,
        kind=str(Kind.ENROLMENT),
        family_id=about.family_id,
        child_id=about.children[one.wish.child],
        activity_id=one.wish.activity_id,
        starts_on=one.starts_on,
        ends_on=None,
        details={},
    )


def _leave_waiting(work: Work, about: About, granted: Sequence[Granted]) -> list[int]:
    """Each as an enrolment asked by the family and answered « en liste d’attente »."""
    if not granted:
        return []
    a = activity.c
    query = select(a.id, a.label, a.facility_id)
    here = among(work.dialect, a.id, {one.wish.activity_id for one in granted})
    places = {row.id: row for row in work.rows(query.where(here))}
    ids = []
    for one in granted:
        at = places[one.wish.activity_id]
        said = f"{at.label}, à partir du {short_day(one.starts_on)}"
        ids.append(_ask(work, about, one, at.facility_id, said))
    lines = [Line(one, Status.WAITLISTED, str(Status.TRANSMITTED)) for one in ids]
    write(work, lines, Author(work.agent.id or None), work.id, next_mail(work))
    return ids


def _ask(work: Work, about: About, one: Granted, facility_id: int, said: str) -> int:
    child_id, kind = about.children[one.wish.child], str(Kind.ENROLMENT)
    payload = {
        "child_id": child_id,
        "activity_id": one.wish.activity_id,
        "starts_on": one.starts_on.isoformat(),
    }
    number = work.add(
        portal_in_request,
        account_id=about.asked.account_id or "service",
        batch=work.id,
        kind=kind,
        payload=payload,
        submitted_at=about.asked.submitted_at,
        taken_in_at=work.now,
    )
    shared = {
        "account_id": about.asked.account_id,
        "family_id": about.family_id,
        "child_id": child_id,
        "activity_id": one.wish.activity_id,
        "facility_id": facility_id,
        "kind": kind,
        "submitted_at": about.asked.submitted_at,
    }
    day: date = one.starts_on
    line = work.add(
        submission, queue=str(queue_of(Kind.ENROLMENT)), first_day=day, last_day=day, **shared
    )
    work.run(
        insert(request).values(
            id=number,
            submission_id=line,
            status=str(Status.TRANSMITTED),
            origin="agent",
            typed_by=work.agent.id or None,
            starts_on=day,
            description=said,
            details=payload,
            taken_in_at=work.now,
            **shared,
        )
    )
    return number
