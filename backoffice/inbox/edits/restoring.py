"""Taking an answer to edits back: the values from before return, unless someone changed them since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select, update

from backoffice.database.bulk import insert_rows
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.editing import Change
from backoffice.families.tables import asked_field, field_change
from backoffice.inbox.edits import addresses, carrying, texts
from backoffice.inbox.edits.asked import ACCEPTED, PENDING, AskedField
from backoffice.inbox.edits.holding import Holding, Subject
from backoffice.inbox.edits.read import Key
from backoffice.inbox.plan import Result
from backoffice.inbox.tables import request, request_history
from backoffice.inbox.workflow import PENDING as STILL_OPEN
from backoffice.inbox.writing import Author, touch
from backoffice.portal.words import TAKEN_BACK


class Done(NamedTuple):
    """What an accepted field did to the dossier."""

    key: Key
    before: Any
    after: Any
    at: datetime


@dataclass(slots=True)
class Dealt:
    """What the accepted fields of some requests did, by request."""

    done: dict[int, dict[Key, Done]] = field(default_factory=dict)
    subjects: set[Subject] = field(default_factory=set)

    def of(self, accepted: Sequence[AskedField]) -> list[Done]:
        """What these fields did: an address may have gone to several guardians."""
        found = []
        for one in accepted:
            for key, done in self.done.get(one.request_id, {}).items():
                if (key.field, key.item) == (one.key.field, one.key.item):
                    found.append(done)
        return found


def dealt(work: Work, fields: Mapping[int, Sequence[AskedField]]) -> Dealt:
    answered = [
        request_id
        for request_id, alike in fields.items()
        if any(one.state == ACCEPTED for one in alike)
    ]
    found = Dealt()
    if not answered:
        return found
    c = field_change.c
    query = select(
        c.request_id, c.subject, c.subject_id, c.field, c.item, c.before, c.after, c.at
    ).where(among(work.dialect, c.request_id, answered))
    for row in work.rows(query.order_by(c.id)):
        key = Key(*row[1:5])
        # The last word counts: a field may have been accepted, taken back, accepted again.
        found.done.setdefault(row.request_id, {})[key] = Done(key, row.before, row.after, row.at)
        found.subjects.add((key.subject, key.subject_id or 0))
        if key.field == "contact" and row.after:
            found.subjects.add(("contact", row.after["contact_id"]))
    return found


def outcome(
    decision: Row[Any], fields: Sequence[AskedField], holding: Holding, known: Dealt
) -> tuple[Result, str]:
    accepted = _accepted(decision, fields)
    newer = _newer(accepted, holding, known)
    if not newer:
        return Result.DONE, ""
    labels = ", ".join(dict.fromkeys(texts.label(done.key, done.after) for done in newer))
    return Result.DONE, f"Modifié depuis, laissé tel quel : {labels}."


def take_back(
    work: Work,
    decisions: Sequence[Row[Any]],
    fields: Mapping[int, Sequence[AskedField]],
    holding: Holding,
    known: Dealt,
    author: Author,
) -> None:
    """The fields wait again, then the dossier holds again what it held."""
    ids = [row.id for row in decisions]
    accepted = {row.request_id: _accepted(row, fields.get(row.request_id, ())) for row in decisions}
    work.run(
        update(asked_field)
        .where(among(work.dialect, asked_field.c.decision_id, ids))
        .values(state=PENDING, public_reason=None, decision_id=None, decided_at=None)
    )
    addresses.cancel(work, ids)
    wanted: list[Change] = []
    for request_id, alike in accepted.items():
        newer = {done.key for done in _newer(alike, holding, known)}
        back = [done for done in known.of(alike) if done.key not in newer]
        made = [done.after["contact_id"] for done in back if done.key.field == "contact"]
        for contact_id in made:
            carrying.unmake_contact(work, request_id, contact_id)
        others = [(done.key, done.before) for done in back if done.key.field != "contact"]
        wanted += carrying.restored(request_id, others, holding)
    carrying.write(work, wanted)
    _reopen(work, [row.request_id for row in decisions if row.outcome in STILL_OPEN], author)


def _accepted(decision: Row[Any], fields: Sequence[AskedField]) -> list[AskedField]:
    return [one for one in fields if one.state == ACCEPTED and one.decision_id == decision.id]


def _newer(accepted: Sequence[AskedField], holding: Holding, known: Dealt) -> list[Done]:
    return [done for done in known.of(accepted) if _now(done, holding) != done.after]


def _now(done: Done, holding: Holding) -> Any:
    """What is there of what was done."""
    if done.key.field != "contact" or not done.after:
        return holding.current(done.key)
    contact_id = done.after["contact_id"]
    held = holding.values.get(("contact", contact_id))
    return (
        {name: contact_id if name == "contact_id" else held.get(name) for name in done.after}
        if held
        else None
    )


def _reopen(work: Work, request_ids: Sequence[int], author: Author) -> None:
    """Those that had stayed open: nothing but their history says what was taken back."""
    if not request_ids:
        return
    touch(work, request_ids)
    statuses = select(request.c.id, request.c.status).where(
        among(work.dialect, request.c.id, request_ids)
    )
    names = ("request_id", "at", "label", "status", "agent_id", "rule_id")
    rows = [
        (row.id, work.now, TAKEN_BACK, row.status, author.agent_id, author.rule_id)
        for row in work.rows(statuses.order_by(request.c.id))
    ]
    insert_rows(work, request_history, names, rows)
