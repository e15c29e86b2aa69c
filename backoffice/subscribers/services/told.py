"""What the portal tells of its accounts, written by sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, String, select, update

from backoffice.database.base import Moment, iso
from backoffice.database.bulk import insert_rows
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean, fold
from backoffice.kernel.topics import Topic
from backoffice.subscribers.tables import account, link, preference

_PREFERENCES = (
    "new_invoice", "reservation_accepted", "reservation_refused", "absence_accepted", "absence_refused",
)  # fmt: skip
_NAMES = {"civility": 10, "last_name": 120, "first_name": 120, "email": 254, "terms_version": 40,
          "verified_by": 40}  # fmt: skip
_MOMENTS = ("created_at", "activated_at", "closed_at", "signed_in_at")
_COLUMNS = (*_NAMES, "display_name", "search_key", "state", *_MOMENTS)


@dataclass(frozen=True, slots=True)
class AccountFact:
    """Something that happened to an account, on the portal: an `account_…` event or `signed_in`."""

    account_id: str
    kind: str
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)


def meet(work: Work, account_ids: Iterable[str]) -> None:
    """Make accounts we hear of for the first time; what the portal tells later completes them."""
    work.require(Permission.INTAKE)
    wanted = set(account_ids)
    if not wanted:
        return
    here = select(account.c.id).where(among(work.dialect, account.c.id, wanted))
    missing = sorted(wanted - {row.id for row in work.rows(here)})
    rows = [(account_id, "unknown", work.now) for account_id in missing]
    insert_rows(work, account, ("id", "state", "created_at"), rows)


def tell(work: Work, facts: Sequence[AccountFact]) -> None:
    """Bring accounts up to date with these facts, in their order."""
    work.require(Permission.INTAKE)
    if not facts:
        return
    meet(work, {fact.account_id for fact in facts})
    columns = [account.c.id, *(account.c[name] for name in _COLUMNS)]
    ids = {fact.account_id for fact in facts}
    here = select(*columns).where(among(work.dialect, account.c.id, ids))
    known = {row.id: dict(row._mapping) for row in work.rows(here)}  # noqa: SLF001  a public name of SQLAlchemy
    for fact in facts:
        _happen(known[fact.account_id], fact)
    _write(work, list(known.values()))
    _sign_in(work, {fact.account_id: fact.at for fact in facts if fact.kind == "signed_in"})
    work.record(Topic.SUBSCRIBERS, "tell", 0, accounts=len(known))


def prefer(work: Work, wishes: Sequence[tuple[str, Mapping[str, bool | None]]]) -> None:
    """Set what each account wishes to be told; what it does not say stays as it was."""
    work.require(Permission.INTAKE)
    if not wishes:
        return
    ids = {account_id for account_id, _ in wishes}
    meet(work, ids)
    columns = [preference.c[name] for name in _PREFERENCES]
    here = select(preference.c.account_id, *columns).where(
        among(work.dialect, preference.c.account_id, ids)
    )
    before = {row[0]: list(row[1:]) for row in work.rows(here)}
    known = {account_id: list(before.get(account_id, (True,) * len(columns))) for account_id in ids}
    for account_id, wished in wishes:
        for at, name in enumerate(_PREFERENCES):
            if (value := wished.get(name)) is not None:
                known[account_id][at] = value
    names = ("account_id", *_PREFERENCES, "updated_at")
    fresh = [(key, *values, work.now) for key, values in known.items() if key not in before]
    insert_rows(work, preference, names, fresh)
    _change_preferences(work, [(key, *known[key]) for key in before])
    work.record(Topic.SUBSCRIBERS, "prefer", 0, accounts=len(ids))


def _happen(known: dict[str, Any], fact: AccountFact) -> None:
    """One fact, on what is known of its account."""
    if fact.kind == "account_created":
        for name, size in _NAMES.items():
            told = fact.fields.get(name)
            known[name] = clean(told, size) if isinstance(told, str) else None
        known["display_name"] = " ".join(
            part for part in (known["first_name"], (known["last_name"] or "").upper()) if part
        )
        known["search_key"] = fold(f"{known['display_name']} {known['email'] or ''}")
        if known["state"] in ("unknown", "closed"):
            known.update(state="created", created_at=fact.at, closed_at=None)
    elif fact.kind == "account_activated":
        known.update(state="activated", activated_at=fact.at, closed_at=None)
    elif fact.kind == "account_closed":
        known.update(state="closed", closed_at=fact.at)
    else:
        known["signed_in_at"] = fact.at


def _write(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    def spelled(name: str, value: Any) -> Any:
        return iso(value) if name in _MOMENTS and value is not None else value

    told = spread(
        work.dialect,
        [[row["id"], *(spelled(name, row[name]) for name in _COLUMNS)] for row in rows],
        ("id", String),
        *((name, Moment if name in _MOMENTS else String) for name in _COLUMNS),
    ).subquery("told")
    change = update(account).where(account.c.id == told.c.id)
    work.run(change.values({name: told.c[name] for name in _COLUMNS}))


def _sign_in(work: Work, signed_in: Mapping[str, datetime]) -> None:
    """A link waits for the next sign-in of its account; this is it."""
    if not signed_in:
        return
    rows = [(account_id, iso(at)) for account_id, at in signed_in.items()]
    told = spread(work.dialect, rows, ("account_id", String), ("at", Moment)).subquery("told")
    work.run(
        update(link)
        .where(
            link.c.account_id == told.c.account_id,
            link.c.state == "pending_sign_in",
            link.c.linked_at <= told.c.at,
        )
        .values(state="active", activated_at=told.c.at)
    )


def _change_preferences(work: Work, rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    told = spread(
        work.dialect, rows, ("account_id", String), *((name, Boolean) for name in _PREFERENCES)
    ).subquery("told")
    values: dict[str, Any] = {name: told.c[name] for name in _PREFERENCES}
    change = update(preference).where(preference.c.account_id == told.c.account_id)
    work.run(change.values(**values, updated_at=work.now))
