"""What a row asks, in the terms of the town: pure, on what is already known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from backoffice.inbox.intake import secrets
from backoffice.inbox.intake.known import Known
from backoffice.inbox.workflow import Kind, Queue, Rule, queue_of
from backoffice.kernel.calendar import short_day, weekday_name
from backoffice.kernel.text import clean
from backoffice.portal.incoming import Incoming
from backoffice.portal.payloads import (
    WITHOUT_FAMILY,
    Asked,
    EnrolmentAsked,
    OtherAsked,
    SlotAsked,
)
from backoffice.portal.shapes import Unreadable
from backoffice.portal.words import KINDS, UNKNOWN_KIND

UNKNOWN, _ = UNKNOWN_KIND
_QUEUES: dict[str, str] = {str(kind): str(queue_of(kind)) for kind in Kind}

NO_FAMILY = (
    "Votre compte n’est relié à aucune famille. Reliez-le avec votre code abonné, "
    "puis refaites la demande."
)
WHICH_FAMILY = (
    "Votre compte est relié à plusieurs familles : refaites la demande depuis la page de la famille "
    "concernée."
)
NOT_THEIR_FAMILY = "Votre compte n’est pas relié à cette famille. Refaites la demande depuis la page de votre famille."
NOT_THEIR_CHILD = "Cet enfant ne fait pas partie de votre famille. Vérifiez l’enfant choisi, ou contactez le service."
NOT_THEIR_GUARDIAN = (
    "Ce responsable ne fait pas partie de votre famille. Vérifiez le responsable choisi, "
    "ou contactez le service."
)
NOT_THEIR_CONTACT = (
    "Cette personne n’est pas un contact de cet enfant. Vérifiez le contact choisi, "
    "ou contactez le service."
)
NOT_THEIR_FILE = (
    "Une pièce jointe n’a pas été reçue. Joignez-la à nouveau, puis renvoyez la demande."
)
NO_SUCH_ACTIVITY = (
    "Cette activité n’existe pas ou plus. Choisissez-en une autre, ou contactez le service."
)
NO_SUCH_DOCUMENT = (
    "Cette pièce n’est pas ou plus demandée. Choisissez-en une autre, ou contactez le service."
)
WHOSE_DOCUMENT = "Indiquez pour quelle personne est cette pièce, puis renvoyez-la."
NO_SUCH_PLACE = "Un établissement demandé n’existe pas ou plus. Choisissez-en un autre, ou contactez le service."
NOT_ENROLLED = "L’enfant n’est pas inscrit à cette activité. Demandez d’abord son inscription."
OUTSIDE = (
    "La date demandée est en dehors de l’inscription de l’enfant à cette activité. "
    "Choisissez une date comprise dans l’inscription, ou demandez une nouvelle inscription."
)
TAX = (
    "Les informations fiscales ne se modifient pas sur le portail. "
    "Transmettez votre avis d’imposition au service, qui les mettra à jour."
)


@dataclass(slots=True)
class Draft:
    """A request about to be taken in. With a `flaw` it is taken in closed, by `rule`."""

    id: int
    kind: str
    account_id: str | None
    batch: str | None
    submitted_at: datetime
    description: str
    queue: str
    family_id: int | None = None
    child_id: int | None = None
    activity_id: int | None = None
    facility_id: int | None = None
    slot_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    words: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    iban: str = ""  # of `details`, which hold it masked
    flaw: Unreadable | None = None
    rule: Rule = Rule.AT_INTAKE


def blank(row: Incoming, now: datetime, flaw: Unreadable | None = None) -> Draft:
    """What is known of any row, whatever it holds."""
    return Draft(
        id=row.id,
        kind=row.kind if row.kind in KINDS else UNKNOWN,
        account_id=row.account_id,
        batch=row.batch,
        submitted_at=row.at or now,
        description=KINDS.get(row.kind, UNKNOWN_KIND[1]),
        queue=_QUEUES.get(row.kind, Queue.MESSAGES.value),
        flaw=flaw,
    )


def judge(row: Incoming, asked: Asked | Unreadable, known: Known, now: datetime) -> Draft:
    """The request a row makes, or a closed one that says why it cannot be one."""
    draft = blank(row, now)
    linked = known.families.get(row.account_id or "", frozenset())
    if isinstance(asked, Unreadable):
        draft.flaw = asked
        draft.family_id = next(iter(linked)) if len(linked) == 1 else None
        return draft
    try:
        draft.family_id = _family(row, asked, linked, known)
        _child(draft, asked, known)
        if isinstance(asked, SlotAsked):
            _about_slot(draft, asked, known)
        elif isinstance(asked, EnrolmentAsked):
            _about_enrolment(draft, asked, known)
        else:
            _about_other(draft, asked, known)
        _keep_secret(draft, asked)
    except Unreadable as flaw:
        draft.flaw = flaw
    return draft


def _keep_secret(draft: Draft, asked: Asked) -> None:
    draft.details = asked.details
    if isinstance(asked, OtherAsked):
        draft.details = secrets.without_ibans(asked.details)
    if draft.kind in secrets.KINDS:
        draft.iban = secrets.iban_of(draft.kind, asked.details)


def _family(row: Incoming, asked: Asked, linked: frozenset[int], known: Known) -> int | None:
    """The family meant: the one named, else the only one, else the only one that has the child."""
    if asked.family_id is not None:
        if asked.family_id not in linked:
            raise Unreadable("famille sans lien actif avec le compte", NOT_THEIR_FAMILY)
        return asked.family_id
    if len(linked) == 1:
        return next(iter(linked))
    if not linked:
        if row.kind in WITHOUT_FAMILY:
            return None
        raise Unreadable("compte sans lien actif avec une famille", NO_FAMILY)
    if asked.child_id is not None:
        having = [family for family in linked if asked.child_id in known.children.get(family, ())]
        if len(having) == 1:
            return having[0]
    if row.kind in WITHOUT_FAMILY:
        return None
    raise Unreadable("plusieurs familles possibles, « family_id » absent", WHICH_FAMILY)


def _child(draft: Draft, asked: Asked, known: Known) -> None:
    if asked.child_id is None:
        return
    if asked.child_id not in known.children.get(draft.family_id or 0, ()):
        raise Unreadable("enfant hors de la famille du compte", NOT_THEIR_CHILD)
    draft.child_id = asked.child_id


def _activity(draft: Draft, activity_id: int, known: Known) -> str:
    """Its label."""
    offered = known.activities.get(activity_id)
    if offered is None:
        raise Unreadable("activité inconnue", NO_SUCH_ACTIVITY)
    draft.activity_id, draft.facility_id = activity_id, offered.facility_id
    return offered.label


def _about_slot(draft: Draft, asked: SlotAsked, known: Known) -> None:
    label = _activity(draft, asked.activity_id, known)
    draft.starts_on = draft.ends_on = asked.day
    draft.words = asked.words
    draft.description = _on(label, asked.day)
    periods = known.enrolments.get((asked.child_id, asked.activity_id))
    if not periods:
        raise Unreadable("enfant non inscrit à l’activité", NOT_ENROLLED)
    if not any(first <= asked.day <= last for first, last in periods):
        raise Unreadable("date hors de l’inscription", OUTSIDE)
    draft.slot_id = known.slots.get((asked.activity_id, asked.day))


@lru_cache(maxsize=1024)
def _on(label: str, day: date) -> str:
    return f"{label}, le {short_day(day)}"


def _about_enrolment(draft: Draft, asked: EnrolmentAsked, known: Known) -> None:
    label = _activity(draft, asked.activity_id, known)
    draft.starts_on, draft.ends_on = asked.starts_on, asked.ends_on
    first = short_day(asked.starts_on)
    when = f"du {first} au {short_day(asked.ends_on)}" if asked.ends_on else f"à partir du {first}"
    days = ", ".join(weekday_name(weekday) for weekday in asked.weekdays)
    draft.description = f"{label}, {when} ({days})" if days else f"{label}, {when}"


def _about_other(draft: Draft, asked: OtherAsked, known: Known) -> None:
    if asked.guardian_id is not None and known.guardians.get(asked.guardian_id) != draft.family_id:
        raise Unreadable("responsable hors de la famille du compte", NOT_THEIR_GUARDIAN)
    if asked.contact_id is not None and known.contacts.get(asked.contact_id) != asked.child_id:
        raise Unreadable("contact d’un autre enfant", NOT_THEIR_CONTACT)
    if any(activity_id not in known.activities for activity_id in asked.activity_ids):
        raise Unreadable("activité inconnue", NO_SUCH_ACTIVITY)
    if not known.facilities.issuperset(asked.facility_ids):
        raise Unreadable("établissement inconnu", NO_SUCH_PLACE)
    if asked.document_type_id is not None:
        _about_document(asked, known)
    _their_files(draft, asked, known)
    draft.words = asked.words
    if asked.subject:
        subject = clean(asked.subject.replace("\n", " "), 200)
        draft.description = f"{draft.description} : {subject}"
    if draft.kind == Kind.TAX_CHANGE and not known.tax_editable:
        draft.rule = Rule.TAX_READ_ONLY
        draft.flaw = Unreadable("", TAX)


def _their_files(draft: Draft, asked: OtherAsked, known: Known) -> None:
    for file_id in asked.file_ids:
        owner, flaw = known.files.get(file_id, (None, None))
        if owner is None or owner != draft.account_id:
            raise Unreadable("fichier inconnu ou d’un autre compte", NOT_THEIR_FILE)
        if flaw is not None:
            raise flaw


def _about_document(asked: OtherAsked, known: Known) -> None:
    scope = known.document_types.get(asked.document_type_id or 0)
    if scope is None:
        raise Unreadable("type de pièce inconnu", NO_SUCH_DOCUMENT)
    given = (asked.child_id is not None, asked.guardian_id is not None)
    if given != (scope == "child", scope == "guardian"):
        raise Unreadable("pièce pour une autre sorte de personne", WHOSE_DOCUMENT)
