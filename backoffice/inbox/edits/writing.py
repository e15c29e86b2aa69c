"""Carrying answers to edits out: what the dossier takes, the decisions, the fields answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, String, delete, select, update

from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.families.editing import Change
from backoffice.families.tables import asked_field, asked_iban
from backoffice.inbox import writing
from backoffice.inbox.advice import Finding
from backoffice.inbox.branches import Told
from backoffice.inbox.edits import addresses, carrying
from backoffice.inbox.edits.asked import ACCEPTED, REFUSED
from backoffice.inbox.edits.choosing import Chosen, names
from backoffice.inbox.edits.holding import Holding
from backoffice.inbox.facts import Asked
from backoffice.inbox.plan import Answer, Result, Step
from backoffice.inbox.tables import decision, request
from backoffice.inbox.workflow import OPEN, Kind, Status
from backoffice.inbox.writing import Line
from backoffice.kernel.calendar import short_day

KEPT = timedelta(days=60)
IN_PART = "Réponse à une partie de la demande"


def apply(
    work: Work,
    steps: Sequence[Step],
    answer: Answer,
    told: Told,
    findings: Callable[[Asked], list[Finding]],
    holding: Holding,
) -> None:
    lines = [_line(step, answer, findings, work.today) for step in steps]
    writing.write(work, lines, told.author, told.operation_id, told.mail_at)
    made = _decisions(work, told.operation_id, [step.request_id for step in steps])
    _answer_fields(work, steps, made)
    if any(step.asked and step.asked.kind == Kind.BANK_CHANGE for step in steps):
        _forget_ibans(work)
    wanted: list[Change] = []
    for step in steps:
        assert step.asked is not None  # noqa: S101  a step with a status has its request
        chosen: Chosen = step.own
        later = addresses.put_off(work, chosen, made[step.request_id])
        wanted += carrying.carry(work, step.asked, chosen, holding, told.author, but=later)
    carrying.write(work, wanted)


def _line(
    step: Step, answer: Answer, findings: Callable[[Asked], list[Finding]], today: date
) -> Line:
    asked, chosen = step.asked, step.own
    assert asked is not None  # noqa: S101  likewise
    in_part = step.result is Result.PARTLY
    said = (_summary(chosen), _day_to_come(chosen, today), chosen.message or answer.message.strip())
    words = "\n".join(filter(None, said))
    return Line(
        asked.id,
        step.status or Status.VOID,
        asked.status,
        public_reason=step.public_reason,
        message=words or None,
        facts=_facts(chosen, findings(asked)),
        in_part=IN_PART if in_part else "",
        again=bool(chosen.before),
    )


def _summary(chosen: Chosen) -> str:
    """« Accepté : Rue, Ville. Refusé : Portable. En cours d’examen : IBAN. » Nothing when all is one."""
    if chosen.outcome in (Status.ACCEPTED, Status.REFUSED, Status.VOID):
        return ""
    said = (
        ("Accepté", names(chosen.accept)),
        ("Refusé", names(one for one, _ in chosen.refuse)),
        ("En cours d’examen", names(chosen.left)),
    )
    return " ".join(f"{what} : {which}." for what, which in said if which)


def _day_to_come(chosen: Chosen, today: date) -> str:
    """Until that day the family sees its former address, and nothing yellow beside it."""
    if chosen.address is None or chosen.address.from_day <= today:
        return ""
    return f"La nouvelle adresse prendra effet le {short_day(chosen.address.from_day)}."


def _facts(chosen: Chosen, found: Sequence[Finding]) -> str:
    """What was looked at and which fields were answered; never what they hold."""
    told: dict[str, Any] = {
        "accepted": [one.key.field for one in chosen.accept],
        "refused": [one.key.field for one, _ in chosen.refuse],
        "left": [one.key.field for one in chosen.left],
    }
    if chosen.address:
        told["guardians"] = list(chosen.address.guardian_ids)
        told["from"] = chosen.address.from_day.isoformat()
    words = [json.dumps([one.rule, one.level, {}]) for one in found]
    return f"[{', '.join([*words, json.dumps(['answered', 'favourable', told])])}]"


def _decisions(work: Work, operation_id: str, request_ids: Sequence[int]) -> dict[int, int]:
    d = decision.c
    query = select(d.request_id, d.id).where(
        d.operation_id == operation_id, among(work.dialect, d.request_id, request_ids), d.effective
    )
    return {row.request_id: row.id for row in work.rows(query)}


def _answer_fields(work: Work, steps: Sequence[Step], made: dict[int, int]) -> None:
    rows: list[tuple[int, str, str | None, int]] = []
    for step in steps:
        chosen: Chosen = step.own
        number = made[step.request_id]
        rows += [(one.id, ACCEPTED, None, number) for one in chosen.accept]
        rows += [(one.id, REFUSED, reason, number) for one, reason in chosen.refuse]
    if not rows:
        return
    told = spread(
        work.dialect, rows, ("id", BigInteger), ("state", String), ("reason", String),
        ("decision_id", BigInteger),
    ).subquery("told")  # fmt: skip
    work.run(
        update(asked_field)
        .where(asked_field.c.id == told.c.id)
        .values(
            state=told.c.state,
            public_reason=told.c.reason,
            decision_id=told.c.decision_id,
            decided_at=work.now,
        )
    )


def _forget_ibans(work: Work) -> None:
    """An IBAN that was typed is kept as long as its answer may have to be rectified."""
    r, long_ago = request.c, work.now - KEPT
    over = select(r.id).where(
        r.kind.in_([str(kind) for kind in (Kind.BANK_CHANGE, Kind.FAMILY_CREATION)]),
        r.status.not_in(sorted(OPEN)),
        r.decided_at < long_ago,
    )
    work.run(delete(asked_iban).where(asked_iban.c.request_id.in_(over)))
