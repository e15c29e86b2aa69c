"""Carrying out what families tried: links, codes used, failures; written by sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, String, func, select, update

from backoffice.database.bulk import insert_numbered
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.families.tables import family, guardian
from backoffice.kernel.text import fold
from backoffice.kernel.topics import Topic
from backoffice.portal import views
from backoffice.subscribers import codes, sealing
from backoffice.subscribers.recipients import LIVE_LINKS, CodeKind
from backoffice.subscribers.tables import account, link, link_attempt, subscriber_code
from backoffice.subscribers.tries import (
    LOCKED_FOR,
    Invoice,
    Judge,
    Known,
    Method,
    Outcome,
    Tried,
    Try,
)

NewLink = tuple[str, int, int | None]  # account, family, guardian


def carry_out(work: Work, tries: Sequence[Try]) -> list[Tried]:
    """Judge these tries in their order, and write down what they did."""
    judge = _prepared(work, tries)
    before = set(judge.linked)
    done = [judge.judge(one) for one in tries]
    _write_attempts(work, done)
    _write_links(work, [one for one in done if one.outcome is Outcome.LINKED], before)
    _write_codes(work, done)
    return done


def _prepared(work: Work, tries: Sequence[Try]) -> Judge:
    accounts = {one.account_id for one in tries}
    read = (codes.read(one.typed) for one in tries)
    known = _codes(work, {typed.selector for typed in read if typed})
    families = {one.family_id for found in known.values() for one in found}
    return Judge(
        known=known,
        wrong=_wrong(work, accounts, tries),
        billed=_billed(work, {one.invoice for one in tries if one.invoice}),
        linked=_linked(work, accounts, families),
        matches=sealing.matches,
    )


def _codes(work: Work, selectors: Iterable[str]) -> dict[str, tuple[Known, ...]]:
    """Held until the end of the work: an agent who revokes one comes before, or after."""
    c = subscriber_code.c
    query = (
        select(
            c.selector, c.id, c.kind, c.family_id, c.guardian_id, c.secret_hash, c.expires_at,
            c.used_at, c.failures,
        )
        .join(family, family.c.id == c.family_id)
        .where(
            among(work.dialect, c.selector, sorted(selectors)),
            c.revoked_at.is_(None),
            family.c.closed_at.is_(None),
        )
        .order_by(c.id)
    )  # fmt: skip
    if work.dialect == "postgresql":
        query = query.with_for_update(of=subscriber_code)
    found: dict[str, tuple[Known, ...]] = {}
    for row in work.rows(query):
        one = Known(
            row.id, CodeKind(row.kind), row.family_id, row.guardian_id, row.secret_hash,
            row.expires_at, row.used_at is not None, row.failures,
        )  # fmt: skip
        found[row.selector] = (*found.get(row.selector, ()), one)
    return found


def _wrong(work: Work, accounts: Iterable[str], tries: Sequence[Try]) -> dict[str, list[Any]]:
    t, first = link_attempt.c, min(one.at for one in tries)
    query = select(t.account_id, t.at).where(
        among(work.dialect, t.account_id, sorted(accounts)),
        t.outcome == Outcome.WRONG,
        t.at > first - LOCKED_FOR - timedelta(seconds=1),
    )
    found: dict[str, list[Any]] = {}
    for account_id, when in work.rows(query):
        found.setdefault(account_id, []).append(when)
    return found


def _billed(work: Work, invoices: Iterable[Invoice]) -> dict[Invoice, frozenset[int]]:
    """The families these invoices were sent to, as the portal itself shows them."""
    i = views.invoice.c
    found = {}
    for one in invoices:
        if one.cents is None:
            continue
        query: Select[Any] = select(i.family_id).where(
            _bare(i.emission_code) == one.emission_code,
            _bare(i.reference) == one.reference,
            i.amount == Decimal(one.cents) / 100,
            i.family_id.is_not(None),
        )
        found[one] = frozenset(row.family_id for row in work.rows(query))
    return found


def _bare(column: Any) -> Any:
    return func.upper(func.replace(func.replace(column, " ", ""), "-", ""))


def _linked(work: Work, accounts: Iterable[str], families: Iterable[int]) -> set[tuple[str, int]]:
    query = select(link.c.account_id, link.c.family_id).where(
        among(work.dialect, link.c.account_id, sorted(accounts)),
        among(work.dialect, link.c.family_id, sorted(families)),
        link.c.state.in_(LIVE_LINKS),
    )
    return {(row.account_id, row.family_id) for row in work.rows(query)}


def _write_attempts(work: Work, done: Sequence[Tried]) -> None:
    names = ("account_id", "at", "method", "outcome", "code_id")
    rows = [
        (
            one.asked.account_id, one.asked.at, str(one.asked.method), str(one.outcome),
            one.code.id if one.code else None,
        )
        for one in done
    ]  # fmt: skip
    ids = insert_numbered(work, link_attempt, names, rows)
    pairs = list(zip(ids, done, strict=True))
    for outcome, action in ((Outcome.WRONG, "wrong_try"), (Outcome.LOCKED, "locked_try")):
        made = [number for number, one in pairs if one.outcome is outcome]
        work.record_many(Topic.SUBSCRIBERS, action, made)


def _write_links(work: Work, done: Sequence[Tried], before: set[tuple[str, int]]) -> None:
    fresh: dict[tuple[str, int], Tried] = {}
    for one in done:
        if one.code and (key := (one.asked.account_id, one.code.family_id)) not in before:
            fresh.setdefault(key, one)
    if not fresh:
        return
    named = _guardians(work, fresh)
    names = ("account_id", "family_id", "guardian_id", "state", "method", "linked_at", "code_id")
    rows = [
        (
            account_id, family_id, (one.code and one.code.guardian_id) or named.get((account_id, family_id)),
            "pending_sign_in", str(one.asked.method), one.asked.at, one.code.id if one.code else None,
        )
        for (account_id, family_id), one in fresh.items()
    ]  # fmt: skip
    ids = insert_numbered(work, link, names, rows)
    for method, action in ((Method.CODE, "link_by_code"), (Method.INVOICE, "link_by_invoice")):
        made = [
            number
            for number, one in zip(ids, fresh.values(), strict=True)
            if one.asked.method is method
        ]
        work.record_many(Topic.SUBSCRIBERS, action, made)


def _guardians(work: Work, pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The guardian each account says it is, where the family has just one of that name."""
    wanted = list(pairs)
    accounts = select(account.c.id, account.c.first_name, account.c.last_name).where(
        among(work.dialect, account.c.id, sorted({one for one, _ in wanted}))
    )
    says = {row.id: _name(row) for row in work.rows(accounts)}
    g = guardian.c
    people = select(g.id, g.family_id, g.first_name, g.last_name).where(
        among(work.dialect, g.family_id, sorted({one for _, one in wanted}))
    )
    held: dict[tuple[int, str], list[int]] = {}
    for row in work.rows(people):
        held.setdefault((row.family_id, _name(row)), []).append(row.id)
    found = {pair: held.get((pair[1], says.get(pair[0], "")), []) for pair in wanted}
    return {pair: ids[0] for pair, ids in found.items() if len(ids) == 1}


def _name(row: Any) -> str:
    return fold(f"{row.first_name or ''} {row.last_name or ''}")


def _write_codes(work: Work, done: Sequence[Tried]) -> None:
    """Who used each code, and how many wrong tries each has had."""
    c = subscriber_code.c
    touched = {one.code.id: one.code for one in done if one.code}
    used = sorted((one.id, one.taken_by) for one in touched.values() if one.taken_by)
    if used:
        told = spread(work.dialect, used, ("id", BigInteger), ("account_id", String))
        lines = told.subquery("told")
        change = update(subscriber_code).where(c.id == lines.c.id, c.used_at.is_(None))
        work.run(change.values(used_by=lines.c.account_id, used_at=work.now))
    missed = {one.code.id for one in done if one.code and one.outcome is Outcome.WRONG}
    if missed:
        counts = [(number, touched[number].failures) for number in sorted(missed)]
        told = spread(work.dialect, counts, ("id", BigInteger), ("failures", Integer))
        lines = told.subquery("told")
        change = update(subscriber_code).where(c.id == lines.c.id)
        work.run(change.values(failures=lines.c.failures))
