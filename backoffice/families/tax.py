"""Tax and CAF data by effective date: never changed, only added to and cancelled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.changes import Cause, diffs, log
from backoffice.families.held import TAX, current, in_force, plain
from backoffice.families.tables import guardian, tax_record
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

DECLARED = "declared"
SOURCES: dict[str, str] = {
    DECLARED: "Déclaré par la famille, non vérifié",
    "tax_notice": "Avis d’imposition",
    "caf": "Attestation CAF",
    "msa": "Attestation MSA",
    "api": "API Particulier",
    "cdap": "CDAP",
}
NOT_THEIRS = "L’allocataire est un responsable de la famille."
_EARLIEST = date(2000, 1, 1)


def record_tax(
    work: Work,
    family_id: int,
    valid_from: date,
    source: str,
    evidence: str,
    values: Mapping[str, Any],
) -> int:
    """What a notice or an attestation says, from a day on; what it does not say stays as it was.

    `values` are as typed. A source other than the family's word goes with its evidence.
    """
    work.require(Permission.TAX_EDIT)
    if source not in SOURCES:
        raise Refused(f"Choisissez la source parmi : {', '.join(SOURCES.values())}.")
    proof = clean(evidence, 200)
    if source != DECLARED and not proof:
        raise Refused("Indiquez la pièce qui le prouve : sa nature, son année ou son numéro.")
    if not _EARLIEST <= valid_from <= date(work.today.year + 2, 12, 31):
        raise Refused("Cette date d’effet n’est pas plausible.")
    read = {
        name: fields.read(fields.FIELDS["family", name], value) for name, value in values.items()
    }
    return _append(work, family_id, valid_from, source, proof, read, Cause())


def cancel_tax(work: Work, tax_record_id: int) -> None:
    """Typed by mistake: it counts no more, and is still to be read in the history."""
    work.require(Permission.TAX_EDIT)
    t = tax_record.c
    family_id = work.scalar(
        select(t.family_id).where(t.id == tax_record_id, t.cancelled_at.is_(None))
    )
    if family_id is None:
        raise OutOfDate(
            "Ces données viennent d’être changées par un collègue. Rechargez le dossier."
        )
    before = _held(work, family_id)
    work.run(update(tax_record).where(t.id == tax_record_id).values(cancelled_at=work.now))
    log(work, list(diffs("family", family_id, before, _held(work, family_id))))
    work.record(Topic.FAMILIES, "cancel_tax", family_id)


def values_on(work: Work, family_ids: Collection[int], day: date) -> dict[int, dict[str, Any]]:
    """What is in force on a day, with its source; families without any are left out."""
    work.require(Permission.TAX_READ)
    query = in_force(day, among(work.dialect, tax_record.c.family_id, family_ids))
    return {
        row.family_id: {
            "source": row.source,
            **{name: plain(row._mapping[name]) for name in TAX},  # noqa: SLF001
        }
        for row in work.rows(query)
    }


def change_tax(work: Work, family_id: int, values: Mapping[str, Any], cause: Cause) -> None:
    """What a family declared, accepted: from today, unverified.

    Taking back what its request did cancels the record it made.
    """
    before = _held(work, family_id)
    after = {**before, **values}
    if after == before:
        return
    if mine := _own_record(work, family_id, after, cause):
        work.run(update(tax_record).where(tax_record.c.id == mine).values(cancelled_at=work.now))
        log(work, list(diffs("family", family_id, before, after)), cause)
        work.record(Topic.FAMILIES, "cancel_tax", family_id)
        return
    _append(work, family_id, work.today, DECLARED, "", values, cause)


def _append(
    work: Work,
    family_id: int,
    valid_from: date,
    source: str,
    evidence: str,
    values: Mapping[str, Any],
    cause: Cause,
) -> int:
    who = values.get("beneficiary_guardian_id")
    theirs = select(guardian.c.id).where(guardian.c.id == who, guardian.c.family_id == family_id)
    if who is not None and work.scalar(theirs) is None:
        raise Refused(NOT_THEIRS)
    before = _held(work, family_id)
    kept = {**_on(work, family_id, valid_from), **values}
    if all(value is None for value in kept.values()):
        raise Refused("Indiquez au moins une donnée.")
    query = (
        insert(tax_record)
        .values(
            family_id=family_id,
            valid_from=valid_from,
            source=source,
            evidence=evidence,
            recorded_at=work.now,
            recorded_by=None if cause.rule_id else work.agent.id or None,
            request_id=cause.request_id,
            **{name: _stored(name, value) for name, value in kept.items()},
        )
        .returning(tax_record.c.id)
    )
    record_id = int(work.run(query).scalar_one())
    done = list(diffs("family", family_id, before, _held(work, family_id)))
    log(work, done, cause)
    work.record(Topic.FAMILIES, "record_tax", family_id, fields=sorted(values))
    return record_id


def _own_record(work: Work, family_id: int, after: Mapping[str, Any], cause: Cause) -> int | None:
    """The record this request made, if without it the family has what is wanted again."""
    if cause.request_id is None:
        return None
    t = tax_record.c
    query = select(tax_record).where(
        t.family_id == family_id, t.cancelled_at.is_(None), t.valid_from <= work.today
    )
    found = work.rows(query.order_by(t.valid_from.desc(), t.id.desc()).limit(2))
    if not found or found[0].request_id != cause.request_id:
        return None
    earlier = found[1]._mapping if len(found) > 1 else dict.fromkeys(TAX)  # noqa: SLF001
    same = all(plain(earlier[name]) == after[name] for name in TAX)
    return int(found[0].id) if same else None


def _held(work: Work, family_id: int) -> dict[str, Any]:
    held = current(work, "family", [family_id])
    if family_id not in held:
        raise OutOfDate("Cette famille n’existe plus.")
    return {name: held[family_id][name] for name in TAX}


def _on(work: Work, family_id: int, day: date) -> dict[str, Any]:
    row = work.first(in_force(day, tax_record.c.family_id == family_id))
    return {name: plain(row._mapping[name]) if row else None for name in TAX}  # noqa: SLF001


def _stored(name: str, value: Any) -> Any:
    kind = fields.FIELDS["family", name].kind
    return date.fromisoformat(value) if kind == "date" and value is not None else value
