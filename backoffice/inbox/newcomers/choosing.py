"""What an answer makes of a form: who is made, who is known already, which activities are granted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from backoffice.families.duplicates import Candidate
from backoffice.inbox import sentences
from backoffice.inbox.newcomers.answers import LEFT_OUT, CreationAnswer, Who, WishAnswer
from backoffice.inbox.newcomers.form import Form, Part, Wish
from backoffice.inbox.workflow import Status, Verb
from backoffice.kernel.errors import Refused

NO_REASON = "Indiquez un motif : il sera communiqué à la famille."
NO_WAITING = "Un dossier ne se met pas en liste d’attente ; une inscription demandée avec lui, si."
CLOSED = "Le dossier choisi est clos, ou n’existe pas."
STRANGER = "Une des personnes choisies n’est pas dans ce dossier. Relisez les propositions."
TOO_MANY = (
    "Ce dossier aurait plus de deux responsables : dites qui est déjà connu, ou laissez-en un."
)
NOBODY = "Une famille a au moins un responsable."
ENROLLED = "est déjà inscrit(e) à cette activité sur cette période."
MOST_GUARDIANS = 2
_LIKELY = {"guardian": 40, "child": 60}  # of a hundred, in a family that is meant


class Home(NamedTuple):
    """A family that people may be attached to."""

    family_id: int
    label: str
    guardians: Collection[int]
    children: Collection[int]


@dataclass(frozen=True, slots=True)
class Granted:
    """A wish and its answer; `reason` is what a refusal tells the family."""

    wish: Wish
    verb: Verb
    starts_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be done of a form. Without `home`, a family is made."""

    form: Form
    home: Home | None
    guardians: tuple[Who, ...]
    children: tuple[Who, ...]
    wishes: tuple[Granted, ...]
    keep_bank: bool
    keep_tax: bool
    message: str

    @property
    def outcome(self) -> Status:
        left_out = LEFT_OUT in (*self.guardians, *self.children)
        refused = any(one.verb is Verb.REFUSE for one in self.wishes)
        return Status.PARTLY_ACCEPTED if left_out or refused else Status.ACCEPTED


def choose(
    form: Form,
    own: CreationAnswer,
    home: Home | None,
    candidates: Sequence[Candidate],
    reasons: Mapping[str, str],
    today: date,
) -> Chosen:
    """Raises Refused when the answer cannot be given."""
    if home is None and not own.new:
        check_unknown(candidates)
    near = {one.family_id: one for one in candidates}
    known = _known(near.get(home.family_id) if home else None, len(form.guardians))
    guardians = _said(own.guardians, form.guardians, known["guardian"])
    children = _said(own.children, form.children, known["child"])
    if home and own.attach_to and own.guardians is None:
        guardians = _as_many_as_fit(guardians, home)
    _check_people(form, guardians, children, home)
    wishes = tuple(
        _granted(wish, answer, reasons, today)
        for wish, answer in zip(form.wishes, _answers(form, own, children), strict=True)
    )
    return Chosen(
        form, home, guardians, children, wishes, own.keep_bank, own.keep_tax, own.message.strip()
    )


def check_unknown(candidates: Iterable[Candidate]) -> None:
    """Raise Refused while somebody has to say that they are not who they look like."""
    for one in candidates:
        if one.is_certain:
            raise Refused(
                f"La famille {one.label} (dossier n° {one.family_id}) existe sans doute déjà : "
                f"{one.reasons[0]}. Rattachez la demande à ce dossier, ou dites que c’en est un autre."
            )


def told(code: str | None, words: str, reasons: Mapping[str, str]) -> str:
    """The reason a family reads: the agent's words, else those of the code."""
    found = words.strip() or reasons.get(code or "") or sentences.PUBLIC.get(code or "")
    if not found:
        raise Refused(NO_REASON)
    return found


def guessed(form: Form, candidate: Candidate | None) -> tuple[tuple[Who, ...], tuple[Who, ...]]:
    """Who the people of a form most likely are in this family; guardians, then children."""
    known = _known(candidate, len(form.guardians))
    return (
        _said(None, form.guardians, known["guardian"]),
        _said(None, form.children, known["child"]),
    )


def _known(candidate: Candidate | None, guardians: int) -> dict[str, dict[int, int]]:
    """Who they look like in the family they are attached to, each once."""
    found: dict[str, dict[int, int]] = {"guardian": {}, "child": {}}
    for match in candidate.matches if candidate else ():
        at = match.at if match.subject == "guardian" else match.at - guardians
        taken = found[match.subject]
        if match.score >= _LIKELY[match.subject] and match.subject_id not in taken.values():
            taken[at] = match.subject_id
    return found


def _said(
    own: tuple[Who, ...] | None, people: Sequence[Part], known: Mapping[int, int]
) -> tuple[Who, ...]:
    if own is None:
        return tuple(known.get(at) for at in range(len(people)))
    if len(own) != len(people):
        raise Refused(STRANGER)
    return own


def _as_many_as_fit(guardians: tuple[Who, ...], home: Home) -> tuple[Who, ...]:
    """Unsaid, those for whom there is no place are left out."""
    room = MOST_GUARDIANS - len(home.guardians)
    kept: list[Who] = []
    for who in guardians:
        taken = who if who is not None or room > 0 else LEFT_OUT
        room -= who is None
        kept.append(taken)
    return tuple(kept)


def _check_people(
    form: Form, guardians: tuple[Who, ...], children: tuple[Who, ...], home: Home | None
) -> None:
    named = [who for who in guardians if who]
    if len(set(named)) < len(named) or not set(named) <= set(home.guardians if home else ()):
        raise Refused(STRANGER)
    twins = [who for who in children if who]
    if len(set(twins)) < len(twins):
        raise Refused(STRANGER)
    making = sum(who is None for who in guardians)
    if making + len(home.guardians if home else ()) > MOST_GUARDIANS:
        raise Refused(TOO_MANY)
    if home is None and not making:
        raise Refused(NOBODY)
    for (title, part), who in zip(form.titled(), (*guardians, *children), strict=False):
        if who is None and part.is_nameless:
            raise Refused(
                f"{title} : sans nom ni prénom lisibles, demandez un complément à la famille."
            )


def _answers(form: Form, own: CreationAnswer, children: tuple[Who, ...]) -> Iterable[WishAnswer]:
    if own.wishes and len(own.wishes) != len(form.wishes):
        raise Refused("Une inscription n’a pas sa réponse. Relisez la demande.")
    given = own.wishes or (WishAnswer(),) * len(form.wishes)
    for wish, answer in zip(form.wishes, given, strict=True):
        if children[wish.child] == LEFT_OUT and answer.verb is not Verb.REFUSE:
            raise Refused(
                "Un enfant laissé de côté ne peut pas être inscrit : refusez ses inscriptions."
            )
        yield answer


def _granted(wish: Wish, answer: WishAnswer, reasons: Mapping[str, str], today: date) -> Granted:
    reason = ""
    if answer.verb is Verb.REFUSE:
        reason = told(answer.reason_code, answer.public_reason, reasons)
    return Granted(wish, answer.verb, max(answer.starts_on or today, today), reason)
