"""Codes are made, given, taken back. What a code says is known here once, and never again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from sqlalchemy import and_, or_, select, text, update

from backoffice.database import options
from backoffice.database.bulk import insert_numbered
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.kernel.calendar import at
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.subscribers import codes, recipients
from backoffice.subscribers.recipients import FOREVER, CodeKind, CodeRules, Recipient
from backoffice.subscribers.sealing import Sealed, seal
from backoffice.subscribers.tables import subscriber_code

MOST_AT_COUNTER = 10
SHORTEST, LONGEST = 7, 365
_ISSUE_LOCK = 0x636F6465  # "code"
_TAKEN = "Un collègue vient d’émettre des codes au même instant. Rien n’a été émis : réessayez."


class Channel(StrEnum):
    LETTER = "letter"
    EMAIL = "email"  # to be sent by what mails; until then it reads « à envoyer »
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code and whom it is for: the one place where it can be read. Never kept, never logged."""

    recipient: Recipient
    selector: str
    code: str = field(repr=False)
    secret_hash: str = field(repr=False)
    issued_on: date
    expires_at: datetime
    until: date | None  # its last day; a personal code has none


def prepare(
    work: Work, wanted: Sequence[Recipient], sealed: Iterable[Sealed]
) -> tuple[IssuedCode, ...]:
    """Codes that nobody holds yet, for letters to be written before anything is.

    `issue` makes them serve.
    """
    work.require(Permission.CODE_MANAGE)
    return _prepared(work, wanted, sealed)


def issue(work: Work, prepared: Sequence[IssuedCode], channel: Channel) -> tuple[int, ...]:
    """Make these codes serve; those they replace, sent to the same person or family, cease to."""
    work.require(Permission.CODE_MANAGE)
    _take_turn(work)
    return _issued(work, prepared, channel)


def give(
    work: Work, wanted: Sequence[Recipient], channel: Channel = Channel.COUNTER
) -> tuple[IssuedCode, ...]:
    """A code or two at the counter, made and issued at once: they are shown this one time."""
    work.require(Permission.CODE_MANAGE)
    if not wanted:
        raise Refused("Personne à qui donner un code.")
    if len(wanted) > MOST_AT_COUNTER:
        raise Refused("Pour tant de codes, imprimez des lettres.")
    _take_turn(work)
    made = _prepared(work, wanted, seal(len(wanted)))
    _issued(work, made, channel)
    return made


def revoke_codes(work: Work, code_ids: Sequence[int]) -> int:
    """These codes cease to serve at once; how many still could. The links they made stay."""
    work.require(Permission.CODE_MANAGE)
    c = subscriber_code.c
    mine = among(work.dialect, c.id, code_ids)
    live = select(c.id).where(mine, c.revoked_at.is_(None)).order_by(c.id)
    if work.dialect == "postgresql":
        live = live.with_for_update()
    found = [row.id for row in work.rows(live)]
    _revoke(work, found)
    work.record_many(Topic.SUBSCRIBERS, "revoke_code", found)
    return len(found)


def set_code_rules(work: Work, wanted: CodeRules) -> None:
    """Whose a code abonné is, and for how many days; those already issued keep theirs."""
    work.require(Permission.SETTINGS_EDIT)
    if wanted.scope is CodeKind.PERSONAL:
        raise Refused("Un code abonné est celui d’une famille ou d’un responsable.")
    if not SHORTEST <= wanted.days <= LONGEST:
        raise Refused(f"Un code abonné sert de {SHORTEST} à {LONGEST} jours.")
    options.write(work, recipients.SCOPE, str(wanted.scope))
    options.write(work, recipients.DAYS, wanted.days)
    work.record(Topic.SETTINGS, "set_code_rules", 0)


def _take_turn(work: Work) -> None:
    """One issue at a time, so that no two draw the same public part. On SQLite, the writer's turn."""
    if work.dialect == "postgresql":
        work.scalar(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ISSUE_LOCK})


def _prepared(
    work: Work, wanted: Sequence[Recipient], sealed: Iterable[Sealed]
) -> tuple[IssuedCode, ...]:
    days = recipients.rules(work).days
    last = work.today + timedelta(days=days)
    ends = at(last + timedelta(days=1), time())
    made = []
    for one, selector, kept in zip(wanted, _free(work, len(wanted)), sealed, strict=True):
        personal = one.kind is CodeKind.PERSONAL
        made.append(
            IssuedCode(
                recipient=one,
                selector=selector,
                code=codes.spelled(selector, kept.secret),
                secret_hash=kept.hash,
                issued_on=work.today,
                expires_at=FOREVER if personal else ends,
                until=None if personal else last,
            )
        )
    return tuple(made)


def _free(work: Work, count: int) -> list[str]:
    """Public parts that no code in use has, whatever its kind."""
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = {codes.drawn(codes.PUBLIC) for _ in range(count - len(found))} - found.keys()
        found |= dict.fromkeys(drawn - _in_use(work, drawn))
    return list(islice(found, count))


def _in_use(work: Work, selectors: Iterable[str]) -> set[str]:
    c = subscriber_code.c
    query = select(c.selector).where(
        among(work.dialect, c.selector, list(selectors)), c.revoked_at.is_(None)
    )
    return {row.selector for row in work.rows(query)}


def _issued(work: Work, made: Sequence[IssuedCode], channel: Channel) -> tuple[int, ...]:
    if _in_use(work, [one.selector for one in made]):
        raise OutOfDate(_TAKEN)
    _replace(work, made)
    names = (
        "kind", "family_id", "guardian_id", "selector", "secret_hash", "issued_at", "issued_by",
        "expires_at", "channel", "sent_at", "failures",
    )  # fmt: skip
    sent = None if channel is Channel.EMAIL else work.now
    agent_id = work.agent.id or None
    rows = [
        (
            str(one.recipient.kind), one.recipient.family_id,
            None if one.recipient.kind is CodeKind.FAMILY else one.recipient.guardian_id,
            one.selector, one.secret_hash, work.now, agent_id, one.expires_at, str(channel), sent, 0,
        )
        for one in made
    ]  # fmt: skip
    ids = insert_numbered(work, subscriber_code, names, rows)
    work.record_many(Topic.SUBSCRIBERS, "issue_code", ids)
    return tuple(ids)


def _replace(work: Work, made: Sequence[IssuedCode]) -> None:
    """A person, or a family, has one code at a time: a letter that was lost opens nothing."""
    c = subscriber_code.c
    families = [one.recipient.family_id for one in made if one.recipient.kind is CodeKind.FAMILY]
    others = {
        kind: [one.recipient.guardian_id for one in made if one.recipient.kind is kind]
        for kind in (CodeKind.GUARDIAN, CodeKind.PERSONAL)
    }
    asked = [
        and_(c.kind == CodeKind.FAMILY, among(work.dialect, c.family_id, families)),
        *(
            and_(c.kind == kind, among(work.dialect, c.guardian_id, ids))
            for kind, ids in others.items()
        ),
    ]
    query = select(c.id).where(or_(*asked), c.revoked_at.is_(None), c.used_at.is_(None))
    query = query.order_by(c.id)
    if work.dialect == "postgresql":
        query = query.with_for_update()
    old = [row.id for row in work.rows(query)]
    _revoke(work, old)
    work.record_many(Topic.SUBSCRIBERS, "replace_code", old)


def _revoke(work: Work, code_ids: Sequence[int]) -> None:
    if code_ids:
        work.run(
            update(subscriber_code)
            .where(among(work.dialect, subscriber_code.c.id, code_ids))
            .values(revoked_at=work.now, revoked_by=work.agent.id or None)
        )
