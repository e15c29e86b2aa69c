"""A PostgreSQL of the tests' own: started when asked for, gone with the process that asked."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

OWNER = "owner"
STARTS = 5
MEMORY = Path("/dev/shm")  # noqa: S108 — the folder made there has a name of its own
ROOMY = 4 << 30

# The owner comes in freely, everybody else by password, as at a town hall.
HBA = f"""\
local all {OWNER} trust
host  all {OWNER} 127.0.0.1/32 trust
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
"""

# Nothing here has to survive a power cut.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
listen_addresses = '127.0.0.1'
max_connections = 100
jit = off
timezone = 'UTC'
"""

# Ends, with all it wrote, as soon as its input closes: even a killed test run leaves no server.
KEEPER = """
trap '' INT TERM HUP
"$1/pg_ctl" -s -w -D "$2/data" -l "$2/log" -o "-p $3 -k $2" start && echo started
cat > "$2/until"
"$1/pg_ctl" -s -w -D "$2/data" -m immediate stop
rm -rf "$2"
"""


class Cluster:
    """A running server. Its superuser `owner` needs no password; any other login does."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, dbname: str, user: str | None = None, password: str | None = None) -> str:
        secret = f":{quote(password, safe='')}" if password else ""
        name = quote(user or OWNER, safe="")
        return f"postgresql://{name}{secret}@127.0.0.1:{self.port}/{quote(dbname, safe='')}"

    def create(self, dbname: str, template: str | None = None) -> str:
        """Make a database, as a copy of another if asked (nobody may be connected to that one)."""
        model = (
            sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        )
        self._execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(dbname), model))
        return self.url(dbname)

    def drop(self, dbname: str) -> None:
        """Drop a database, whoever is still connected to it."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._execute(drop.format(sql.Identifier(dbname)))

    def execute(self, statement: str, dbname: str = "postgres") -> None:
        """Run one statement as the owner, outside any transaction."""
        self._execute(sql.SQL(statement), dbname)

    def _execute(self, statement: sql.Composable, dbname: str = "postgres") -> None:
        with psycopg.connect(self.url(dbname), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running() as cluster:
        yield cluster


@contextmanager
def running() -> Iterator[Cluster]:
    """Start a server for as long as the block lasts."""
    programs = bindir()
    for _ in range(STARTS):
        folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_memory()))
        keeper, port = _start(programs, folder)
        assert keeper.stdin
        assert keeper.stdout
        try:
            if keeper.stdout.readline() == b"started\n":
                yield Cluster(port)
                return
            # Most likely another program took the port meanwhile: try the next one.
            log = _read(folder / "log")
        finally:
            keeper.stdin.close()
            keeper.wait()
            keeper.stdout.close()
    pytest.fail(f"PostgreSQL does not start:\n{log}", pytrace=False)


def bindir() -> Path:
    """Where the server's programs are; without them half our promises are untried: a failure."""
    places = []
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        places.append(Path(told.stdout.strip()))
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if initdb := shutil.which("initdb"):
        places.append(Path(initdb).resolve().parent)
    for place in places:
        if shutil.which("initdb", path=place) and shutil.which("pg_ctl", path=place):
            return place
    return pytest.fail(
        "PostgreSQL is not installed: run « python3 tools/dev.py setup » as root, "
        "or « apt-get install postgresql ».",
        pytrace=False,
    )


def _start(programs: Path, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    data, who = folder / "data", _somebody()
    if who:
        shutil.chown(folder, who)
    init = ["-D", data, "-U", OWNER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(
        [programs / "initdb", *init], user=who, cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    (data / "pg_hba.conf").write_text(HBA)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    port = _free_port()
    keeper = subprocess.Popen(
        ["sh", "-c", KEEPER, "keeper", programs, folder, str(port)],
        user=who,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # an interrupt at the keyboard is for the tests alone
    )
    return keeper, port


def _memory() -> Path | None:
    """A folder in memory if it is roomy: a base is then copied in 20 ms instead of 200."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOMY else None


def _somebody() -> str | None:
    """PostgreSQL refuses to run as root: whom to run it as instead."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _read(log: Path) -> str:
    return log.read_text(errors="replace") if log.exists() else "(no log)"
