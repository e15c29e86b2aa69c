"""Which schema a base has, and how it is brought to ours."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from backoffice.database.errors import translated
from backoffice.database.roles import grant
from backoffice.kernel.errors import Refused
from backoffice.portal import out_views

HEAD = "0015"
_MIGRATIONS = Path(__file__).parent / "migrations"

OLDER = "Cette base est d’une version plus ancienne : lancez « backoffice database upgrade »."
NEWER = (
    "Cette base est d’une version plus récente que ce programme. Rien n’y a été changé : "
    "mettez le programme à jour."
)
FOREIGN = "Cette base n’est pas une base de ce programme. Rien n’y a été changé."
EMPTY = "Cette base est vide : lancez « backoffice database upgrade »."


def revision(connection: Connection) -> str | None:
    """The revision of the base; None when it is empty. Raises Refused when it is not ours."""
    tables = _tables(connection)
    if not tables:
        return None
    if not {"alembic_version", "journal_seal"} <= tables:
        raise Refused(FOREIGN)
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found)


def check(engine: Engine) -> None:
    """Refuse, in one French sentence, any base this program cannot work on as it is."""
    try:
        with engine.connect().execution_options(writing=False) as connection:
            found = revision(connection)
    except DBAPIError as error:
        raise translated(error) from error
    if found is None:
        raise Refused(EMPTY)
    if found != HEAD:
        raise Refused(OLDER if found < HEAD else NEWER)


def upgrade(engine: Engine) -> None:
    """Bring the base to HEAD in one transaction, then renew the grants.

    Raises Refused when the base is not ours or is newer than this program.
    """
    try:
        with engine.connect() as connection, connection.begin():
            found = revision(connection)
            if found is not None and found > HEAD:
                raise Refused(NEWER)
            if found != HEAD:
                out_views.drop_all(connection)
                _migrate(connection)
                out_views.create_all(connection)
            if connection.dialect.name == "postgresql":
                grant(connection)
    except DBAPIError as error:
        raise translated(error) from error


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _tables(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return {str(name) for (name,) in connection.exec_driver_sql(query)}
