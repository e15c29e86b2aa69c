"""Bank accounts and their SEPA mandates: one open account for a guardian, never changed, only replaced.

The full IBAN goes in here and comes out by `reveal_iban` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, func, insert, select, update

from backoffice.database.work import Work
from backoffice.families import checking, fields
from backoffice.families.changes import Cause, diffs, log
from backoffice.families.held import BANK, open_accounts
from backoffice.families.iban import masked
from backoffice.families.tables import asked_iban, bank_account, mandate
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

CHANGED = "Ce compte vient d’être changé par un collègue. Rechargez le dossier."
NOT_COMPLETE = "Un compte bancaire a un titulaire et un IBAN."
_DOT = "•"


class _Wanted(NamedTuple):
    """The account a guardian is to have; its IBAN in full, or masked when it is known already."""

    holder: str
    iban: str
    bic: str | None

    @property
    def shown(self) -> dict[str, Any]:
        return dict(zip(BANK, (self.holder, masked(self.iban), self.bic), strict=True))


def open_account(
    work: Work,
    guardian_id: int,
    holder: str,
    iban: str,
    bic: str | None = None,
    *,
    request_id: int | None = None,
    replaces: int | None = None,
) -> int | None:
    """Close the account a guardian has and its mandate; open this one with a mandate to sign.

    `replaces` is the open account the agent saw. Written with a new family, whose request brought the
    IBAN, it takes no right to the bank: `iban` is then the masked one.
    """
    if request_id is None:
        work.require(Permission.BANK_EDIT)
    found = open_accounts(work, [guardian_id]).get(guardian_id)
    if replaces is not None and (found is None or found.id != replaces):
        raise OutOfDate(CHANGED)
    values = {"bank_holder": fields.read(fields.FIELDS["guardian", "bank_holder"], holder)}
    values["iban_masked"] = iban if _DOT in iban else checking.iban(iban)
    values["bic"] = fields.read(fields.FIELDS["guardian", "bic"], bic)
    return change_account(work, guardian_id, values, Cause(request_id))


def change_account(
    work: Work, guardian_id: int, values: Mapping[str, Any], cause: Cause
) -> int | None:
    """Give a guardian the account these fields make of the one they have; its number, if any is left.

    Taking back what a request did opens again the very account and mandate that were there.
    """
    held = open_accounts(work, [guardian_id]).get(guardian_id)
    before = dict(
        zip(BANK, (held.holder, held.iban_masked, held.bic) if held else (None,) * 3, strict=True)
    )
    wanted = _wanted({**before, **values})
    after = wanted.shown if wanted else dict.fromkeys(BANK)
    if wanted and held and _DOT not in wanted.iban and work.agent.may(Permission.BANK_READ):
        same = _iban_of(work, held.id) == wanted.iban and after == before
    else:
        same = after == before
    if same:
        return held.id if held else None
    opened = _reopened(work, guardian_id, held, after, cause) if held else None
    if held:
        _close(work, held.id)
    if opened is not None:
        _reopen(work, opened)
    elif wanted:
        opened = _open(work, guardian_id, wanted, cause)
    done = list(diffs("guardian", guardian_id, before, after))
    if wanted and held and not done:  # another IBAN that looks the same masked
        done = list(
            diffs(
                "guardian",
                guardian_id,
                {"iban_masked": None},
                {"iban_masked": after["iban_masked"]},
            )
        )
    log(work, done, cause)
    action = "open_account" if opened else "close_account"
    work.record(Topic.FAMILIES, action, guardian_id, fields=[diff.field for diff in done])
    return opened


def close_account(work: Work, guardian_id: int) -> None:
    """The guardian pays otherwise from now on."""
    work.require(Permission.BANK_EDIT)
    change_account(work, guardian_id, dict.fromkeys(BANK), Cause())


def sign_mandate(work: Work, mandate_id: int, version: int, signed_on: date) -> None:
    """The paper came back signed: the account can be debited."""
    work.require(Permission.BANK_EDIT)
    if signed_on > work.today:
        raise Refused("La date de signature est dans l’avenir.")
    whose = _move(work, mandate_id, version, "to_sign", state="active", signed_on=signed_on)
    work.record(Topic.FAMILIES, "sign_mandate", whose, mandate=mandate_id)


def close_mandate(work: Work, mandate_id: int, version: int) -> None:
    """Revoked by the family or by its bank; the account stays, nothing is debited from it."""
    work.require(Permission.BANK_EDIT)
    ended = {"state": "closed", "closed_at": work.now}
    whose = _move(work, mandate_id, version, "active", "to_sign", **ended)
    work.record(Topic.FAMILIES, "close_mandate", whose, mandate=mandate_id)


def renew_mandate(work: Work, bank_account_id: int) -> int:
    """A new mandate to sign on an open account whose last one was closed."""
    work.require(Permission.BANK_EDIT)
    b, m = bank_account.c, mandate.c
    mine = select(b.guardian_id).where(b.id == bank_account_id, b.closed_at.is_(None))
    guardian_id = work.scalar(mine)
    alive = select(m.id).where(m.bank_account_id == bank_account_id, m.state != "closed")
    if guardian_id is None or work.first(alive) is not None:
        raise OutOfDate(CHANGED)
    mandate_id = _add_mandate(work, guardian_id, bank_account_id)
    work.record(Topic.FAMILIES, "renew_mandate", guardian_id, mandate=mandate_id)
    return mandate_id


def reveal_iban(work: Work, bank_account_id: int, reason: str) -> str:
    """The IBAN in full, and a line of the journal that says who saw it and why."""
    work.require(Permission.BANK_READ)
    if not (why := clean(reason, 200)):
        raise Refused("Dites pourquoi vous avez besoin de l’IBAN complet : c’est noté au journal.")
    b = bank_account.c
    found = work.first(select(b.guardian_id, b.iban).where(b.id == bank_account_id))
    if found is None:
        raise OutOfDate(CHANGED)
    work.record(Topic.FAMILIES, "reveal_iban", found.guardian_id, reason=why)
    return str(found.iban)


def _wanted(values: Mapping[str, Any]) -> _Wanted | None:
    """None when nothing is left of the account."""
    holder, iban, bic = (values[name] for name in BANK)
    if holder is None and iban is None:
        return None
    if holder is None or iban is None:
        raise Refused(NOT_COMPLETE)
    return _Wanted(holder, iban, bic)


def _open(work: Work, guardian_id: int, wanted: _Wanted, cause: Cause) -> int:
    query = (
        insert(bank_account)
        .values(
            guardian_id=guardian_id,
            holder=wanted.holder,
            iban=_whole_iban(work, guardian_id, wanted.iban, cause.request_id),
            iban_masked=masked(wanted.iban),
            bic=wanted.bic,
            opened_at=work.now,
            opened_by=None if cause.rule_id else work.agent.id or None,
            request_id=cause.request_id,
        )
        .returning(bank_account.c.id)
    )
    account_id = int(work.run(query).scalar_one())
    _add_mandate(work, guardian_id, account_id)
    return account_id


def _add_mandate(work: Work, guardian_id: int, account_id: int) -> int:
    """To sign, with a reference (RUM) never used before."""
    m = mandate.c
    before = select(func.count()).where(m.bank_account_id == account_id)
    number = int(work.scalar(before)) + 1
    query = insert(mandate).values(
        bank_account_id=account_id,
        reference=f"RUM-{guardian_id:07}-{account_id:07}-{number}",
        opened_at=work.now,
    )
    return int(work.run(query.returning(m.id)).scalar_one())


def _whole_iban(work: Work, guardian_id: int, iban: str, request_id: int | None) -> str:
    """The IBAN behind a mask: the one the request brought, else one this guardian had."""
    if _DOT not in iban:
        return iban
    if not work.agent.may(Permission.BANK_READ) and work.dialect == "postgresql":
        return ""  # the base puts in the one the request brought, that this agent may not read
    asked = select(asked_iban.c.iban).where(asked_iban.c.request_id == request_id)
    found = work.scalar(asked) if request_id else None
    if found and masked(found) == iban:
        return str(found)
    had = select(bank_account.c.iban).where(
        bank_account.c.guardian_id == guardian_id, bank_account.c.iban_masked == iban
    )
    found = work.scalar(had.order_by(bank_account.c.id.desc()).limit(1))
    if not found:
        raise Refused("L’IBAN de cette demande n’est plus connu : la famille doit le redonner.")
    return str(found)


def _reopened(
    work: Work, guardian_id: int, held: Row[Any], after: Mapping[str, Any], cause: Cause
) -> int | None:
    """The account there was before this request's own, if that is what is wanted again."""
    if cause.request_id is None or held.request_id != cause.request_id:
        return None
    b = bank_account.c
    query = (
        select(b.id, b.holder, b.iban_masked, b.bic)
        .where(b.guardian_id == guardian_id, b.id < held.id)
        .order_by(b.id.desc())
        .limit(1)
    )
    row = work.first(query)
    return row.id if row and tuple(row[1:]) == tuple(after[name] for name in BANK) else None


def _close(work: Work, account_id: int) -> None:
    work.run(update(bank_account).where(bank_account.c.id == account_id).values(closed_at=work.now))
    work.run(
        update(mandate)
        .where(mandate.c.bank_account_id == account_id, mandate.c.state != "closed")
        .values(state="closed", closed_at=work.now)
    )


def _reopen(work: Work, account_id: int) -> None:
    """With the mandate that was closed with it, as it was."""
    m, closed_at = mandate.c, bank_account.c.closed_at
    when = work.scalar(select(closed_at).where(bank_account.c.id == account_id))
    work.run(update(bank_account).where(bank_account.c.id == account_id).values(closed_at=None))
    mine = (m.bank_account_id == account_id) & (m.closed_at == when)
    for signed, state in ((m.signed_on.is_(None), "to_sign"), (m.signed_on.is_not(None), "active")):
        work.run(update(mandate).where(mine, signed).values(state=state, closed_at=None))


def _move(work: Work, mandate_id: int, version: int, *states: str, **values: Any) -> int:
    """The guardian whose mandate it is."""
    seen = (mandate.c.id == mandate_id) & (mandate.c.version == version)
    there = seen & mandate.c.state.in_(states)
    if work.run(update(mandate).where(there).values(**values)).rowcount == 0:
        raise OutOfDate("Ce mandat vient d’être changé par un collègue. Rechargez le dossier.")
    whose = select(bank_account.c.guardian_id).join(
        mandate, mandate.c.bank_account_id == bank_account.c.id
    )
    return int(work.scalar(whose.where(mandate.c.id == mandate_id)))


def _iban_of(work: Work, account_id: int) -> str | None:
    found = work.scalar(select(bank_account.c.iban).where(bank_account.c.id == account_id))
    return str(found) if found else None
