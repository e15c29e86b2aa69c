"""Which fields an answer accepts, refuses and leaves open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backoffice.inbox import sentences
from backoffice.inbox.edits.answers import AddressScope, FieldsAnswer
from backoffice.inbox.edits.asked import ACCEPTED, PENDING, REFUSED, AskedField
from backoffice.inbox.plan import Answer
from backoffice.inbox.workflow import Status, Verb
from backoffice.kernel.errors import Refused

NO_REASON = "Indiquez un motif : il sera communiqué à la famille."
ALREADY_THERE = "Ces informations figurent déjà dans votre dossier : il n’y avait rien à changer."
CHANGED = "Ce champ a changé depuis : rechargez la demande."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What becomes of a request's fields."""

    accept: tuple[AskedField, ...] = ()
    refuse: tuple[tuple[AskedField, str], ...] = ()  # with its reason
    left: tuple[AskedField, ...] = ()
    message: str = ""
    address: AddressScope | None = None
    before: Sequence[AskedField] = field(default=())  # answered earlier, and still so

    @property
    def outcome(self) -> Status | None:
        """The status the request ends with; None as long as a field is left."""
        if self.left:
            return None
        states = {one.state for one in self.before}
        states |= ({ACCEPTED} if self.accept else set()) | ({REFUSED} if self.refuse else set())
        if not states:
            return Status.VOID
        if len(states) > 1:
            return Status.PARTLY_ACCEPTED
        return Status.ACCEPTED if ACCEPTED in states else Status.REFUSED

    @property
    def public_reason(self) -> str | None:
        """Why, field by field unless it is all one reason."""
        reasons = [(one.label, reason) for one, reason in self.refuse]
        if self.outcome is not None:
            earlier = [one for one in self.before if one.state == REFUSED]
            reasons = [*((one.label, one.public_reason) for one in earlier), *reasons]
        if self.outcome is Status.VOID:
            return ALREADY_THERE
        distinct = {reason for _, reason in reasons}
        if self.outcome is Status.REFUSED and len(distinct) == 1:
            return distinct.pop()
        return "\n".join(f"{label} : {reason}" for label, reason in reasons) or None


def choose(
    fields: Sequence[AskedField],
    changed: Mapping[int, object],
    answer: Answer,
    reasons: Mapping[str, str],
) -> Chosen:
    """Raises Refused when the answer cannot be given at all.

    Without a word about each field, accepting takes those that nobody has to look at: neither
    sensitive, nor flawed, nor changed since the family asked.
    """
    pending = [one for one in fields if one.state == PENDING]
    before = tuple(one for one in fields if one.state != PENDING)
    request_id = fields[0].request_id if fields else 0
    own = next((one for one in answer.own if one.seen.request_id == request_id), None)
    if own is not None:
        return _own(pending, before, own, reasons)
    if answer.verb is Verb.WAITLIST:
        raise Refused("Seule une réservation se met en liste d’attente.")
    if answer.verb is Verb.REFUSE:
        reason = told(answer.reason_code, answer.public_reason, reasons)
        refused = tuple((one, reason) for one in pending)
        return Chosen(refuse=refused, message=answer.message, before=before)
    usual = [one for one in pending if not _is_looked_at(one, changed)]
    taken = _named(pending, answer.only) if answer.only else usual
    return _split(pending, taken, (), answer.message, None, before)


def told(code: str | None, words: str, reasons: Mapping[str, str]) -> str:
    """The reason a family reads: the agent's words, else those of the code."""
    found = words.strip() or reasons.get(code or "") or sentences.PUBLIC.get(code or "")
    if not found:
        raise Refused(NO_REASON)
    return found


def _is_looked_at(one: AskedField, changed: Mapping[int, object]) -> bool:
    return one.sensitive or bool(one.flaw) or one.id in changed


def _own(
    pending: Sequence[AskedField],
    before: tuple[AskedField, ...],
    own: FieldsAnswer,
    reasons: Mapping[str, str],
) -> Chosen:
    refused = {
        one.field_id: told(one.reason_code, one.public_reason, reasons) for one in own.refuse
    }
    known = {one.id for one in pending}
    if not known.issuperset((*own.accept, *refused)) or set(own.accept) & refused.keys():
        raise Refused(CHANGED)
    taken = [one for one in pending if one.id in own.accept]
    left_out = tuple((one, refused[one.id]) for one in pending if one.id in refused)
    return _split(pending, taken, left_out, own.message, own.address, before)


def _split(
    pending: Sequence[AskedField],
    taken: Sequence[AskedField],
    refused: tuple[tuple[AskedField, str], ...],
    message: str,
    address: AddressScope | None,
    before: tuple[AskedField, ...],
) -> Chosen:
    for one in taken:
        if one.flaw:
            raise Refused(f"{one.label} : {one.flaw}")
    answered = {one.id for one in taken} | {one.id for one, _ in refused}
    left = tuple(one for one in pending if one.id not in answered)
    if pending and not answered:
        raise Refused(f"À cocher soi-même : {names(left)}.")
    _with_its_person(taken, left, before, refused)
    return Chosen(tuple(taken), refused, left, message, address, before)


def _with_its_person(
    taken: Sequence[AskedField],
    left: Sequence[AskedField],
    before: Sequence[AskedField],
    refused: Sequence[tuple[AskedField, str]],
) -> None:
    """A right to fetch the child is given to someone: its person first, or with it."""
    without = {one.request_id for one in (*left, *(one for one, _ in refused)) if _is_person(one)}
    without |= {one.request_id for one in before if _is_person(one) and one.state == REFUSED}
    if any(one.key.field == "pickup" and one.key.subject_id is None for one in taken) and without:
        raise Refused("Acceptez d’abord la personne, puis son droit de venir chercher l’enfant.")


def _is_person(one: AskedField) -> bool:
    return one.key.field == "contact"


def _named(pending: Sequence[AskedField], only: Iterable[str]) -> list[AskedField]:
    wanted = {name.strip() for name in only if name.strip()}
    known = {name for one in pending for name in _called(one)}
    if strange := sorted(wanted - known):
        raise Refused(f"Ce champ n’attend pas de réponse ici : {', '.join(strange)}.")
    return [one for one in pending if wanted.intersection(_called(one))]


def _called(one: AskedField) -> set[str]:
    """By its column, or as the portal writes it: « iban », « photo », « street »."""
    name = one.key.field
    short = name.removesuffix("_masked")
    for prefix in ("allows_", "secondary_", "bank_"):
        short = short.removeprefix(prefix)
    return {name, short}


def names(fields: Iterable[AskedField]) -> str:
    """« Portable, E-mail », each once."""
    return ", ".join(dict.fromkeys(one.label for one in fields))
