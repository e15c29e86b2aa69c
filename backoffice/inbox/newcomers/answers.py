"""What an agent answers to a family that asks to be known, or to one that asks for someone more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.inbox.plan import Seen
from backoffice.inbox.workflow import Verb

LEFT_OUT = 0  # in the place of a person: this one is not taken

Who = int | None  # somebody we know, by their number; nobody: to be made; or LEFT_OUT


@dataclass(frozen=True, slots=True)
class WishAnswer:
    """Of an activity asked for a child. Without words of its own, a refusal tells those of the code.

    Accepted, the child is enrolled from `starts_on`, or from today.
    """

    verb: Verb = Verb.ACCEPT
    reason_code: str | None = None
    public_reason: str = ""
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class CreationAnswer:
    """Accepting, as said for each person of the form, in its order.

    Without `attach_to`, a new family is made: `new` says so although one looks like it. Guardians and
    children left unsaid are who they most look like in the family they are attached to, or else made.
    """

    seen: Seen
    attach_to: int | None = None
    new: bool = False
    guardians: tuple[Who, ...] | None = None
    children: tuple[Who, ...] | None = None
    wishes: tuple[WishAnswer, ...] = ()
    keep_bank: bool = True
    keep_tax: bool = True
    message: str = ""
