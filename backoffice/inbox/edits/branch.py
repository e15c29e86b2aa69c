"""Edits as the inbox answers them: see `inbox.branches`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.bank import NOT_COMPLETE
from backoffice.families.held import BANK
from backoffice.families.tables import guardian
from backoffice.families.tax import NOT_THEIRS
from backoffice.inbox.advice import Finding
from backoffice.inbox.branches import Told
from backoffice.inbox.edits import checking, restoring, writing
from backoffice.inbox.edits.asked import PENDING, AskedField, fields_of
from backoffice.inbox.edits.choosing import Chosen, choose, names
from backoffice.inbox.edits.holding import Change, Holding, Subject, hold
from backoffice.inbox.edits.intake import take_in
from backoffice.inbox.edits.judging import flaws_of
from backoffice.inbox.facts import Asked
from backoffice.inbox.plan import Answer, Result, Step
from backoffice.inbox.tables import refusal_reason
from backoffice.inbox.workflow import Status
from backoffice.inbox.writing import Author
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Agent

__all__ = ["Edits", "read", "take_in"]

TOGETHER = "L’IBAN et le BIC s’acceptent ensemble : ils sont de la même banque."
_ACCOUNT = ("iban_masked", "bic")


@dataclass(slots=True)
class Edits:
    """The fields of some requests, what the dossiers hold of them, and who asks."""

    fields: dict[int, list[AskedField]]
    holding: Holding
    reasons: dict[str, str]
    people: checking.People
    submitted: dict[int, datetime]
    today: date
    guardians: dict[int, set[int]] = field(default_factory=dict)  # of each family
    dealt: restoring.Dealt = field(default_factory=restoring.Dealt)

    def changed(self, request_id: int) -> dict[int, Change]:
        """Its fields that somebody changed since the family asked, to something else."""
        found = {}
        for one in self.fields.get(request_id, ()):
            if one.state != PENDING or one.key.subject_id is None or one.hidden:
                continue
            current = self.holding.current(one.key)
            if current in (_left_by_us(one), one.asked):
                continue
            since = self.holding.since(one.key, self.submitted[request_id], request_id)
            found[one.id] = since or Change(
                one.key, self.submitted[request_id], "", None, current, None
            )
        return found

    def findings(self, asked: Asked) -> list[Finding]:
        fields = self.fields.get(asked.id, [])
        return checking.findings(asked, fields, self.changed(asked.id), self.people)

    def step(self, asked: Asked, answer: Answer, _agent: Agent) -> Step:
        fields = self.fields.get(asked.id, [])
        try:
            chosen = choose(fields, self.changed(asked.id), answer, self.reasons)
            self._check(asked, chosen)
        except Refused as refusal:
            return Step(asked, asked.id, Result.REFUSED, sentence=str(refusal))
        if chosen.outcome is None:
            sentence = f"Reste à décider : {names(chosen.left)}."
            open_one = Status(asked.status)
            return Step(
                asked, asked.id, Result.PARTLY, open_one, public_reason=chosen.public_reason,
                sentence=sentence, own=chosen,
            )  # fmt: skip
        return Step(
            asked, asked.id, Result.DONE, chosen.outcome, public_reason=chosen.public_reason,
            own=chosen,
        )  # fmt: skip

    def _check(self, asked: Asked, chosen: Chosen) -> None:
        """Raise Refused for what would make no sense in the dossier as it is now."""
        scope, home = chosen.address, self.guardians.get(asked.family_id, set())
        if scope and not home.issuperset(scope.guardian_ids):
            raise Refused("Cette adresse ne peut s’appliquer qu’aux responsables de la famille.")
        wanted = [(one.key, one.asked) for one in chosen.accept]
        wrong = flaws_of(wanted, self.holding, self.today)
        for one in chosen.accept:
            if one.key in wrong:
                raise Refused(f"{one.label} : {wrong[one.key]}")
            if one.key.field == "beneficiary_guardian_id" and one.asked not in {None, *home}:
                raise Refused(f"{one.label} : {NOT_THEIRS}")
        self._check_bank(chosen)

    def _check_bank(self, chosen: Chosen) -> None:
        """A holder without an IBAN is no account, nor an IBAN without a holder; a BIC is of one bank."""
        apart = (*chosen.left, *(one for one, _ in chosen.refuse))
        for pair in (_ACCOUNT, _ACCOUNT[::-1]):
            taken = any(one.key.field == pair[0] for one in chosen.accept)
            if taken and any(one.key.field == pair[1] and not one.flaw for one in apart):
                raise Refused(TOGETHER)
        wanted = {one.key: one.asked for one in chosen.accept if one.key.field in BANK}
        for key in wanted:
            parts = [key._replace(field=name) for name in BANK[:2]]
            held = [wanted.get(part, self.holding.current(part)) for part in parts]
            if held.count(None) == 1:
                raise Refused(NOT_COMPLETE)

    def apply(self, work: Work, steps: Sequence[Step], answer: Answer, told: Told) -> None:
        writing.apply(work, steps, answer, told, self.findings, self.holding)

    def undo_outcome(self, decision: Row[Any]) -> tuple[Result, str]:
        fields = self.fields.get(decision.request_id, [])
        return restoring.outcome(decision, fields, self.holding, self.dealt)

    def take_back(self, work: Work, decisions: Sequence[Row[Any]], author: Author) -> None:
        restoring.take_back(work, decisions, self.fields, self.holding, self.dealt, author)


def _left_by_us(one: AskedField) -> Any:
    """What it holds if nobody but us touched it: a person we made may not fetch the child yet."""
    return False if one.key.field == "pickup" and one.base is None else one.base


def read(work: Work, requests: Sequence[Asked], *, lock: bool) -> Edits:
    """A fixed handful of queries, whatever the number of requests."""
    ids = [asked.id for asked in requests]
    families = {asked.family_id for asked in requests if asked.family_id}
    guardians = _guardians(work, families)
    fields = fields_of(work, ids)
    subjects: set[Subject] = {
        (one.key.subject, one.key.subject_id)
        for alike in fields.values()
        for one in alike
        if one.key.subject_id is not None
    }
    dealt = restoring.dealt(work, fields)
    subjects |= dealt.subjects
    if any(asked.kind.endswith("address_change") for asked in requests):
        subjects |= {("guardian", one) for alike in guardians.values() for one in alike}
    since = min(asked.submitted_at for asked in requests)
    return Edits(
        fields,
        hold(work, subjects, since=since, lock=lock),
        _reasons(work),
        checking.people(work, requests, families),
        {asked.id: asked.submitted_at for asked in requests},
        work.today,
        guardians,
        dealt,
    )


def _guardians(work: Work, families: set[int]) -> dict[int, set[int]]:
    query = select(guardian.c.family_id, guardian.c.id)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in work.rows(query.where(among(work.dialect, guardian.c.family_id, families))):
        found[row.family_id].add(row.id)
    return found


def _reasons(work: Work) -> dict[str, str]:
    query = select(refusal_reason.c.code, refusal_reason.c.label)
    return {row.code: row.label for row in work.rows(query)}
