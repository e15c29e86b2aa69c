"""Links between accounts and families: asked on the portal, made by hand, taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from backoffice.database.work import Work
from backoffice.families.tables import family, guardian
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic
from backoffice.subscribers import linking
from backoffice.subscribers.recipients import LIVE_LINKS
from backoffice.subscribers.services.told import meet
from backoffice.subscribers.tables import account, link
from backoffice.subscribers.tries import Outcome, Try

_LONGEST_REASON = 400


def subscribe(work: Work, tries: Sequence[Try]) -> int:
    """Link the accounts that typed a good code; how many did. The others are told alike why not."""
    work.require(Permission.INTAKE)
    if not tries:
        return 0
    meet(work, {one.account_id for one in tries})
    done = linking.carry_out(work, tries)
    return sum(one.outcome is Outcome.LINKED for one in done)


def link_by_agent(
    work: Work, account_id: str, family_id: int, guardian_id: int | None, identity: str
) -> int:
    """Link an account by hand, without a code. `identity` says how the agent knows who asks.

    As any link, it serves from the next sign-in.
    """
    work.require(Permission.ACCOUNT_MANAGE)
    proof = clean(identity, _LONGEST_REASON)
    if not proof:
        raise Refused("Dites comment vous avez vérifié l’identité de la personne.")
    found = work.first(select(account.c.state).where(account.c.id == account_id))
    if found is None:
        raise OutOfDate("Ce compte n’existe plus.")
    if found.state != "activated":
        raise Refused("Ce compte n’est pas activé : la personne doit d’abord ouvrir l’e-mail reçu.")
    _hold_family(work, family_id)
    if guardian_id is not None:
        _check_guardian(work, family_id, guardian_id)
    already = select(link.c.id).where(
        link.c.account_id == account_id,
        link.c.family_id == family_id,
        link.c.state.in_(LIVE_LINKS),
    )
    if work.first(already):
        raise Refused("Ce compte est déjà rattaché à cette famille.")
    link_id = work.add(
        link,
        account_id=account_id,
        family_id=family_id,
        guardian_id=guardian_id,
        state="pending_sign_in",
        method="agent",
        linked_at=work.now,
        agent_id=work.agent.id or None,
    )
    work.record(Topic.SUBSCRIBERS, "link_by_agent", link_id, reason=proof)
    return link_id


def link_newcomer(
    work: Work, account_id: str, family_id: int, guardian_id: int | None
) -> int | None:
    """Link the account whose family was just accepted, without a code; nothing if it was already.

    As any link, it serves from the next sign-in.
    """
    work.require(Permission.REQUEST_DECIDE)
    _hold_family(work, family_id)
    already = select(link.c.id).where(
        link.c.account_id == account_id,
        link.c.family_id == family_id,
        link.c.state.in_(LIVE_LINKS),
    )
    if work.first(already):
        return None
    link_id = work.add(
        link,
        account_id=account_id,
        family_id=family_id,
        guardian_id=guardian_id,
        state="pending_sign_in",
        method="creation",
        linked_at=work.now,
        agent_id=work.agent.id or None,
    )
    work.record(Topic.SUBSCRIBERS, "link_newcomer", link_id)
    return link_id


def unlink_newcomer(work: Work, link_id: int, reason: str) -> None:
    """The answer that linked this account is taken back; nothing if it was revoked since."""
    work.require(Permission.REQUEST_DECIDE)
    ended = {"state": "revoked", "reason": reason, "revoked_at": work.now}
    mine = update(link).where(link.c.id == link_id, link.c.state.in_(LIVE_LINKS))
    work.run(mine.values(**ended, revoked_by=work.agent.id or None))
    work.record(Topic.SUBSCRIBERS, "revoke_link", link_id)


def revoke_link(work: Work, link_id: int, reason: str) -> None:
    """The account reads nothing of this family any more. `reason` is read on the portal."""
    work.require(Permission.ACCOUNT_MANAGE)
    words = clean(reason, _LONGEST_REASON)
    if not words:
        raise Refused("Donnez le motif : la personne le lira.")
    gone = work.run(
        update(link)
        .where(link.c.id == link_id, link.c.state.in_(LIVE_LINKS))
        .values(
            state="revoked",
            reason=words,
            revoked_at=work.now,
            revoked_by=work.agent.id or None,
        )
    )
    if not gone.rowcount:
        raise OutOfDate("Ce rattachement vient d’être révoqué.")
    work.record(Topic.SUBSCRIBERS, "revoke_link", link_id)


def _hold_family(work: Work, family_id: int) -> None:
    """Two agents linking at once take their turns."""
    query = select(family.c.id).where(family.c.id == family_id, family.c.closed_at.is_(None))
    if work.dialect == "postgresql":
        query = query.with_for_update()
    if work.first(query) is None:
        raise OutOfDate("Ce dossier est clos : cherchez la famille à nouveau.")


def _check_guardian(work: Work, family_id: int, guardian_id: int) -> None:
    query = select(guardian.c.family_id).where(guardian.c.id == guardian_id)
    if work.scalar(query) != family_id:
        raise OutOfDate("Ce responsable n’est plus dans cette famille.")
