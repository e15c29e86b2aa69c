"""The base the demo stands on: made if it is missing, refused if it holds anything else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import DDL, Connection, Engine, event, func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError

from backoffice.activities.tables import activity, facility
from backoffice.agents import passwords
from backoffice.agents.services import add_agent
from backoffice.agents.tables import agent
from backoffice.database import schema
from backoffice.database.engine import open_engine
from backoffice.database.errors import translated
from backoffice.database.journal import demo_clock, setting
from backoffice.database.work import Work
from backoffice.families.tables import family
from backoffice.kernel.errors import Refused, Unavailable
from backoffice.kernel.permissions import Agent, Role
from backoffice.kernel.topics import Topic
from backoffice.portal.tables import portal_in_event, portal_in_request

OCCUPIED = (
    "Cette base contient déjà des données qui ne sont pas celles de la démonstration. "
    "Rien n’y a été changé : donnez l’adresse d’une base vide."
)
_IN_USE = "La base de démonstration est ouverte par un autre programme : fermez-le, puis réessayez."
_TAKEN = (
    "Le serveur a déjà un compte « {login} » qui n’est pas celui d’une démonstration. "
    "Rien n’y a été changé : choisissez un autre serveur."
)
PASSWORD = "demo"  # on demo bases only, and said so in the README
_MARK = "backoffice demo"  # comment of the database logins that demos share

AGENTS = (
    ("instructeur", "Claire Martin", Role.INSTRUCTOR),
    ("regie", "Anne Leroy", Role.REGIE),
    ("lecteur", "Rémi Petit", Role.READER),
    ("admin", "Zoé Blanc", Role.ADMINISTRATOR),
)

_SETTINGS = {
    "demo": True,
    "issuer": "Mairie de Valcourt",
    "service": "Service enfance",
    "town": "Valcourt",
    "school_zone": "B",
    "commune_postcodes": ["44210"],
    "mail_slots": ["13:00", "18:00"],
    "portal_url": "https://portail.valcourt.example",
    "letterhead": {
        "street": "1 place de la Mairie",
        "city": "44210 Valcourt",
        "phone": "02 40 00 12 34",
        "email": "enfance@valcourt.example",
        "hours": "Du lundi au vendredi, 9\u00a0h à 12\u00a0h et 14\u00a0h à 17\u00a0h",
    },
}
_FINISHED = "demo_built"


def prepare(address: str, *, fresh: bool) -> tuple[Engine, bool]:
    """An engine on a base of the current schema, and whether the town is already in it."""
    engine = _open(address)
    state = _state(engine)
    if state == "foreign":
        engine.dispose()
        raise Refused(OCCUPIED)
    if state == "unfinished" or (state == "built" and fresh):
        engine = _wipe(engine, address)
        state = "empty"
    schema.upgrade(engine)
    return engine, state == "built"


def settle(work: Work, *, fixed_clock: bool) -> None:
    """Say that this base is a demo, before anything else is written in it."""
    work.run(insert(setting), [{"key": key, "value": value} for key, value in _SETTINGS.items()])
    if fixed_clock:
        work.run(insert(demo_clock).values(id=1, now=work.now))
    work.record(Topic.SETTINGS, "demo", 0)


def hire(work: Work) -> dict[str, Agent]:
    """The four agents, by login; their password is `demo`."""
    found = {}
    for login, name, role in AGENTS:
        adopted = work.dialect == "postgresql" and _adopt(work, login, name, role)
        agent_id = adopted or add_agent(work, login, name, role, PASSWORD).id
        found[login] = Agent(agent_id, login, name, role)
    if work.dialect == "postgresql":
        _mark(work.connection)
    return found


def finish(work: Work, families: int, seed: int) -> None:
    work.run(insert(setting).values(key=_FINISHED, value={"families": families, "seed": seed}))
    work.record(Topic.SETTINGS, "demo_built", 0, families=families, seed=seed)


def _open(address: str) -> Engine:
    engine = open_engine(address)
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"Le dossier « {path.parent} » ne peut pas être créé.") from error

        @event.listens_for(engine, "connect")
        def hurry(connection: object, _record: object) -> None:
            # An invented town that a power cut would damage is made again.
            connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]

    return engine


def _state(engine: Engine) -> str:
    """empty, foreign, unfinished (an interrupted demo) or built."""
    try:
        with engine.connect().execution_options(writing=False) as connection:
            try:
                found = schema.revision(connection)
            except Refused:
                return "foreign"
            if found is None:
                return "empty"
            if found > schema.HEAD:
                raise Refused(schema.NEWER)
            keys = {row.key: row.value for row in connection.execute(select(setting))}
            if keys.get("demo") is True:
                return "built" if _FINISHED in keys else "unfinished"
            return "foreign" if _holds_anything(connection) else "empty"
    except DBAPIError as error:
        raise translated(error) from error


def _holds_anything(connection: Connection) -> bool:
    tables = (agent, family, facility, activity, portal_in_request, portal_in_event)
    return any(
        connection.execute(select(func.count()).select_from(table)).scalar() for table in tables
    )


def _wipe(engine: Engine, address: str) -> Engine:
    """Only ever a base that says it is a demo."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        path = make_url(address).database or ""
        try:
            for end in ("-wal", "-shm", ""):
                with suppress(FileNotFoundError):
                    Path(path + end).unlink()
        except OSError as error:
            raise Unavailable(_IN_USE) from error
        return _open(address)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        connection.execute(text("GRANT USAGE ON SCHEMA public TO PUBLIC"))
    return engine


def _adopt(work: Work, login: str, name: str, role: Role) -> int | None:
    """A login that an earlier demo made on this server serves this one too."""
    asked = text(
        "SELECT coalesce(shobj_description(oid, 'pg_authid'), '') FROM pg_roles WHERE rolname = :login"
    )
    said = work.scalar(asked, {"login": login})
    if said is None:
        return None
    if said != _MARK:
        raise Refused(_TAKEN.format(login=login))
    values = {"login": login, "name": name, "role": role.value, "created_at": work.now}
    agent_id = int(work.run(insert(agent).values(values).returning(agent.c.id)).scalar_one())
    driver = work.connection.connection.driver_connection
    given = {
        "login": login,
        "verifier": passwords.verifier(driver, login, PASSWORD),
        "role": role.value,
    }
    work.run(text("SELECT backoffice_login(:login, :verifier, :role)"), given)
    return agent_id


def _mark(connection: Connection) -> None:
    for login, _, _ in AGENTS:
        names = {"login": login, "mark": _MARK}
        comment = DDL("COMMENT ON ROLE %(login)s IS '%(mark)s'", context=names)  # type: ignore[no-untyped-call]
        connection.execute(comment)
