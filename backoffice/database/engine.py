"""How a database is opened: the manners of SQLite and of PostgreSQL, and what may not be opened."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from backoffice.kernel.address import bare, file_at
from backoffice.kernel.errors import Refused

_LOCAL = {None, "", "localhost", "127.0.0.1", "::1"}
# What is wiped (a code that a family typed) leaves no trace in the file.
_PRAGMAS = ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON")


def open_engine(
    address: str, login: str | None = None, password: str | None = None, *, busy: int = 5000
) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://host/base`.

    `busy` is how many milliseconds a writer waits for another. Raises Refused for any other kind
    of address, and for an embedded base on a network share (reliability I24).
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # the second for a port that is none
        raise Refused(f"« {bare(address)} » n’est pas une adresse de base de données.") from error
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy)
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, login, password)
    raise Refused("L’adresse de la base commence par sqlite:/// ou postgresql://.")


def _sqlite(url: URL, busy: int) -> Engine:
    path = url.database or ""
    if path.startswith(("\\\\", "//")):
        raise Refused(
            "Une base embarquée ne peut pas être sur un partage réseau : "
            "copiez-la sur ce poste, ou passez à PostgreSQL."
        )
    if path:
        path = str(file_at(path))
    engine = create_engine(url.set(database=path), connect_args={"timeout": busy / 1000})

    @event.listens_for(engine, "connect")
    def manners(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout = {busy}")
        if os.access(path, os.W_OK):
            connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its turn at once: two that read first would both believe the place is free.
        writing = connection.get_execution_options().get("writing", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql(url: URL, login: str | None, password: str | None) -> Engine:
    given = url.set(drivername="postgresql+psycopg")
    if login:
        given = given.set(username=login, password=password)
    arguments: dict[str, Any] = {
        "connect_timeout": 5,
        "application_name": "backoffice",
        "options": "-c lock_timeout=3000 -c statement_timeout=60000 -c timezone=UTC "
        "-c idle_in_transaction_session_timeout=60000",
        "keepalives_idle": 10,
        "tcp_user_timeout": 5000,
    }
    host = given.host or str(given.query.get("host", ""))
    if host not in _LOCAL and not host.startswith("/") and "sslmode" not in given.query:
        arguments["sslmode"] = "verify-full"  # what crosses the network is encrypted, or refused
    engine = create_engine(
        given, pool_size=5, max_overflow=3, pool_pre_ping=True, connect_args=arguments
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("writing", True):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    return engine
