"""The pile of a family: its edits field by field, its other requests beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from backoffice.activities.tables import activity, school_class
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, family, guardian
from backoffice.inbox import advice, facts
from backoffice.inbox.edits import addresses, texts
from backoffice.inbox.edits.asked import PENDING, AskedField
from backoffice.inbox.edits.branch import Edits
from backoffice.inbox.edits.holding import Change, Holding
from backoffice.inbox.edits.reading import AddressEffect, EditField, EditSection, EditSheet
from backoffice.inbox.facts import Facts
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import (
    DECIDABLE,
    EDIT_KINDS,
    NEWCOMER_KINDS,
    OPEN,
    Kind,
    right_to_answer,
)
from backoffice.kernel.calendar import local
from backoffice.kernel.errors import Refused
from backoffice.kernel.text import clean, reference
from backoffice.portal.words import KINDS

TITLES: dict[str, str] = {
    Kind.GUARDIAN_CHANGE: "Responsable",
    Kind.ADDRESS_CHANGE: "Adresse principale",
    Kind.SECONDARY_ADDRESS_CHANGE: "Adresse secondaire",
    Kind.BANK_CHANGE: "Info bancaire",
    Kind.TAX_CHANGE: "Informations fiscales",
    Kind.CHILD_CHANGE: "Enfant",
    Kind.CHILD_EXTRA_CHANGE: "Complément enfant",
    Kind.AUTHORISATION_CHANGE: "Autorisations",
    Kind.HEALTH_CHANGE: "Données sanitaires",
    Kind.VACCINATION_CHANGE: "Vaccins",
    Kind.CONTACT_ADD: "Individu autorisé",
    Kind.CONTACT_CHANGE: "Individu autorisé",
}
NOTHING_WAITS = "Rien n’attend de réponse pour cette famille."
NOT_HERE = "Cette nature de demande ne se décide pas encore ici."
_EDITS = frozenset(map(str, EDIT_KINDS))


def sheet_of(work: Work, family_id: int | None, submission_id: int | None) -> EditSheet:
    home = _family(work, family_id, submission_id)
    rows = work.rows(_requests(home.id))
    if not rows:
        raise Refused(NOTHING_WAITS)
    known = facts.gather(work, [row.id for row in rows])
    edits = next((known.branches[row.kind] for row in rows if row.kind in _EDITS), None)
    people = _People(work, home.id, rows, edits if isinstance(edits, Edits) else None)
    sections = tuple(_section(work, row, known, people) for row in rows)
    batches = {row.batch for row in rows}
    together = len(batches) == 1 and None not in batches
    return EditSheet(
        home.id,
        home.label,
        people.phone,
        rows[0].submitted_at if together else None,
        sections,
        tuple(people.notices),
    )


def _family(work: Work, family_id: int | None, submission_id: int | None) -> Any:
    query = select(family.c.id, family.c.label)
    if submission_id is not None:
        query = query.join(submission, submission.c.family_id == family.c.id)
        query = query.where(submission.c.id == submission_id)
    else:
        query = query.where(family.c.id == family_id)
    if (found := work.first(query)) is None:
        raise Refused(NOTHING_WAITS)
    return found


def _requests(family_id: int) -> Select[Any]:
    r = request.c
    return (
        select(
            r.id, r.version, r.submission_id, r.kind, r.status, r.submitted_at, r.description,
            r.child_id, r.facility_id, r.details, submission.c.batch, activity.c.label.label("activity"),
        )
        .join(submission, submission.c.id == r.submission_id)
        .outerjoin(activity, activity.c.id == r.activity_id)
        .where(
            r.family_id == family_id,
            r.status.in_(sorted(OPEN)),
            r.withdrawn_at.is_(None),
        )
        .order_by(r.submitted_at, r.id)
    )  # fmt: skip


class _People:
    """Names and classes of whoever the requests are about; what is worth saying above the pile."""

    def __init__(
        self, work: Work, family_id: int, rows: Sequence[Row[Any]], edits: Edits | None
    ) -> None:
        self.work, self.edits, self.notices = work, edits, list[str]()
        g = guardian.c
        found = work.rows(select(guardian).where(g.family_id == family_id).order_by(g.rank))
        self.guardians: dict[int, Row[Any]] = {row.id: row for row in found}
        phones = [phone for row in found for phone in (row.mobile, row.phone) if phone]
        self.phone = phones[0] if phones else ""
        self.children = _children(work, [row.child_id for row in rows if row.child_id])

    def guardian(self, guardian_id: Any) -> str:
        row = self.guardians.get(guardian_id)
        return " ".join(filter(None, (row.civility, row.last_name))) if row else ""

    def whom(self, row: Row[Any]) -> str:
        if row.child_id:
            return self.children.get(row.child_id, "")
        if row.kind in NEWCOMER_KINDS:
            return _newcomer(row.details or {})
        name = self.guardian((row.details or {}).get("guardian_id"))
        return f"payeur : {name}" if row.kind == Kind.BANK_CHANGE and name else name


def _newcomer(details: Mapping[str, Any]) -> str:
    """Who a family asks to add."""
    asked = details.get("child") or details.get("guardian")
    found = asked if isinstance(asked, dict) else {}
    names = (found.get("first_name"), found.get("last_name"))
    return clean(" ".join(name for name in names if isinstance(name, str)), 120)


def _children(work: Work, ids: Sequence[int]) -> dict[int, str]:
    """« Minh, CE2 A »."""
    c = child.c
    query = select(c.id, c.first_name, school_class.c.label).outerjoin(
        school_class, school_class.c.id == c.school_class_id
    )
    return {
        row.id: ", ".join(filter(None, (row.first_name, row.label)))
        for row in work.rows(query.where(among(work.dialect, c.id, ids)))
    }


def _section(work: Work, row: Row[Any], known: Facts, people: _People) -> EditSection:
    edits = people.edits if row.kind in _EDITS else None
    fields = edits.fields.get(row.id, []) if edits else []
    changed = edits.changed(row.id) if edits else {}
    locked = _locked(work, row)
    for one in fields:
        if one.id in changed:
            people.notices.append(_notice(one, changed[one.id], people))
    alerts = dict.fromkeys(one.alert for one in fields if one.state == PENDING and one.alert)
    return EditSection(
        request_id=row.id,
        version=row.version,
        submission_id=row.submission_id,
        reference=reference(row.id),
        kind=row.kind,
        status=row.status,
        title=TITLES.get(row.kind) or row.description or KINDS.get(row.kind, row.kind),
        whom=people.whom(row),
        submitted_at=row.submitted_at,
        fields=tuple(_field(one, changed, edits.holding) for one in fields) if edits else (),
        decidable=not locked,
        locked_reason=locked,
        alert=" ; ".join(alerts),
        advice=advice.assess(known, row.id) if row.kind in DECIDABLE else None,
        address=_address(work, fields, people) if edits else None,
    )


def _locked(work: Work, row: Row[Any]) -> str:
    if row.kind not in DECIDABLE:
        return NOT_HERE
    right, sentence = right_to_answer(row.kind)
    if not work.agent.may(right):
        return sentence
    if not work.agent.covers(row.facility_id):
        return "Cet établissement n’est pas le vôtre."
    return ""


def _field(one: AskedField, changed: Mapping[int, Change], holding: Holding) -> EditField:
    since = changed.get(one.id)
    return EditField(
        id=one.id,
        name=one.key.field,
        label=one.label,
        current=texts.HIDDEN if one.hidden else texts.shown(one.key, _before(one, since, holding)),
        asked=texts.HIDDEN if one.hidden else texts.shown(one.key, one.asked, one.flaw),
        word="Modifié" if one.hidden else texts.word(one.base, one.asked),
        since=_since(one, since),
        sensitive=one.sensitive,
        flaw=one.flaw,
        ticked_by_default=one.state == PENDING
        and not (one.sensitive or one.flaw or since or _waits_for_iban(one, holding)),
        state=one.state,
        public_reason=one.public_reason,
        group="",
    )


def _waits_for_iban(one: AskedField, holding: Holding) -> bool:
    """A holder or a BIC alone make no account: the first one is opened with its IBAN."""
    beside = one.key.field in ("bank_holder", "bic")
    return beside and holding.current(one.key._replace(field="iban_masked")) is None


def _before(one: AskedField, since: Change | None, holding: Holding) -> Any:
    """What the family saw when it asked, unless nobody changed anything else since."""
    untouched = since is None and one.state == PENDING and one.key.subject_id is not None
    return holding.current(one.key) if untouched else one.base


def _since(one: AskedField, change: Change | None) -> str:
    """« 07 39 98 01 55 · 18/11, M. Durand »."""
    if change is None:
        return ""
    when = ", ".join(filter(None, (f"{local(change.at):%d/%m}", change.who)))
    return f"{texts.shown(one.key, change.after)} · {when}"


def _notice(one: AskedField, change: Change, people: _People) -> str:
    who = change.who or "Un collègue"
    whose = people.guardian(one.key.subject_id) if one.key.subject == "guardian" else ""
    of = f" de {whose}" if whose else ""
    return (
        f"{who} a modifié « {one.label} »{of} après l’envoi de la demande : "
        "ce champ n’est pas coché."
    )


def _address(work: Work, fields: Sequence[AskedField], people: _People) -> AddressEffect | None:
    """Whom it may go to: those who live where the asker does are meant first."""
    asked = [one for one in fields if one.state == PENDING and addresses.is_address(one)]
    if not asked or people.edits is None:
        return None
    asker = people.guardians.get(asked[0].key.subject_id or 0)
    if asker is None:
        return None
    home = (asker.street, asker.postcode, asker.city)
    return AddressEffect(
        tuple(
            (row.id, people.guardian(row.id), (row.street, row.postcode, row.city) == home)
            for row in people.guardians.values()
        ),
        tuple(addresses.effects(work, asker.id, asked, people.edits.holding)),
        work.today,
    )
