"""One base an engine for all that only looks at the shape of the contract."""

import shutil
from collections.abc import Iterator

import pytest

from backoffice.database import schema
from backoffice.database.engine import open_engine
from backoffice.database.work import Database


@pytest.fixture(scope="module")
def postgresql_contract(request: pytest.FixtureRequest) -> Iterator[Database]:
    """With the groups and grants of its own name, which a copied base does not have."""
    cluster = request.getfixturevalue("cluster")
    name = "t_contract"
    address = cluster.create(name, request.getfixturevalue("postgresql_template"))
    opened = Database(open_engine(address))
    schema.upgrade(opened.engine)
    yield opened
    opened.close()
    cluster.drop(name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def contract_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql_contract")
        return
    path = tmp_path_factory.mktemp("contract") / "base.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    opened = Database(open_engine(f"sqlite:///{path}"))
    yield opened
    opened.close()
