"""Addresses are read before SQLAlchemy is there, and read as it reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from backoffice.kernel.address import bare, file_at, sqlite_path

TYPED = st.text("sqlitepogre+:/@?&=%20[]é. ~\\", max_size=30)
BEGUN = st.sampled_from(
    ["", "sqlite:///", "sqlite+pysqlite:////", "postgresql://", "postgresql://claire:x@serveur"]
)


def read(address: str) -> URL | None:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        return None


def without_password(url: URL) -> str:
    query = {key: value for key, value in url.query.items() if key != "password"}
    kept = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, query)
    return kept.render_as_string()


@given(BEGUN, TYPED)
def test_an_address_is_shown_as_the_engine_reads_it(begun, typed):
    address = begun + typed
    url = read(address)
    if url is not None:
        assert bare(address) == without_password(url)


@given(BEGUN, TYPED)
def test_a_file_is_the_one_the_engine_opens(begun, typed):
    address = begun + typed
    url = read(address)
    embedded = url is not None and url.get_backend_name() == "sqlite" and bool(url.database)
    expected = file_at(url.database) if embedded else None
    if url is not None:
        assert sqlite_path(address) == expected


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "postgresql://claire:secret@serveur:5433/enfance",
            "postgresql://claire@serveur:5433/enfance",
        ),
        ("postgresql://serveur/enfance?password=secret", "postgresql://serveur/enfance"),
        ("postgresql://claire:se@serveur:cret@lost", "postgresql://claire@serveur"),
        ("postgresql://claire@[::1]/enfance", "postgresql://claire@[::1]/enfance"),
        ("rien de tel", "rien de tel"),
    ],
)
def test_no_password_is_kept_or_shown(address, shown):
    assert bare(address) == shown


def test_a_stranger_has_no_folder_here():
    assert str(file_at("~nobody-of-this-name/x.db")) == "~nobody-of-this-name/x.db"


def test_a_server_has_no_file():
    assert sqlite_path("postgresql://serveur/enfance") is None
    assert sqlite_path("sqlite://") is None
