"""Commands, as a script or an agent at a prompt runs them."""

from uuid import uuid4

import pytest

from backoffice.agents import services
from backoffice.cli import main
from backoffice.database import schema
from backoffice.kernel.permissions import Role

PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def run(capsys, address, clock, monkeypatch):
    """A command on the base, as whoever; its code, its answer and what it complained of."""
    monkeypatch.setenv("BACKOFFICE_DATABASE", address)
    monkeypatch.setattr("backoffice.app.clock_of", lambda _engine: clock)  # the tests’ own day

    def call(*words):
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def claire(database, admin, monkeypatch):
    """An instructor of this base; her password is in the environment."""
    schema.upgrade(database.engine)
    login = f"c{uuid4().hex[:10]}"
    with database.work(admin) as work:
        services.add_agent(work, login, "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    monkeypatch.setenv("BACKOFFICE_PASSWORD", PASSWORD)
    return login
