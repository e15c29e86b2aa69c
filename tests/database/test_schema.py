"""The schema of a base: brought to ours in one go, recognised, or refused in a French sentence."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import backoffice.activities.tables
import backoffice.agents.tables
import backoffice.documents.tables
import backoffice.families.tables
import backoffice.inbox.tables
import backoffice.planning.tables
import backoffice.portal.tables
import backoffice.subscribers.tables  # noqa: F401  every table is known before they are compared
from backoffice.database import schema
from backoffice.database.base import metadata
from backoffice.database.engine import open_engine
from backoffice.inbox.workflow import BUILT_IN, NEXT, Kind, Queue, Status
from backoffice.kernel.errors import Refused, Unavailable
from backoffice.planning.slots import ARROWS, COUNTED, SlotStatus
from backoffice.portal import words


@pytest.fixture
def engine(database):
    return database.engine


def _is_declared(_object, name, *_):
    """The index of words is each database's own: only a revision can say it."""
    return not (name or "").startswith(
        ("search_word", "account_word", "ix_search_entry_words", "ix_account_words")
    )


def test_the_base_is_what_the_tables_say(engine):
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_object": _is_declared}
        context = MigrationContext.configure(connection, opts=opts)
        found = compare_metadata(context, metadata)
    assert found == []


def test_upgrading_again_changes_nothing(engine):
    schema.upgrade(engine)
    schema.check(engine)


def test_the_words_of_the_base_are_those_of_the_program(engine):
    with engine.connect() as connection:
        told = {
            table: connection.execute(text(f"SELECT * FROM {table}")).all()
            for table in (
                "slot_status",
                "slot_arrow",
                "request_status",
                "request_arrow",
                "request_kind",
            )
        }
        rules = dict(
            connection.execute(text("SELECT name, id FROM rule WHERE condition = 'built_in'")).all()
        )
    assert {tuple(row) for row in told["slot_arrow"]} == {
        tuple(map(str, arrow)) for arrow in ARROWS
    }
    assert {row.status for row in told["slot_status"] if row.counted} == COUNTED
    assert {row.status for row in told["slot_status"]} == set(SlotStatus)
    assert {tuple(row) for row in told["request_arrow"]} == {
        (str(start), str(end)) for start, ends in NEXT.items() for end in ends
    }
    assert {row.status for row in told["request_status"]} == set(Status)
    assert {row.kind for row in told["request_kind"]} == {*Kind, "unknown"}
    assert set(words.KINDS) == set(Kind)
    assert rules == {str(rule): number for rule, number in BUILT_IN.items()}
    assert len(Queue) == 7


@pytest.mark.parametrize(("revision", "sentence"), [("0003", "ancienne"), ("9999", "récente")])
def test_another_revision_is_said_and_left_alone(engine, revision, sentence):
    with engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    with pytest.raises(Refused, match=sentence):
        schema.check(engine)
    if revision > schema.HEAD:
        with pytest.raises(Refused, match=sentence):
            schema.upgrade(engine)
        with engine.connect() as connection:
            assert schema.revision(connection) == revision


def test_a_base_of_another_program_is_left_alone(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/autre.db")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE client (id INTEGER)"))
    for attempt in (schema.check, schema.upgrade):
        with pytest.raises(Refused, match="n’est pas une base de ce programme"):
            attempt(engine)
    engine.dispose()


def test_an_empty_base_says_what_to_do(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/vide.db")
    with pytest.raises(Refused, match="database upgrade"):
        schema.check(engine)
    engine.dispose()


def test_a_file_that_is_no_base_is_said(tmp_path):
    path = tmp_path / "photo.db"
    path.write_bytes(b"\x89PNG\r\n" * 400)
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(Unavailable, match="n’est pas une base"):
        schema.check(engine)
    engine.dispose()


def test_an_upgrade_that_fails_leaves_nothing(tmp_path, monkeypatch):
    engine = open_engine(f"sqlite:///{tmp_path}/base.db")
    monkeypatch.setattr(
        "backoffice.portal.out_views.CONTRACT_VERSION", "'"
    )  # the last revision breaks
    with pytest.raises(Exception, match=r"syntax error|unrecognized"):
        schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.revision(connection) is None
    engine.dispose()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://serveur/base", "sqlite:/// ou postgresql://"),
        ("n’importe quoi", "n’est pas une adresse"),
        ("sqlite://///serveur/partage/base.db", "partage réseau"),
    ],
)
def test_an_address_that_cannot_be_opened_is_said(address, sentence):
    with pytest.raises(Refused, match=sentence):
        open_engine(address)


def test_what_crosses_the_network_is_encrypted_or_refused(cluster):
    # No certificate on either side: a server named as one across the network must be refused.
    far = cluster.url("postgres").replace("127.0.0.1", "valcourt.invalid") + "?hostaddr=127.0.0.1"
    engine = open_engine(far)
    with pytest.raises(Unavailable):
        schema.check(engine)
    near = open_engine(cluster.url("postgres"))
    assert "sslmode" not in near.dialect.create_connect_args(near.url)[1]
    near.dispose()
    engine.dispose()
