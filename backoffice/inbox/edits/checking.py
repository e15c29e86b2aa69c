"""What an agent should look at before answering edits: the advice on a dossier's request. Pure,
but for reading who asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import guardian
from backoffice.inbox.advice import Finding, Level
from backoffice.inbox.edits.asked import PENDING, AskedField
from backoffice.inbox.edits.choosing import names
from backoffice.inbox.facts import Asked
from backoffice.inbox.workflow import Kind
from backoffice.kernel.text import fold
from backoffice.subscribers.tables import account

OK, LOOK, NO = Level.FAVOURABLE, Level.TO_CHECK, Level.UNFAVOURABLE
_IDENTITY = frozenset({"last_name", "first_name", "birth_date", "sex", "civility"})


class Account(NamedTuple):
    """Who asks, as the account says it."""

    id: str
    name: str
    last_name: str
    email: str
    verified_by: str


@dataclass(slots=True)
class People:
    """The accounts that ask, and the guardians of the families they ask for."""

    accounts: dict[str, Account] = field(default_factory=dict)
    last_names: dict[int, list[str]] = field(default_factory=dict)  # of a family's guardians


def people(work: Work, requests: Sequence[Asked], families: Collection[int]) -> People:
    ids = {asked.account_id for asked in requests if asked.account_id}
    a, g = account.c, guardian.c
    query = select(a.id, a.display_name, a.last_name, a.email, a.verified_by)
    found = People()
    if ids:
        found.accounts = {
            row.id: Account(*(value or "" for value in row))
            for row in work.rows(query.where(among(work.dialect, a.id, ids)))
        }
    named: defaultdict[int, list[str]] = defaultdict(list)
    theirs = select(g.family_id, g.last_name).where(among(work.dialect, g.family_id, families))
    for row in work.rows(theirs):
        named[row.family_id].append(row.last_name)
    found.last_names = dict(named)
    return found


def findings(
    asked: Asked, fields: Sequence[AskedField], changed: Mapping[int, Any], about: People
) -> list[Finding]:
    """Every check that bears on the fields still to answer."""
    pending = [one for one in fields if one.state == PENDING]
    if not pending:
        return [_said("fields", LOOK, "Champs", "rien ne changerait dans le dossier")]
    found = [*_alerts(pending), *_of_fields(pending, changed)]
    found += _bank(asked, pending, about)
    found += _of_account(asked, pending, about)
    return found


def _said(rule: str, level: Level, label: str, sentence: str) -> Finding:
    return Finding(rule, level, {"label": label, "sentence": sentence})


def _alerts(pending: Iterable[AskedField]) -> Iterator[Finding]:
    for words in dict.fromkeys(one.alert for one in pending if one.alert):
        yield _said("alert", LOOK, "Alerte", words)


def _of_fields(pending: Sequence[AskedField], changed: Mapping[int, Any]) -> Iterator[Finding]:
    flawed = [one for one in pending if one.flaw]
    plain = [one for one in pending if not (one.flaw or one.sensitive or one.id in changed)]
    if plain:
        yield _said("fields", OK, "Champs", f"{names(plain)} : à mettre à jour")
    level = NO if len(flawed) == len(pending) else LOOK
    for one in flawed:
        yield _said("flaw", level, "Saisie", f"{one.label} : {one.flaw}")
    if sensitive := [one for one in pending if one.sensitive and not one.flaw]:
        yield _said("sensitive", LOOK, "Sensible", f"{names(sensitive)} : à cocher soi-même")
    if since := [one for one in pending if one.id in changed]:
        words = f"{names(since)} : modifié au dossier depuis l’envoi"
        yield _said("changed", LOOK, "Entre-temps", words)


def _bank(asked: Asked, pending: Sequence[AskedField], about: People) -> Iterator[Finding]:
    if asked.kind != Kind.BANK_CHANGE:
        return
    if any(one.key.field == "iban_masked" and not one.flaw for one in pending):
        yield _said("iban", OK, "IBAN", "clé de contrôle juste, banque connue")
    for one in pending:
        if one.key.field == "bank_holder" and not one.flaw:
            yield _holder(str(one.asked or ""), about.last_names.get(asked.family_id, []))


def _holder(typed: str, last_names: Sequence[str]) -> Finding:
    words = set(fold(typed).split())
    if any(words.intersection(fold(name).split()) for name in last_names):
        return _said("holder", OK, "Titulaire", "porte le nom d’un responsable")
    return _said("holder", LOOK, "Titulaire", "ne porte le nom d’aucun responsable de la famille")


def _of_account(asked: Asked, pending: Sequence[AskedField], about: People) -> Iterator[Finding]:
    asker = about.accounts.get(asked.account_id or "")
    if asker is None:
        return
    known = {fold(name) for name in about.last_names.get(asked.family_id, [])}
    if asker.last_name and known and fold(asker.last_name) not in known:
        words = f"{asker.name} n’a le nom d’aucun responsable de la famille"
        yield _said("asker", LOOK, "Compte", words)
    touched = {one.key.field for one in pending}
    if asker.verified_by == "franceconnect" and (
        touched & _IDENTITY or asked.kind == Kind.BANK_CHANGE
    ):
        yield _said("identity", OK, "Identité", "vérifiée par FranceConnect")
    mail = next((one for one in pending if one.key.field == "email" and not one.flaw), None)
    theirs = mail is not None and fold(str(mail.base or "")) == fold(asker.email)
    if theirs and asker.email:
        words = f"le compte garde son identifiant, {asker.email}"
        yield _said("email", OK, "E-mail", words)
