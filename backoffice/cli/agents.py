"""`backoffice agents …`: accounts, on the embedded base and on a server alike."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from argparse import Namespace

from backoffice import app
from backoffice.agents import queries, services
from backoffice.cli import bases
from backoffice.cli.say import Asked, answer, table
from backoffice.database.work import Work
from backoffice.kernel.address import sqlite_path
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Role
from backoffice.kernel.text import fold

NEW_PASSWORD = "BACKOFFICE_NEW_PASSWORD"  # noqa: S105  the name of a variable
ROLES = {
    Role.READER: "lecture",
    Role.INSTRUCTOR: "instruction",
    Role.SITE_MANAGER: "responsable de site",
    Role.REGIE: "régie",
    Role.ADMINISTRATOR: "administration",
}


def add(asked: Namespace) -> int:
    """On a base without agents, whoever holds it makes the first one."""
    opened = _opened(asked)
    password, given = _new_password(asked.new_login, founding=opened.agent.id == 0)
    try:
        with opened.database.work(opened.agent) as work:
            made = services.add_agent(
                work,
                asked.new_login,
                asked.name or asked.new_login,
                Role(asked.role),
                password,
                _sites(work, asked.facility),
            )
    finally:
        opened.close()
    lines = [f"Agent ajouté : {made.login} ({ROLES[made.role]})."]
    if given:
        lines.append(f"Mot de passe à lui remettre, montré cette seule fois : {password}")
    told = {"id": made.id, "login": made.login, "name": made.name, "role": made.role}
    return answer(asked, told | ({"password": password} if given else {}), *lines)


def list_all(asked: Namespace) -> int:
    opened = _opened(asked, reading=True)
    try:
        with opened.database.read(opened.agent) as work:
            found = queries.list_agents(work, disabled=not asked.active)
    finally:
        opened.close()
    rows = [
        (
            row.login,
            row.name,
            ROLES[row.role] + (f" ({', '.join(row.facilities)})" if row.facilities else ""),
            "désactivé" if row.disabled_at else "",
        )
        for row in found
    ]
    return answer(asked, found, *table(rows))


def disable(asked: Namespace) -> int:
    with bases.acting(asked) as opened, opened.database.work(opened.agent) as work:
        services.disable_agent(work, asked.gone_login)
    return answer(asked, {"disabled": asked.gone_login}, f"Agent désactivé : {asked.gone_login}.")


def _opened(asked: Namespace, *, reading: bool = False) -> app.Backoffice:
    """As the administrator named; unnamed, as the founder of a base that has no agent yet.

    Whoever holds an embedded base could read its agents in the file: they may list them.
    """
    address = bases.address_of(asked)
    if asked.login:
        return bases.sign_in(asked, address)
    if reading and sqlite_path(address) is not None:
        return app.open_as_holder(address)
    try:
        return app.open_founding(address)
    except Refused:
        return bases.sign_in(asked, address)


def _sites(work: Work, named: list[str]) -> list[int]:
    known = {fold(label): site for site, label in queries.facilities(work)}
    unknown = [name for name in named if fold(name) not in known and not name.isdigit()]
    if unknown:
        raise Refused(f"Aucun établissement ne s’appelle « {unknown[0]} ».")
    return [known[fold(name)] if fold(name) in known else int(name) for name in named]


def _new_password(login: str, *, founding: bool) -> tuple[str, bool]:
    """From the environment, the keyboard or a pipe; otherwise made up, and shown once."""
    found = os.environ.get(NEW_PASSWORD) or (os.environ.get(bases.PASSWORD) if founding else None)
    if found:
        return found, False
    if sys.stdin is not None and sys.stdin.isatty():
        typed = getpass.getpass(f"Mot de passe pour {login} : ")
        if typed != getpass.getpass("Encore une fois : "):
            raise Asked("Les deux mots de passe ne sont pas les mêmes.")
        return typed, False
    return secrets.token_urlsafe(15), True
