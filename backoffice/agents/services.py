"""Agents come, change role or sites, and leave."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Row, column, func, insert, select, table, text, update
from sqlalchemy.exc import DBAPIError

from backoffice.agents import passwords
from backoffice.agents.tables import agent, agent_facility
from backoffice.database.journal import setting
from backoffice.database.work import Work
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission, Role
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

# A login is also the name of a database login: nothing that would have to be quoted.
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,62}")
_LOGIN_WORDS = (
    "L’identifiant commence par une lettre et n’a que des minuscules sans accent, "
    "des chiffres, des points, des tirets."
)
_TAKEN = "Cet identifiant existe déjà : choisissez-en un autre."

_facility = table("facility", column("id"))


@dataclass(frozen=True, slots=True)
class Hired:
    id: int
    login: str
    name: str
    role: Role


def add_agent(
    work: Work,
    login: str,
    name: str,
    role: Role,
    password: str,
    facilities: Collection[int] = (),
) -> Hired:
    """Make an account, and on PostgreSQL the database login that goes with it.

    `facilities` are the sites of a site manager, who has at least one; nobody else has any.
    """
    work.require(Permission.AGENT_MANAGE)
    login, name = login.strip().lower(), clean(name, 120)
    if not _LOGIN.fullmatch(login):
        raise Refused(_LOGIN_WORDS)
    if not name:
        raise Refused("Donnez le nom de l’agent, comme ses collègues le lisent.")
    if role is Role.SYSTEM:
        raise Refused("Ce rôle est celui du programme : choisissez-en un autre.")
    _check_password(work, password, login)
    sites = _check_sites(work, role, facilities)
    if work.scalar(select(agent.c.id).where(agent.c.login == login)) is not None:
        raise Refused(_TAKEN)
    _give_login(work, login, password, role)
    made = work.run(
        insert(agent).values(
            login=login,
            name=name,
            role=role.value,
            created_at=work.now,
            password_hash=passwords.hashed(password) if work.dialect == "sqlite" else None,
        )
    )
    key = made.inserted_primary_key
    assert key is not None  # noqa: S101  one row was inserted
    agent_id = int(key[0])
    _write_sites(work, agent_id, sites)
    work.record(Topic.AGENTS, "added", agent_id, login=login, role=role.value)
    return Hired(agent_id, login, name, role)


def change_password(work: Work, agent_id: int, version: int, password: str) -> None:
    """A new password given by an administrator; it also unlocks an account locked by failures."""
    work.require(Permission.AGENT_MANAGE)
    found = _known(work, agent_id, version)
    _check_password(work, password, found.login)
    if work.dialect == "sqlite":
        kept = {"password_hash": passwords.hashed(password), "failures": 0, "failed_at": None}
        work.run(update(agent).where(agent.c.id == agent_id).values(**kept))
    else:
        _give_login(work, found.login, password, Role(found.role))
    work.record(Topic.AGENTS, "password_changed", agent_id)


def disable_agent(work: Work, login: str) -> None:
    """They can no longer sign in; what they did keeps their name."""
    work.require(Permission.AGENT_MANAGE)
    found = work.first(select(agent).where(agent.c.login == login.strip().lower()))
    if found is None:
        raise Refused(f"Aucun agent n’a l’identifiant « {clean(login, 63)} ».")
    if found.disabled_at is not None:
        raise Refused(f"{found.name} est déjà désactivé(e).")
    if found.id == work.agent.id:
        raise Refused("On ne se désactive pas soi-même : demandez à un autre administrateur.")
    if found.role == Role.ADMINISTRATOR:
        _keep_one_administrator(work, found.id)
    work.run(update(agent).where(agent.c.id == found.id).values(disabled_at=work.now))
    if work.dialect == "postgresql":
        work.run(text("SELECT backoffice_login_stop(:login)"), {"login": found.login})
    work.record(Topic.AGENTS, "disabled", found.id, login=found.login)


def _check_password(work: Work, password: str, login: str) -> None:
    read = select(setting.c.key, setting.c.value).where(setting.c.key.in_(("demo", "town")))
    known = {row.key: row.value for row in work.rows(read)}
    if known.get("demo") is not True:
        passwords.check_strength(password, login, str(known.get("town") or ""))
    elif not password:
        raise Refused("Donnez un mot de passe.")


def _check_sites(work: Work, role: Role, facilities: Collection[int]) -> set[int]:
    wanted = set(facilities)
    if role is not Role.SITE_MANAGER:
        if wanted:
            raise Refused("Seul un responsable de site a des établissements à lui.")
        return wanted
    if not wanted:
        raise Refused("Donnez au moins un établissement à ce responsable de site.")
    known = select(func.count()).select_from(_facility).where(_facility.c.id.in_(wanted))
    if work.scalar(known) != len(wanted):
        raise Refused("Un de ces établissements n’existe pas.")
    return wanted


def _write_sites(work: Work, agent_id: int, sites: set[int]) -> None:
    if sites:
        rows = [{"agent_id": agent_id, "facility_id": site} for site in sorted(sites)]
        work.run(insert(agent_facility), rows)


def _give_login(work: Work, login: str, password: str, role: Role) -> None:
    if work.dialect != "postgresql":
        return
    raw = work.connection.connection.driver_connection
    given = {
        "login": login,
        "verifier": passwords.verifier(raw, login, password),
        "role": role.value,
    }
    try:
        work.run(text("SELECT backoffice_login(:login, :verifier, :role)"), given)
    except DBAPIError as error:
        if "backoffice_login taken" in str(error.orig):
            raise Refused(_TAKEN) from error
        raise


def _known(work: Work, agent_id: int, version: int) -> Row[tuple[object, ...]]:
    found = work.first(select(agent).where(agent.c.id == agent_id))
    if found is None or found.disabled_at is not None:
        raise Refused("Cet agent n’est plus en activité.")
    if found.version != version:
        raise OutOfDate("Un collègue vient de modifier cet agent.")
    return found


def _keep_one_administrator(work: Work, but: int) -> None:
    others = select(func.count()).select_from(agent)
    others = others.where(
        agent.c.role == Role.ADMINISTRATOR.value, agent.c.disabled_at.is_(None), agent.c.id != but
    )
    if not work.scalar(others):
        raise Refused("Il doit rester un administrateur : nommez-en d’abord un autre.")
