"""Carrying an accepted form out: the family, its people, its bank and tax data, what was asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from backoffice.database.work import Work
from backoffice.families import bank, editing, tax
from backoffice.families import services as families
from backoffice.families.changes import Cause, Diff, log
from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.inbox.facts import Asked
from backoffice.inbox.newcomers import wishes
from backoffice.inbox.newcomers.answers import LEFT_OUT
from backoffice.inbox.newcomers.choosing import Chosen
from backoffice.inbox.newcomers.form import Part
from backoffice.inbox.workflow import Kind
from backoffice.subscribers import services as subscribers

_NAMES = ("last_name", "first_name")


@dataclass(slots=True)
class Made:
    """What an answer made, as it is kept with the decision: what it takes to take it back."""

    family: int
    created: bool
    family_before: int | None
    guardians: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    shared: list[int] = field(default_factory=list)  # known children, given this household too
    enrolments: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)  # requests left on the waiting list
    link: int | None = None

    @property
    def facts(self) -> list[Any]:
        return ["made", "favourable", asdict(self)]


def make(work: Work, asked: Asked, chosen: Chosen) -> Made:
    """In this order: the family, its people, what they have, what they asked, who reads of it."""
    home = chosen.home
    made = Made(home.family_id if home else 0, home is None, asked.family_id)
    guardians = _guardians(work, asked, chosen, made)
    children = _children(work, asked, chosen, made)
    payer = guardians.get(chosen.form.payer) or next(iter(guardians.values()), None)
    if chosen.keep_bank and chosen.form.bank and payer in made.guardians:
        _open_account(work, asked, chosen.form.bank, payer)
    if chosen.keep_tax and chosen.form.tax and chosen.form.tax.values:
        _declare(work, asked, made, chosen.form.tax)
    about = wishes.About(asked, made.family, children)
    made.enrolments, made.waiting = wishes.carry_out(work, about, chosen.wishes)
    if asked.account_id and asked.kind == Kind.FAMILY_CREATION:
        asker = next(iter(guardians.values()), None)  # who fills a form in writes themselves first
        made.link = subscribers.link_newcomer(work, asked.account_id, made.family, asker)
    return made


def _guardians(work: Work, asked: Asked, chosen: Chosen, made: Made) -> dict[int, int]:
    """Who each guardian of the form is, made or known; a new family is made with them."""
    form = chosen.form
    fresh = [at for at, who in enumerate(chosen.guardians) if who is None]
    drafts = [
        GuardianDraft(*_named(form.guardians[at]), is_payer=made.created and at == form.payer)
        for at in fresh
    ]
    if made.created:
        created = families.create_family(work, form.label, drafts)
        made.family, made.guardians = created.family_id, list(created.guardian_ids)
    else:
        made.guardians = [families.add_guardian(work, made.family, draft) for draft in drafts]
    for at, guardian_id in zip(fresh, made.guardians, strict=True):
        _fill(work, asked, "guardian", guardian_id, form.guardians[at])
    found = {at: who for at, who in enumerate(chosen.guardians) if who}
    return dict(sorted((found | dict(zip(fresh, made.guardians, strict=True))).items()))


def _children(work: Work, asked: Asked, chosen: Chosen, made: Made) -> dict[int, int]:
    here = set(chosen.home.children) if chosen.home else set()
    found: dict[int, int] = {}
    for at, (who, part) in enumerate(zip(chosen.children, chosen.form.children, strict=True)):
        if who == LEFT_OUT:
            continue
        if who is None:
            found[at] = families.add_child(work, made.family, ChildDraft(*_named(part)))
            made.children.append(found[at])
            _fill(work, asked, "child", found[at], part)
            continue
        found[at] = who
        if who not in here:
            families.share_child(work, who, made.family)
            made.shared.append(who)
    return found


def _named(part: Part) -> tuple[str, str]:
    """As drafts begin: the last name, then the first."""
    last_name, first_name = (str(part.values[name]) for name in _NAMES)
    return last_name, first_name


def _fill(work: Work, asked: Asked, subject: str, subject_id: int, part: Part) -> None:
    """All the rest goes by the one door, with its history and its request."""
    if asked.kind != Kind.FAMILY_CREATION:
        _tell(work, asked, subject, subject_id, part)
    values = {name: value for name, value in part.values.items() if name not in _NAMES}
    if values:
        editing.change(work, subject, subject_id, values, request_id=asked.id)


def _tell(work: Work, asked: Asked, subject: str, subject_id: int, part: Part) -> None:
    """In the history of the family, by the name it asked under."""
    after = {f"{subject}_id": subject_id, "name": part.name}
    log(work, [Diff("family", asked.family_id, subject, part.name, None, after)], Cause(asked.id))


def _open_account(work: Work, asked: Asked, part: Part, guardian_id: int) -> None:
    """With its mandate to sign. The IBAN comes masked: the base knows the one that was asked."""
    if part.flaws.keys() & {"bank_holder", "iban_masked"}:
        return
    holder, iban = part.values["bank_holder"], part.values["iban_masked"]
    bank.open_account(work, guardian_id, holder, iban, part.values.get("bic"), request_id=asked.id)


def _declare(work: Work, asked: Asked, made: Made, part: Part) -> None:
    """As declared, unverified."""
    tax.change_tax(work, made.family, part.values, Cause(asked.id))
