"""Who sits at the keyboard: a login and a password make an `Agent`."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, func, select, text, update
from sqlalchemy.exc import DBAPIError

from backoffice.agents import passwords
from backoffice.agents.tables import agent, agent_facility
from backoffice.database.errors import translated
from backoffice.database.work import Database, Work
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Agent, Role
from backoffice.kernel.topics import Topic

# One sentence whatever went wrong: it must not tell a stranger which logins exist.
WRONG = (
    "Identifiant ou mot de passe incorrect. Après 5 erreurs, l’accès se ralentit ; "
    "après 10, il est bloqué 15 minutes."
)
STRANGER = "Ce compte n’est pas celui d’un agent de cette base."

SLOWED_AFTER, LOCKED_AFTER = 5, 10
LOCK = timedelta(minutes=15)

# What libpq says before there is a session: no code comes with it.
_DENIED = ("authentication failed", "authentification", "no password", "not permitted")
_CERTIFICATE = (
    "Le certificat de ce serveur ne prouve pas son identité : la connexion est refusée. Demandez à "
    "l’administrateur le certificat de l’autorité (sslrootcert)."
)
_NO_TLS = (
    "Ce serveur ne chiffre pas ses échanges : la connexion est refusée. Demandez à "
    "l’administrateur d’y activer TLS."
)
_OBSTACLES: tuple[tuple[str, str], ...] = (
    (
        "does not support SSL",
        _NO_TLS,
    ),
    ("certificate", _CERTIFICATE),
    ("translate host name", "Aucun serveur ne porte ce nom. Vérifiez l’adresse."),
    ("resolve host", "Aucun serveur ne porte ce nom. Vérifiez l’adresse."),
    ("does not exist", "Cette base n’existe pas sur le serveur. Vérifiez son nom."),
    ("refused", "Le serveur n’accepte pas de connexion à cette adresse. Vérifiez-la, et le port."),
    ("timeout", "Le serveur ne répond pas à cette adresse. Vérifiez-la, ou réessayez plus tard."),
)

# An administrator of an empty base: somebody has to make the first agent.
FOUNDER = Agent(0, "", "Installation", Role.ADMINISTRATOR)


class Denied(Refused):
    """The server is there, and does not know this login with this password."""


def sign_in(database: Database, login: str, password: str) -> Agent:
    """The agent, or Refused in one sentence, always the same.

    On PostgreSQL the engine was opened with that login, and the server has already said yes.
    """
    if database.engine.dialect.name == "postgresql":
        return _recognised(database)
    return _checked(database, login.strip().lower(), password)


def knock(engine: Engine) -> None:
    """Open one connection to PostgreSQL; what stands in the way is told apart, in French."""
    try:
        with engine.connect():
            pass
    except DBAPIError as error:
        said = str(error.orig)
        if any(sign in said for sign in _DENIED):
            raise Denied(WRONG) from error
        for sign, sentence in _OBSTACLES:
            if sign in said:
                raise Refused(sentence) from error
        raise translated(error) from error


def nobody_yet(work: Work) -> bool:
    """Whether the base has no agent at all."""
    return not work.scalar(select(func.count()).select_from(agent))


def wait_after(failures: int) -> timedelta:
    """How long the next try has to wait: nothing, 1, 2, 4, 8, 16 seconds, then 15 minutes."""
    if failures >= LOCKED_AFTER:
        return LOCK
    if failures >= SLOWED_AFTER:
        return timedelta(seconds=2 ** (failures - SLOWED_AFTER))
    return timedelta()


def _recognised(database: Database) -> Agent:
    with database.read(SYSTEM) as work:
        mine = agent.c.login == text("session_user")
        found = work.first(select(agent).where(mine))
        if found is None:
            raise Refused(STRANGER)
        if found.disabled_at is not None:
            raise Refused(WRONG)
        return _agent(work, found)


def _checked(database: Database, login: str, password: str) -> Agent:
    stored = _try(database, login)
    # Between the two transactions: checking a password is slow on purpose, and holds nobody back.
    right = passwords.matches(stored, password)
    if stored is None or not right:
        raise Refused(WRONG)
    with database.work(SYSTEM) as work:
        found = work.first(select(agent).where(agent.c.login == login))
        if found is None or found.disabled_at is not None:
            raise Refused(WRONG)
        work.run(
            update(agent)
            .where(agent.c.id == found.id)
            .values(failures=0, failed_at=None, version=found.version + 1)
        )
        return _agent(work, found)


def _try(database: Database, login: str) -> str | None:
    """The hash to compare with, this try being counted beforehand as a failure.

    Counted first, ten tries are ten whatever the number of programs that try at once.
    """
    with database.work(SYSTEM) as work:
        found = work.first(select(agent).where(agent.c.login == login))
        if found is None or found.disabled_at is not None or _waits(found, work.now):
            return None
        failures = agent.c.failures + 1
        work.run(
            update(agent)
            .where(agent.c.id == found.id)
            .values(failures=failures, failed_at=work.now, version=agent.c.version + 1)
        )
        if found.failures + 1 == LOCKED_AFTER:
            work.record(Topic.AGENTS, "locked", found.id, login=found.login)
        return str(found.password_hash) if found.password_hash else None


def _waits(found: Row[tuple[object, ...]], now: datetime) -> bool:
    if found.failed_at is None:
        return False
    return bool(found.failed_at <= now < found.failed_at + wait_after(found.failures))


def _agent(work: Work, found: Row[tuple[object, ...]]) -> Agent:
    role = Role(found.role)
    sites = None
    if role is Role.SITE_MANAGER:
        mine = select(agent_facility.c.facility_id).where(agent_facility.c.agent_id == found.id)
        sites = frozenset(int(site) for (site,) in work.rows(mine))
    return Agent(int(found.id), str(found.login), str(found.name), role, sites)
