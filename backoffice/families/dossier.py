"""The whole sheet of a family, in a number of queries that does not depend on its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, or_, select

from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields, reading
from backoffice.families.elsewhere import ACTIVITY, DUE_ADDRESS, FACILITY, SCHOOL_CLASS
from backoffice.families.held import BANK, TAX, columns_of, plain
from backoffice.families.reading import Dossier, Pending
from backoffice.families.tables import (
    bank_account,
    child,
    contact,
    family,
    family_child,
    family_note,
    guardian,
    mandate,
    payer_rule,
    tax_record,
)
from backoffice.families.waiting import PendingField, Waiting, pending_of
from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission

NO_SUCH_FAMILY = "Cette famille n’existe pas."
HEALTH = frozenset(one.name for one in fields.of("child", "health", "care_plan", "vaccinations"))
_CHILD = tuple(name for name in columns_of("child") if name not in HEALTH)
_MOST_NOTES = 200


def dossier(work: Work, family_id: int) -> Dossier:
    """Who is in this family and all that is known of it; raises Refused when there is none."""
    work.require(Permission.FAMILY_READ)
    home = work.first(select(family).where(family.c.id == family_id))
    if home is None:
        raise Refused(NO_SUCH_FAMILY)
    guardians = work.rows(
        select(guardian).where(guardian.c.family_id == family_id).order_by(guardian.c.rank)
    )
    children = work.rows(_children(family_id))
    child_ids = [row.id for row in children]
    contacts = work.rows(
        select(contact)
        .where(among(work.dialect, contact.c.child_id, child_ids))
        .order_by(contact.c.full_name, contact.c.id)
    )
    waiting = pending_of(
        work,
        {
            "family": [family_id],
            "guardian": [row.id for row in guardians],
            "child": child_ids,
            "contact": [row.id for row in contacts],
        },
    )
    pending = _seen(work, waiting)
    banks = _banks(work, [row.id for row in guardians])
    coming = _coming(work, [row.id for row in guardians])
    payers, homes = _payers(work, child_ids), _other_homes(work, family_id, child_ids)
    tax_seen = work.agent.may(Permission.TAX_READ)
    return Dossier(
        home.id,
        home.label,
        home.version,
        home.created_at,
        home.closed_at,
        home.merged_into,
        tuple(
            _guardian(row, banks.get(row.id), pending, coming.get(row.id, "")) for row in guardians
        ),
        tuple(_child(row, contacts, payers[row.id], homes[row.id], pending) for row in children),
        _tax(work, family_id) if tax_seen else None,
        _notes(work, family_id),
        pending.get(("family", family_id), ()),
    )


def _seen(work: Work, waiting: Waiting) -> Waiting:
    """What is asked, without the words whoever asks may not read."""
    secret: set[tuple[str, str]] = set()
    if not work.agent.may(Permission.HEALTH_READ):
        secret |= {("child", name) for name in HEALTH}
    if not work.agent.may(Permission.TAX_READ):
        secret |= {("family", name) for name in TAX}
    return {
        (subject, subject_id): tuple(
            PendingField(one.request_id, one.field, "", "masqué")
            if (subject, one.field) in secret
            else one
            for one in alike
        )
        for (subject, subject_id), alike in waiting.items()
    }


def _children(family_id: int) -> Select[Any]:
    return (
        select(child, SCHOOL_CLASS.c.label.label("school_class"), FACILITY.c.label.label("school"))
        .join(family_child, family_child.c.child_id == child.c.id)
        .outerjoin(SCHOOL_CLASS, SCHOOL_CLASS.c.id == child.c.school_class_id)
        .outerjoin(FACILITY, FACILITY.c.id == SCHOOL_CLASS.c.facility_id)
        .where(family_child.c.family_id == family_id)
        .order_by(child.c.birth_date, child.c.id)
    )


def _coming(work: Work, guardian_ids: Sequence[int]) -> dict[int, str]:
    """The addresses accepted for a day to come; the last accepted, of each guardian."""
    d = DUE_ADDRESS.c
    query = select(d.guardian_id, d.due_on, d.changes).where(
        among(work.dialect, d.guardian_id, guardian_ids),
        d.applied_at.is_(None),
        d.cancelled_at.is_(None),
    )
    return {
        row.guardian_id: f"à partir du {short_day(row.due_on)} : "
        + ", ".join(str(value) for value in row.changes.values() if value)
        for row in work.rows(query.order_by(d.due_on, d.id))
    }


def _guardian(
    row: Row[Any], bank: reading.BankAccount | None, pending: Waiting, coming: str
) -> reading.Guardian:
    values = {name: plain(row._mapping[name]) for name in columns_of("guardian")}  # noqa: SLF001
    shown = (bank.holder, bank.iban_masked, bank.bic) if bank else (None, None, None)
    values.update(zip(BANK, shown, strict=True))
    name = " ".join(part for part in (row.civility, row.first_name, row.last_name) if part)
    waits = pending.get(("guardian", row.id), ())
    return reading.Guardian(row.id, row.rank, row.version, name, values, bank, waits, coming)


def _child(
    row: Row[Any],
    contacts: Sequence[Row[Any]],
    payers: Sequence[reading.PayerRule],
    homes: Sequence[reading.OtherHome],
    pending: Waiting,
) -> reading.Child:
    values = {name: plain(row._mapping[name]) for name in _CHILD}  # noqa: SLF001
    own = tuple(
        _contact(one, pending.get(("contact", one.id), ()))
        for one in contacts
        if one.child_id == row.id
    )
    return reading.Child(
        row.id, row.version, f"{row.first_name} {row.last_name}", row.school, row.school_class,
        values, own, tuple(payers), tuple(homes), pending.get(("child", row.id), ()),
    )  # fmt: skip


def _contact(row: Row[Any], pending: Pending) -> reading.Contact:
    values = {name: plain(row._mapping[name]) for name in columns_of("contact")}  # noqa: SLF001
    return reading.Contact(row.id, row.version, values, pending)


def _banks(work: Work, guardian_ids: Collection[int]) -> dict[int, reading.BankAccount]:
    """The open accounts, each with its last mandate; never an IBAN but masked."""
    b, m = bank_account.c, mandate.c
    query = (
        select(
            b.guardian_id, b.id, b.holder, b.iban_masked, b.bic, b.opened_at,
            m.id, m.reference, m.state, m.sequence, m.signed_on, m.version,
        )
        .outerjoin(mandate, m.bank_account_id == b.id)
        .where(among(work.dialect, b.guardian_id, guardian_ids), b.closed_at.is_(None))
        .order_by(m.id)
    )  # fmt: skip
    found: dict[int, reading.BankAccount] = {}
    for row in work.rows(query):
        signed = reading.Mandate(*row[6:]) if row[6] is not None else None
        found[row[0]] = reading.BankAccount(row[1], row[2], row[3], row[4], row[5], signed)
    return found


def _payers(work: Work, child_ids: Collection[int]) -> Mapping[int, list[reading.PayerRule]]:
    p, g = payer_rule.c, guardian.c
    query = (
        select(
            p.child_id, p.id, p.version, p.guardian_id, g.first_name, g.last_name, p.activity_id,
            ACTIVITY.c.label, p.week, p.starts_on, p.ends_on,
        )
        .join(guardian, g.id == p.guardian_id)
        .outerjoin(ACTIVITY, ACTIVITY.c.id == p.activity_id)
        .where(among(work.dialect, p.child_id, child_ids))
        .order_by(p.starts_on, p.id)
    )  # fmt: skip
    found: defaultdict[int, list[reading.PayerRule]] = defaultdict(list)
    for row in work.rows(query):
        who = f"{row.first_name} {row.last_name}"
        found[row.child_id].append(
            reading.PayerRule(row.id, row.version, row.guardian_id, who, *row[6:])
        )
    return found


def _other_homes(
    work: Work, family_id: int, child_ids: Collection[int]
) -> Mapping[int, list[reading.OtherHome]]:
    link, g = family_child.c, guardian.c
    query = (
        select(link.child_id, family.c.id, family.c.label, g.first_name, g.last_name)
        .join(family, family.c.id == link.family_id)
        .outerjoin(guardian, g.family_id == family.c.id)
        .where(among(work.dialect, link.child_id, child_ids), link.family_id != family_id)
        .order_by(link.child_id, family.c.id, g.rank)
    )
    names: dict[tuple[int, int, str], list[str]] = {}
    for child_id, other_id, label, first_name, last_name in work.rows(query):
        who = names.setdefault((child_id, other_id, label), [])
        who += [f"{first_name} {last_name}"] if last_name else []
    found: defaultdict[int, list[reading.OtherHome]] = defaultdict(list)
    for (child_id, other_id, label), who in names.items():
        found[child_id].append(reading.OtherHome(other_id, label, ", ".join(who)))
    return found


def _tax(work: Work, family_id: int) -> tuple[reading.TaxRecord, ...]:
    t = tax_record.c
    query = (
        select(tax_record, agent.c.name.label("who"))
        .outerjoin(agent, agent.c.id == t.recorded_by)
        .where(t.family_id == family_id)
        .order_by(t.valid_from.desc(), t.id.desc())
    )
    found = []
    current = True
    for row in work.rows(query):
        cancelled = row.cancelled_at is not None
        now = current and not cancelled and row.valid_from <= work.today
        current = current and not now
        values = {name: plain(row._mapping[name]) for name in TAX}  # noqa: SLF001
        told = (row.who or "", row.request_id, cancelled, now)
        found.append(
            reading.TaxRecord(
                row.id, row.valid_from, row.source, row.evidence, values, row.recorded_at, *told
            )
        )
    return tuple(found)


def _notes(work: Work, family_id: int) -> tuple[reading.Note, ...]:
    """With those of the dossiers it took in."""
    n = family_note.c
    joined = select(family.c.id).where(family.c.merged_into == family_id)
    query = (
        select(n.id, n.at, agent.c.name, n.words)
        .join(agent, agent.c.id == n.agent_id)
        .where(or_(n.family_id == family_id, n.family_id.in_(joined)))
        .order_by(n.id.desc())
        .limit(_MOST_NOTES)
    )
    return tuple(reading.Note(*row) for row in work.rows(query))
