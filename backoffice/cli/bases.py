"""Which base a command works on, and as whom."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from backoffice import app, settings
from backoffice.app import Backoffice
from backoffice.cli.say import Asked
from backoffice.kernel.address import bare, sqlite_path
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM

PASSWORD = "BACKOFFICE_PASSWORD"  # noqa: S105  the name of a variable
DEMO_LOGIN = "instructeur"
DEMO_PASSWORD = "demo"  # noqa: S105  what everyone may know, on demo bases only


def address_of(asked: Namespace) -> str:
    """--database, else BACKOFFICE_DATABASE, else what this PC remembers."""
    found = asked.database or os.environ.get(settings.ADDRESS, "") or settings.load().database
    if not found:
        raise Asked("Dites sur quelle base : --database URL, ou BACKOFFICE_DATABASE.")
    return str(found)


@contextmanager
def reading(asked: Namespace) -> Iterator[Backoffice]:
    """To look: as the agent named, or with the rights of whoever holds the file."""
    address = address_of(asked)
    on_file = sqlite_path(address) is not None
    opened = (
        app.open_unsigned(address) if on_file and not asked.login else _signed_in(asked, address)
    )
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def acting(asked: Namespace) -> Iterator[Backoffice]:
    """To change something: as an agent, always."""
    opened = _signed_in(asked, address_of(asked))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def upkeep(asked: Namespace) -> Iterator[Backoffice]:
    """Night jobs: as the agent named, or with the rights the address itself gives."""
    address = address_of(asked)
    opened = _signed_in(asked, address) if asked.login else app.open_unsigned(address)
    try:
        yield opened
    finally:
        opened.close()


def sign_in(asked: Namespace, address: str) -> Backoffice:
    """As --as says, for the window: the caller closes it."""
    return _signed_in(asked, address)


def _signed_in(asked: Namespace, address: str) -> Backoffice:
    login = asked.login or _remembered(address)
    demo = _is_demo(address) if not (login and os.environ.get(PASSWORD)) else False
    if not login and demo:
        login = DEMO_LOGIN
    if not login and sqlite_path(address) is None:
        return app.open_signed_in(address, "", "")  # the address says who: the server knows them
    if not login:
        raise Asked("Dites qui agit : --as IDENTIFIANT.")
    return app.open_signed_in(address, login, password_of(address, login, demo=demo))


def password_of(address: str, login: str, *, demo: bool = False) -> str:
    """BACKOFFICE_PASSWORD, else the keyring, else asked at the keyboard: never an argument."""
    if found := os.environ.get(PASSWORD):
        return found
    if kept := app.secrets().get(bare(address), login):
        return kept
    if demo:
        return DEMO_PASSWORD
    if sys.stdin.isatty():
        return getpass.getpass(f"Mot de passe de {login} : ")
    raise Asked(
        f"Donnez le mot de passe de {login} dans {PASSWORD}, ou gardez-le dans le trousseau."
    )


def _remembered(address: str) -> str:
    kept = settings.load()
    return kept.login if kept.database == bare(address) else ""


def _is_demo(address: str) -> bool:
    from backoffice.database import options

    try:
        opened = app.open_unsigned(address)
    except Refused:
        return False  # the server wants to know who asks, before anything else
    try:
        with opened.database.read(SYSTEM) as work:
            return options.read(work, "demo", default=False) is True
    finally:
        opened.close()
