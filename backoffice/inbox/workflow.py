"""The life of a request (traceability M.1): kinds, statuses, queues, and the allowed moves."""

from __future__ import annotations

from enum import StrEnum

from backoffice.kernel.permissions import Permission
from backoffice.planning.slots import SlotStatus


class Kind(StrEnum):
    """What can be asked, with the words of the contract."""

    RESERVATION = "reservation"
    RESERVATION_CANCELLATION = "reservation_cancellation"
    ABSENCE = "absence"
    ABSENCE_CANCELLATION = "absence_cancellation"
    ENROLMENT = "enrolment"
    GUARDIAN_CHANGE = "guardian_change"
    GUARDIAN_ADD = "guardian_add"
    ADDRESS_CHANGE = "address_change"
    SECONDARY_ADDRESS_CHANGE = "secondary_address_change"
    BANK_CHANGE = "bank_change"
    TAX_CHANGE = "tax_change"
    CHILD_CHANGE = "child_change"
    CHILD_ADD = "child_add"
    CHILD_EXTRA_CHANGE = "child_extra_change"
    AUTHORISATION_CHANGE = "authorisation_change"
    HEALTH_CHANGE = "health_change"
    VACCINATION_CHANGE = "vaccination_change"
    CONTACT_ADD = "contact_add"
    CONTACT_CHANGE = "contact_change"
    DOCUMENT = "document"
    CRECHE = "creche"
    FAMILY_CREATION = "family_creation"
    APPOINTMENT = "appointment"
    CONTACT_MESSAGE = "contact_message"


class Queue(StrEnum):
    """The tabs of the inbox."""

    RESERVATIONS = "reservations"
    ABSENCES = "absences"
    DOSSIER = "dossier"
    DOCUMENTS = "documents"
    CRECHE = "creche"
    FAMILIES = "families"
    MESSAGES = "messages"


class Status(StrEnum):
    """Words of the contract for a request. `submitted` only lives before intake."""

    SUBMITTED = "submitted"
    TRANSMITTED = "transmitted"
    INFO_REQUESTED = "info_requested"
    WAITLISTED = "waitlisted"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class Verb(StrEnum):
    """What an agent can answer."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WAITLIST = "waitlist"


K, S = Kind, Status

# In which status a slot waits for the answer to each kind.
ASKED_STATUS: dict[Kind, SlotStatus] = {
    K.RESERVATION: SlotStatus.RESERVATION_PENDING,
    K.ABSENCE_CANCELLATION: SlotStatus.RESERVATION_PENDING,
    K.ABSENCE: SlotStatus.ABSENCE_PENDING,
    K.RESERVATION_CANCELLATION: SlotStatus.CANCELLATION_PENDING,
}
SLOT_KINDS = frozenset(ASKED_STATUS)
RESERVING = frozenset({K.RESERVATION, K.ABSENCE_CANCELLATION})
# Answered field by field, in `inbox.edits`; and by making people, in `inbox.newcomers`.
EDIT_KINDS = frozenset(
    {
        K.GUARDIAN_CHANGE, K.ADDRESS_CHANGE, K.SECONDARY_ADDRESS_CHANGE, K.BANK_CHANGE, K.TAX_CHANGE,
        K.CHILD_CHANGE, K.CHILD_EXTRA_CHANGE, K.AUTHORISATION_CHANGE, K.HEALTH_CHANGE,
        K.VACCINATION_CHANGE, K.CONTACT_ADD, K.CONTACT_CHANGE,
    }
)  # fmt: skip
NEWCOMER_KINDS = frozenset({K.FAMILY_CREATION, K.CHILD_ADD, K.GUARDIAN_ADD})
DECIDABLE = SLOT_KINDS | {K.ENROLMENT, K.DOCUMENT} | EDIT_KINDS | NEWCOMER_KINDS

_RIGHTS: dict[str, tuple[Permission, str]] = {
    K.BANK_CHANGE: (Permission.BANK_EDIT, "Réservé à la régie."),
    K.TAX_CHANGE: (
        Permission.TAX_EDIT,
        "Vous n’avez pas le droit de modifier les données fiscales.",
    ),
}
_USUAL_RIGHT = Permission.REQUEST_DECIDE, "Vous n’avez pas le droit de répondre à cette demande."


def right_to_answer(kind: str) -> tuple[Permission, str]:
    """What answering this kind takes, and what is said to whom may not."""
    return _RIGHTS.get(kind, _USUAL_RIGHT)


PENDING = frozenset({S.TRANSMITTED, S.INFO_REQUESTED})  # someone has to answer
OPEN = PENDING | {S.SUBMITTED, S.WAITLISTED}  # the family may still withdraw

_QUEUES: dict[Kind, Queue] = {
    K.RESERVATION: Queue.RESERVATIONS,
    K.RESERVATION_CANCELLATION: Queue.RESERVATIONS,
    K.ABSENCE_CANCELLATION: Queue.RESERVATIONS,
    K.ENROLMENT: Queue.RESERVATIONS,
    K.ABSENCE: Queue.ABSENCES,
    K.DOCUMENT: Queue.DOCUMENTS,
    K.CRECHE: Queue.CRECHE,
    K.FAMILY_CREATION: Queue.FAMILIES,
    K.APPOINTMENT: Queue.MESSAGES,
    K.CONTACT_MESSAGE: Queue.MESSAGES,
}


def queue_of(kind: Kind) -> Queue:
    """The tab a kind is read in; every edit of the dossier shares one."""
    return _QUEUES.get(kind, Queue.DOSSIER)


_ANSWERED = (S.ACCEPTED, S.PARTLY_ACCEPTED, S.REFUSED, S.VOID)

# Where a request may go. The last line takes an answer back; a withdrawal is final.
NEXT: dict[Status, frozenset[Status]] = {
    S.SUBMITTED: frozenset({S.TRANSMITTED}),
    S.TRANSMITTED: frozenset({S.INFO_REQUESTED, S.WAITLISTED, S.WITHDRAWN, *_ANSWERED}),
    S.INFO_REQUESTED: frozenset({S.TRANSMITTED, S.WAITLISTED, S.WITHDRAWN, *_ANSWERED}),
    S.WAITLISTED: frozenset(
        {S.ACCEPTED, S.REFUSED, S.VOID, S.WITHDRAWN, S.TRANSMITTED, S.INFO_REQUESTED}
    ),
    S.WITHDRAWN: frozenset(),
    **{done: frozenset({*PENDING, S.WAITLISTED}) for done in _ANSWERED},
}


class Rule(StrEnum):
    """Rules the program carries of itself; those of the town are added beside them."""

    AT_INTAKE = "Contrôle à la réception"
    WAITING_LIST = "Liste d’attente"
    DATE_PASSED = "Date passée"
    NOTHING_TO_DO = "Réservation disparue"
    TAX_READ_ONLY = "Informations fiscales en lecture seule"


BUILT_IN: dict[Rule, int] = {rule: number for number, rule in enumerate(Rule, start=1)}
FIRST_TOWN_RULE = 100
