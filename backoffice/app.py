"""The composition root: settings, secrets, engine, schema, clock, agent; put together once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from backoffice import settings as kept
from backoffice.agents import passwords
from backoffice.agents.signin import FOUNDER, Denied, knock, nobody_yet, sign_in
from backoffice.database import schema
from backoffice.database.changes import ChangeFeed, last_change
from backoffice.database.engine import open_engine
from backoffice.database.errors import translated
from backoffice.database.journal import demo_clock, setting
from backoffice.database.work import Database, system_clock
from backoffice.kernel.address import bare, sqlite_path
from backoffice.kernel.calendar import PARIS
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Agent, Role

if TYPE_CHECKING:
    from backoffice.agents.services import Hired
from backoffice.secrets import Secrets, SystemSecrets
from backoffice.settings import Settings

NOW = "BACKOFFICE_NOW"


@dataclass(frozen=True, slots=True)
class Backoffice:
    """An open base and who works on it."""

    address: str  # without any password
    database: Database
    agent: Agent
    seen: int | None = None  # the last line of the journal when it was opened

    @property
    def engine(self) -> Engine:
        return self.database.engine

    def feed(self) -> ChangeFeed:
        return ChangeFeed(self.engine, since=self.seen)

    def close(self) -> None:
        self.database.close()


def open_signed_in(address: str, login: str, password: str) -> Backoffice:
    """Open a base as one of its agents. Refused or Unavailable, each in its French sentence."""
    database = open_database(address, login, password)
    try:
        agent = sign_in(database, login, password)
        return Backoffice(bare(address), database, agent, last_change(database.engine))
    except BaseException:
        database.close()
        raise


def get_ready(address: str) -> Database | None:
    """Bring in what opening such a base takes, without going near it; None if it cannot be one."""
    if sqlite_path(address) is not None:
        passwords.get_ready()
    try:
        return Database(open_engine(address))
    except Refused:
        return None  # it will be said when it is opened


def open_unsigned(address: str) -> Backoffice:
    """For night jobs and upkeep: with the rights of whoever holds the file or the address."""
    return Backoffice(bare(address), open_database(address), SYSTEM)


def open_as_holder(address: str) -> Backoffice:
    """For whoever holds the file of an embedded base, and could read it all the same."""
    return Backoffice(bare(address), open_database(address), FOUNDER)


def open_founding(address: str) -> Backoffice:
    """To make the first agents of a base that has none. Refused as soon as it has one."""
    database = open_database(address)
    with database.read(SYSTEM) as work:
        empty = nobody_yet(work)
    if not empty:
        database.close()
        raise Refused(
            "Cette base a déjà des agents : ajoutez --as IDENTIFIANT d’un administrateur."
        )
    return Backoffice(bare(address), database, FOUNDER)


def visit(address: str) -> str:
    """Whether one could work there: a French sentence that says yes, or the one that says why not.

    A server wants a login before it says anything else: that it asks is already an answer.
    """
    refuse_missing_file(address)
    engine = open_engine(address)
    try:
        if engine.dialect.name == "postgresql" and not engine.url.username:
            return _rings(engine)
        schema.check(engine)
        return "La base répond, et c’est bien une base de ce programme."
    finally:
        engine.dispose()


def found(address: str, login: str, name: str, password: str) -> Hired:
    """Make an embedded base that was not there, and its first administrator. Whole or not at all."""
    path = sqlite_path(address)
    if path is None or path.exists():
        raise Refused("Il y a déjà quelque chose à cet endroit : choisissez un autre fichier.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"Ce dossier ne peut pas être créé : {path.parent}.") from error
    from backoffice.agents.services import add_agent

    engine = open_engine(address)
    try:
        schema.upgrade(engine)
        with Database(engine).work(FOUNDER) as work:
            made = add_agent(work, login, name, Role.ADMINISTRATOR, password)
    except BaseException:
        engine.dispose()
        for beside in ("", "-wal", "-shm"):
            Path(f"{path}{beside}").unlink(missing_ok=True)
        raise
    engine.dispose()
    return made


def _rings(engine: Engine) -> str:
    try:
        knock(engine)
    except Denied:
        return "Le serveur répond. Il vous demandera votre identifiant."
    return "Le serveur répond."


def open_database(address: str, login: str | None = None, password: str | None = None) -> Database:
    """The engine, once the schema is known to be ours, with the clock the base goes by."""
    refuse_missing_file(address)
    engine = open_engine(address, login, password)
    try:
        if engine.dialect.name == "postgresql":
            knock(engine)
        schema.check(engine)
        return Database(engine, clock_of(engine))
    except BaseException:
        engine.dispose()
        raise


def clock_of(engine: Engine) -> Callable[[], datetime]:
    """The server's clock, this PC's for an embedded base, an invented one on a demo base.

    Told once and then counted here: each work would otherwise cost a question more.
    """
    try:
        with engine.connect().execution_options(writing=False) as connection:
            demo = connection.execute(select(setting.c.value).where(setting.c.key == "demo"))
            if demo.scalar() is True:
                said = os.environ.get(NOW)
                told = (
                    read_instant(said, NOW)
                    if said
                    else connection.execute(select(demo_clock.c.now))
                )
                now = told if isinstance(told, datetime) else told.scalar()
                return counted_from(now) if now is not None else system_clock
            if engine.dialect.name == "sqlite":
                return system_clock
            found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            return counted_from(found.astimezone(UTC))
    except DBAPIError as error:
        raise translated(error) from error


def counted_from(start: datetime) -> Callable[[], datetime]:
    """A clock that shows `start` now and goes on at its pace, whatever is done to the PC's."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def refuse_missing_file(address: str) -> None:
    """SQLite would make an empty base of a mistyped path: say that there is none."""
    if (path := sqlite_path(address)) is None:
        return
    if not path.exists():
        raise Refused(f"Il n’y a pas de base à cet endroit : {path}.")
    if path.is_dir():
        raise Refused(f"C’est un dossier, pas une base : {path}.")


def remember(address: str, login: str, path: Path | None = None) -> Settings:
    """Keep for next time where the base is and who signed in."""
    known = kept.load(path)
    made = replace(known, database=bare(address), login=login)
    if made != known:
        kept.save(made, path)
    return made


def secrets() -> Secrets:
    return SystemSecrets()


def read_instant(said: str, name: str) -> datetime:
    """« 2026-11-19T10:42 » is an hour of the town, unless it says its zone."""
    try:
        read = datetime.fromisoformat(said)
    except ValueError as error:
        raise Refused(
            f"{name} n’est pas une date : « {said} ». Exemple : 2026-11-19T10:42."
        ) from error
    return (read if read.tzinfo else read.replace(tzinfo=PARIS)).astimezone(UTC)
