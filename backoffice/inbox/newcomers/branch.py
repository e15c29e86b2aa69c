"""New families, and people to add to one, as the inbox answers them: see `inbox.branches`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.duplicates import Candidate, duplicates_of
from backoffice.families.tables import asked_field, family, family_child, guardian
from backoffice.inbox import writing
from backoffice.inbox.advice import Finding
from backoffice.inbox.branches import Told
from backoffice.inbox.facts import Asked
from backoffice.inbox.newcomers import checking, restoring
from backoffice.inbox.newcomers.answers import CreationAnswer
from backoffice.inbox.newcomers.choosing import (
    CLOSED,
    ENROLLED,
    NO_WAITING,
    Chosen,
    Home,
    choose,
    told,
)
from backoffice.inbox.newcomers.form import Form
from backoffice.inbox.newcomers.form import read as read_form
from backoffice.inbox.newcomers.intake import take_in
from backoffice.inbox.newcomers.making import make
from backoffice.inbox.plan import Answer, Result, Seen, Step
from backoffice.inbox.tables import decision as decision_table
from backoffice.inbox.tables import refusal_reason, request, submission
from backoffice.inbox.workflow import OPEN, Kind, Status, Verb
from backoffice.inbox.writing import Author, Line
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Agent
from backoffice.planning.enrolments import overlaps

__all__ = ["Newcomers", "read", "take_in"]

_FAR = date(2100, 12, 31)


@dataclass(slots=True)
class Newcomers:
    """The forms of some requests, and the families they look like.

    Which family an answer names is known when it is given: it is looked for then.
    """

    work: Work
    lock: bool
    forms: dict[int, Form]
    candidates: dict[int, tuple[Candidate, ...]]
    reasons: dict[str, str]
    activities: dict[int, checking.Offered]
    people: checking.People
    homes: dict[int, Home | None] = field(default_factory=dict)

    def findings(self, asked: Asked) -> list[Finding]:
        form, near = self.forms[asked.id], self.candidates.get(asked.id)
        return checking.findings(asked, form, near, self.activities, self.people)

    def step(self, asked: Asked, answer: Answer, _agent: Agent) -> Step:
        try:
            if answer.verb is Verb.WAITLIST:
                raise Refused(NO_WAITING)
            if answer.verb is Verb.REFUSE:
                words = told(answer.reason_code, answer.public_reason, self.reasons)
                return Step(asked, asked.id, Result.DONE, Status.REFUSED, public_reason=words)
            chosen = self._chosen(asked, answer)
        except Refused as refusal:
            return Step(asked, asked.id, Result.REFUSED, sentence=str(refusal))
        reason = self._refusals(chosen)
        return Step(asked, asked.id, Result.DONE, chosen.outcome, public_reason=reason, own=chosen)

    def home(self, family_id: int) -> Home | None:
        """A family that is open; held with `lock`, so that nobody closes it meanwhile."""
        if family_id not in self.homes:
            self.homes[family_id] = _home(self.work, family_id, lock=self.lock)
        return self.homes[family_id]

    def _chosen(self, asked: Asked, answer: Answer) -> Chosen:
        own = next((one for one in answer.own if one.seen.request_id == asked.id), None)
        own = own or CreationAnswer(Seen(asked.id), message=answer.message)
        adding = asked.kind != Kind.FAMILY_CREATION
        home_id = asked.family_id if adding else own.attach_to
        home = self.home(home_id) if home_id else None
        if home_id and home is None:
            raise Refused(CLOSED)
        near = self.candidates.get(asked.id, ())
        if adding and not own.new and own.guardians is None and own.children is None:
            checking.check_people(near)
        chosen = choose(self.forms[asked.id], own, home, near, self.reasons, self.work.today)
        self._check_enrolments(chosen)
        return chosen

    def _check_enrolments(self, chosen: Chosen) -> None:
        for one in chosen.wishes:
            who = chosen.children[one.wish.child]
            if one.verb is Verb.REFUSE or not who:
                continue
            if overlaps(self.work, who, one.wish.activity_id, one.starts_on, _FAR):
                label = self.activities[one.wish.activity_id].label
                name = chosen.form.children[one.wish.child].name
                raise Refused(f"{label} : {name} {ENROLLED}")

    def _refusals(self, chosen: Chosen) -> str | None:
        """« Cantine, Inès : il n’y a plus de place. » of each wish refused."""
        lines = (
            f"{self.activities[one.wish.activity_id].label}, "
            f"{chosen.form.children[one.wish.child].name} : {one.reason}"
            for one in chosen.wishes
            if one.verb is Verb.REFUSE
        )
        return "\n".join(lines) or None

    def apply(self, work: Work, steps: Sequence[Step], answer: Answer, told: Told) -> None:
        lines = [self._carry_out(work, step, answer) for step in steps]
        writing.write(work, lines, told.author, told.operation_id, told.mail_at)
        _answer_fields(work, steps)

    def _carry_out(self, work: Work, step: Step, answer: Answer) -> Line:
        asked, chosen = step.asked, step.own
        assert asked is not None  # noqa: S101  a step with a status has its request
        kept: list[Any] = [[one.rule, one.level, {}] for one in self.findings(asked)]
        words = answer.message.strip()
        if chosen is not None:
            made = make(work, asked, chosen)
            kept.append(made.facts)
            words = checking.summary(chosen, self.activities, words)
            _belongs(work, asked, made.family)
        return Line(
            asked.id,
            step.status or Status.VOID,
            asked.status,
            public_reason=step.public_reason,
            message=words or None,
            facts=json.dumps(kept),
        )

    def undo_outcome(self, decision: Row[Any]) -> tuple[Result, str]:
        return restoring.outcome(self.work, decision)

    def take_back(self, work: Work, decisions: Sequence[Row[Any]], _author: Author) -> None:
        ids = [row.id for row in decisions]
        work.run(
            update(asked_field)
            .where(among(work.dialect, asked_field.c.decision_id, ids))
            .values(state="pending", public_reason=None, decision_id=None, decided_at=None)
        )
        for row in decisions:
            if (made := restoring.made_of(row)) is not None:
                restoring.take_back(work, row.request_id, made)
                _set_family(work, row.request_id, made["family_before"])


def read(work: Work, requests: Sequence[Asked], *, lock: bool) -> Newcomers:
    """A fixed handful of queries, whatever the number of requests."""
    ids = [asked.id for asked in requests]
    kinds = {asked.id: asked.kind for asked in requests}
    flaws = _iban_flaws(work, ids)
    query = select(request.c.id, request.c.details).where(among(work.dialect, request.c.id, ids))
    forms = {
        row.id: read_form(kinds[row.id], row.details or {}, work.today, flaws.get(row.id, ""))
        for row in work.rows(query)
    }
    waiting = {asked.id: forms[asked.id].sought for asked in requests if asked.status in OPEN}
    wanted = {wish.activity_id for form in forms.values() for wish in form.wishes}
    return Newcomers(
        work,
        lock,
        forms,
        duplicates_of(work, waiting, {}),
        _reasons(work),
        _activities(work, wanted),
        checking.people(work, requests),
    )


def _home(work: Work, family_id: int, *, lock: bool) -> Home | None:
    query = select(family.c.label).where(family.c.id == family_id, family.c.closed_at.is_(None))
    found = work.first(query.with_for_update() if lock else query)
    if found is None:
        return None
    guardians = select(guardian.c.id).where(guardian.c.family_id == family_id)
    children = select(family_child.c.child_id).where(family_child.c.family_id == family_id)
    return Home(
        family_id,
        found.label,
        [row[0] for row in work.rows(guardians.order_by(guardian.c.rank))],
        [row[0] for row in work.rows(children)],
    )


def _iban_flaws(work: Work, ids: Sequence[int]) -> Mapping[int, str]:
    f = asked_field.c
    query = select(f.request_id, f.flaw).where(
        among(work.dialect, f.request_id, ids), f.field == "iban_masked", f.flaw.is_not(None)
    )
    return {row.request_id: row.flaw for row in work.rows(query)}


def _reasons(work: Work) -> dict[str, str]:
    query = select(refusal_reason.c.code, refusal_reason.c.label)
    return {row.code: row.label for row in work.rows(query)}


def _activities(work: Work, ids: set[int]) -> dict[int, checking.Offered]:
    a = activity.c
    query = select(a.id, a.label, a.open_to_enrolment).where(among(work.dialect, a.id, ids))
    return {row.id: checking.Offered(row.label, row.open_to_enrolment) for row in work.rows(query)}


def _belongs(work: Work, asked: Asked, family_id: int) -> None:
    if asked.family_id != family_id:
        _set_family(work, asked.id, family_id)


def _set_family(work: Work, request_id: int, family_id: int | None) -> None:
    """Whose pile it is in, from now on."""
    r = request.c
    work.run(update(request).where(r.id == request_id).values(family_id=family_id))
    line = select(r.submission_id).where(r.id == request_id).scalar_subquery()
    work.run(update(submission).where(submission.c.id == line).values(family_id=family_id))


def _answer_fields(work: Work, steps: Sequence[Step]) -> None:
    """What was yellow for the family while it waited."""
    d, f = decision_table.c, asked_field.c
    for step in steps:
        mine = select(d.id).where(d.request_id == step.request_id, d.effective).scalar_subquery()
        refused = step.status is Status.REFUSED
        work.run(
            update(asked_field)
            .where(f.request_id == step.request_id, f.state == "pending")
            .values(
                state="refused" if refused else "accepted",
                public_reason=step.public_reason if refused else None,
                decision_id=mine,
                decided_at=work.now,
            )
        )
