"""The form of a request as a screen shows it, beside the families it looks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.duplicates import Candidate
from backoffice.families.tables import child, family, family_child, guardian
from backoffice.inbox import advice
from backoffice.inbox.facts import gather
from backoffice.inbox.newcomers.branch import Newcomers
from backoffice.inbox.newcomers.choosing import guessed
from backoffice.inbox.newcomers.form import Form, Part
from backoffice.inbox.newcomers.reading import (
    CreationSheet,
    FieldShown,
    HomeShown,
    Known,
    PartShown,
    WishShown,
)
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import NEWCOMER_KINDS, OPEN, Kind, right_to_answer
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import reference
from backoffice.subscribers.tables import account

NOTHING_WAITS = "Cette demande a reçu sa réponse, ou a été retirée."
_HEALTH = frozenset(one.name for one in fields.of("child", "health", "vaccinations"))
_ORDER = {key: rank for rank, key in enumerate(fields.FIELDS)}
_People = Mapping[int, tuple[Known, ...]]


def sheet_of(work: Work, request_id: int | None, submission_id: int | None) -> CreationSheet:
    row = _request(work, request_id, submission_id)
    known = gather(work, [row.id])
    branch = known.branches[row.kind]
    assert isinstance(branch, Newcomers)  # noqa: S101  the module of these kinds
    form, near = branch.forms[row.id], branch.candidates.get(row.id, ())
    homes = _homes(work, form, near)
    home = None
    if row.kind != Kind.FAMILY_CREATION:
        home = next((one for one in homes if one.family_id == row.family_id), None)
        home = home or home_of(work, row.family_id)
    locked = _locked(work, row)
    return CreationSheet(
        request_id=row.id,
        version=row.version,
        submission_id=row.submission_id,
        reference=reference(row.id),
        kind=row.kind,
        status=row.status,
        title=f"Famille {home.label if home else form.label}".strip(),
        phone=_phone(form),
        account=", ".join(filter(None, (row.display_name, row.email))),
        submitted_at=row.submitted_at,
        guardians=tuple(_people(work, form, "Responsable", form.guardians)),
        children=tuple(_people(work, form, "Enfant", form.children)),
        bank=_part(work, "Compte bancaire", form.bank),
        tax=_part(work, "Ressources déclarées", form.tax),
        wishes=tuple(_wishes(form, branch)),
        homes=homes,
        home=home,
        advice=advice.assess(known, row.id),
        decidable=not locked,
        locked_reason=locked,
    )


def home_of(work: Work, family_id: int) -> HomeShown:
    """A family that an agent chose, whether it looks like the form or not."""
    label = work.scalar(
        select(family.c.label).where(family.c.id == family_id, family.c.closed_at.is_(None))
    )
    if label is None:
        raise Refused("Ce dossier est clos, ou n’existe pas.")
    adults, kids = _members(work, [family_id])
    people = (adults.get(family_id, ()), kids.get(family_id, ()))
    return HomeShown(family_id, label, 0, False, (), *people, (), ())


def _request(work: Work, request_id: int | None, submission_id: int | None) -> Row[Any]:
    r, a = request.c, account.c
    query = (
        select(
            r.id, r.version, r.submission_id, r.kind, r.status, r.family_id, r.facility_id,
            r.submitted_at, a.display_name, a.email,
        )
        .outerjoin(account, a.id == r.account_id)
        .where(
            r.kind.in_(sorted(NEWCOMER_KINDS)),
            r.status.in_(sorted(OPEN)),
            r.withdrawn_at.is_(None),
            r.id == request_id if request_id is not None else r.submission_id == submission_id,
        )
        .order_by(r.id)
        .limit(1)
    )  # fmt: skip
    if (found := work.first(query)) is None:
        raise Refused(NOTHING_WAITS)
    return found


def _locked(work: Work, row: Row[Any]) -> str:
    right, sentence = right_to_answer(row.kind)
    if not work.agent.may(right):
        return sentence
    if not work.agent.covers(row.facility_id):
        return "Cet établissement n’est pas le vôtre."
    return ""


def _phone(form: Form) -> str:
    people = (one.values.get(name) for one in form.guardians for name in ("mobile", "phone"))
    return next((str(phone) for phone in people if phone), "")


def _people(work: Work, form: Form, word: str, parts: Sequence[Part]) -> Iterator[PartShown]:
    for rank, one in enumerate(parts):
        pays = one.subject == "guardian" and len(form.guardians) > 1 and rank == form.payer
        title = f"{word} {rank + 1}" if len(parts) > 1 else word
        yield PartShown(title, one.name, _fields(work, one), pays, one.is_nameless)


def _part(work: Work, title: str, part: Part | None) -> PartShown | None:
    return PartShown(title, "", _fields(work, part)) if part else None


def _fields(work: Work, part: Part) -> tuple[FieldShown, ...]:
    names = dict.fromkeys((*part.values, *part.flaws))
    return tuple(
        _field(work, part, name)
        for name in sorted(names, key=lambda one: _ORDER.get((part.subject, one), len(_ORDER)))
        if name not in ("first_name", "last_name") or name in part.flaws
    )


def _field(work: Work, part: Part, name: str) -> FieldShown:
    known = fields.FIELDS.get((part.subject, name))
    label = known.label if known else name
    secret = known is not None and (
        (name in _HEALTH and not work.agent.may(Permission.HEALTH_READ))
        or (known.block == "tax" and not work.agent.may(Permission.TAX_READ))
    )
    if secret:
        return FieldShown(label, "", hidden=True)
    told = fields.spell(known, part.values[name]) if known and name in part.values else None
    shown = ", ".join(filter(None, (told, part.typed.get(name))))
    return FieldShown(label, shown, part.flaws.get(name, ""))


def _wishes(form: Form, branch: Newcomers) -> Iterator[WishShown]:
    for wish in form.wishes:
        offered, one = branch.activities[wish.activity_id], form.children[wish.child]
        first_name = str(one.values.get("first_name") or f"Enfant {wish.child + 1}")
        yield WishShown(wish.child, first_name, offered.label, offered.is_open)


def _homes(work: Work, form: Form, near: Sequence[Candidate]) -> tuple[HomeShown, ...]:
    if not near:
        return ()
    adults, kids = _members(work, [one.family_id for one in near])
    return tuple(
        HomeShown(
            one.family_id, one.label, one.score, one.is_certain, one.reasons,
            adults.get(one.family_id, ()), kids.get(one.family_id, ()), *guessed(form, one),
        )
        for one in near
    )  # fmt: skip


def _members(work: Work, ids: Iterable[int]) -> tuple[_People, _People]:
    g, c, link = guardian.c, child.c, family_child.c
    listed = list(ids)
    adults = select(g.family_id, g.id, g.first_name, g.last_name).order_by(g.rank)
    kids = (
        select(link.family_id, c.id, c.first_name, c.last_name)
        .join(child, c.id == link.child_id)
        .order_by(c.birth_date, c.id)
    )
    return (
        _by_family(work.rows(adults.where(among(work.dialect, g.family_id, listed)))),
        _by_family(work.rows(kids.where(among(work.dialect, link.family_id, listed)))),
    )


def _by_family(rows: Iterable[Any]) -> _People:
    found: dict[int, tuple[Known, ...]] = {}
    for family_id, number, first_name, last_name in rows:
        one = Known(number, f"{first_name} {last_name}")
        found[family_id] = (*found.get(family_id, ()), one)
    return found
