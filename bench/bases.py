"""A fresh base of each kind for as long as a block lasts."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from backoffice.database import schema
from backoffice.database.engine import open_engine
from tests.support.postgres import Cluster, running

ENGINES = ("sqlite", "postgresql")


class Bases:
    """Makes upgraded bases; each can be copied as it stands, so that a bench repeats on the same one."""

    def __init__(self, folder: Path, cluster: Cluster | None) -> None:
        self.folder, self.cluster, self.made = folder, cluster, 0

    def fresh(self, kind: str) -> str:
        address = self._name(kind)
        if kind == "postgresql":
            assert self.cluster is not None
            self.cluster.create(address.rpartition("/")[2])
        engine = open_engine(address)
        schema.upgrade(engine)
        engine.dispose()
        return address

    def copy(self, address: str) -> str:
        """Another base with the same rows; nobody may be connected to the first."""
        if address.startswith("sqlite"):
            made = self._name("sqlite")
            shutil.copyfile(address.removeprefix("sqlite:///"), made.removeprefix("sqlite:///"))
            return made
        assert self.cluster is not None
        made = self._name("postgresql")
        return self.cluster.create(made.rpartition("/")[2], address.rpartition("/")[2])

    def drop(self, address: str) -> None:
        if address.startswith("sqlite"):
            for end in ("", "-wal", "-shm"):
                Path(address.removeprefix("sqlite:///") + end).unlink(missing_ok=True)
        else:
            assert self.cluster is not None
            self.cluster.drop(address.rpartition("/")[2])

    def _name(self, kind: str) -> str:
        self.made += 1
        if kind == "sqlite":
            return f"sqlite:///{self.folder / f'bench{self.made}.db'}"
        assert self.cluster is not None
        return self.cluster.url(f"bench{self.made}")


@contextmanager
def bases(kinds: tuple[str, ...] = ENGINES) -> Iterator[Bases]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        cluster = stack.enter_context(running()) if "postgresql" in kinds else None
        yield Bases(folder, cluster)


@contextmanager
def opened(address: str) -> Iterator[Engine]:
    engine = open_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()
