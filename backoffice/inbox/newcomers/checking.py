"""What an agent should look at before opening a dossier; what the family is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.duplicates import Candidate
from backoffice.inbox.advice import Finding, Level
from backoffice.inbox.facts import Asked
from backoffice.inbox.newcomers.answers import LEFT_OUT
from backoffice.inbox.newcomers.choosing import Chosen
from backoffice.inbox.newcomers.form import Form
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.errors import Refused
from backoffice.kernel.text import fold
from backoffice.subscribers.tables import account

OK, LOOK, NO = Level.FAVOURABLE, Level.TO_CHECK, Level.UNFAVOURABLE


class Offered(NamedTuple):
    """An activity that is asked for."""

    label: str
    is_open: bool


class Asker(NamedTuple):
    """The account that asks, as it says it."""

    name: str
    last_name: str
    verified_by: str


People = Mapping[str, Asker]


def people(work: Work, requests: Sequence[Asked]) -> People:
    a = account.c
    ids = {asked.account_id for asked in requests if asked.account_id}
    query = select(a.id, a.display_name, a.last_name, a.verified_by)
    rows = work.rows(query.where(among(work.dialect, a.id, ids))) if ids else ()
    return {row.id: Asker(*(value or "" for value in row[1:])) for row in rows}


def findings(
    asked: Asked,
    form: Form,
    near: Sequence[Candidate] | None,
    activities: Mapping[int, Offered],
    known: People,
) -> list[Finding]:
    """Without `near`, nobody was looked for: it has its answer."""
    found = [*_form(form)]
    found += [] if near is None else [_likeness(asked, near)]
    found += _account(asked, form, known)
    found += _wishes(form, activities)
    return found


def check_people(near: Iterable[Candidate]) -> None:
    """Raise Refused while somebody has to say that a person is not who they look like."""
    for home in near:
        for one in home.matches:
            if one.score >= SURE:
                raise Refused(
                    f"{one.name} est sans doute déjà connu(e) (dossier n° {home.family_id}, "
                    f"{home.label} : {', '.join(one.reasons)}). Dites si c’est la même personne."
                )


SURE = 85


def summary(chosen: Chosen, activities: Mapping[int, Offered], message: str) -> str:
    """What the family reads: what was granted and what was not, then the agent's words."""
    said = []
    for verb, words in (
        (Verb.ACCEPT, "Inscriptions acceptées"),
        (Verb.WAITLIST, "En liste d’attente"),
        (Verb.REFUSE, "Inscriptions refusées"),
    ):
        listed = [
            f"{activities[one.wish.activity_id].label} ({chosen.form.children[one.wish.child].name})"
            for one in chosen.wishes
            if one.verb is verb
        ]
        said += [f"{words} : {', '.join(listed)}."] if listed else []
    answered = zip(chosen.form.people, (*chosen.guardians, *chosen.children), strict=True)
    left_out = [part.name for part, who in answered if who == LEFT_OUT]
    said += [f"Non repris au dossier : {', '.join(left_out)}."] if left_out else []
    return "\n".join(filter(None, (" ".join(said), chosen.message or message)))


def _said(rule: str, level: Level, label: str, sentence: str) -> Finding:
    return Finding(rule, level, {"label": label, "sentence": sentence})


def _form(form: Form) -> Iterator[Finding]:
    flaws = list(form.flaws())
    if not flaws:
        yield _said("form", OK, "Formulaire", "complet")
    for where, flaw in flaws:
        yield _said("flaw", LOOK, "Saisie", f"{where} : {flaw}")


def _likeness(asked: Asked, near: Sequence[Candidate]) -> Finding:
    adding = asked.kind != Kind.FAMILY_CREATION
    if not near:
        return _said("likeness", OK, "Doublon", "aucune famille connue ne lui ressemble")
    best = near[0]
    where = (
        "ce dossier" if adding and best.family_id == asked.family_id else f"famille {best.label}"
    )
    words = f"{where}, {best.score} % : {best.reasons[0]}"
    return _said("likeness", LOOK, "Doublon", words)


def _account(asked: Asked, form: Form, known: People) -> Iterator[Finding]:
    asker = known.get(asked.account_id or "")
    if asker is None or asked.kind != Kind.FAMILY_CREATION:
        return
    names = {fold(str(one.values.get("last_name") or "")) for one in form.guardians}
    if asker.last_name and fold(asker.last_name) not in names:
        yield _said("asker", LOOK, "Compte", f"{asker.name} n’a le nom d’aucun responsable déclaré")
    if asker.verified_by == "franceconnect":
        yield _said("identity", OK, "Identité", "vérifiée par FranceConnect")


def _wishes(form: Form, activities: Mapping[int, Offered]) -> Iterator[Finding]:
    closed = [
        activities[wish.activity_id].label
        for wish in form.wishes
        if not activities[wish.activity_id].is_open
    ]
    for label in dict.fromkeys(closed):
        yield _said("wish", LOOK, "Inscription", f"les inscriptions à {label} sont fermées")
    if form.wishes and not closed:
        labels = dict.fromkeys(activities[wish.activity_id].label for wish in form.wishes)
        yield _said("wish", OK, "Inscription", f"inscriptions ouvertes : {', '.join(labels)}")
