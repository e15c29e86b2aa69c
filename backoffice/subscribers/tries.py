"""What families try in order to link an account: a code, or an invoice and a personal code.

Pure: from what was typed and what is known, to what becomes of each try. Whatever is wrong, the
answer and the time it takes are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from backoffice.subscribers import codes
from backoffice.subscribers.codes import Typed
from backoffice.subscribers.recipients import MOST_FAILURES, CodeKind

MOST_WRONG = 5  # tries by an account, in LOCKED_FOR
LOCKED_FOR = timedelta(hours=1)


class Method(StrEnum):
    CODE = "code"
    INVOICE = "invoice"


class Outcome(StrEnum):
    LINKED = "linked"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Invoice:
    """What is copied from an invoice, bare; no amount when what was typed is none."""

    emission_code: str
    reference: str
    cents: int | None


@dataclass(frozen=True, slots=True)
class Try:
    """One `subscribe_…` event. With an invoice, `typed` is the personal code of its payer."""

    account_id: str
    at: datetime
    typed: str = field(repr=False)
    invoice: Invoice | None = None

    @property
    def method(self) -> Method:
        return Method.INVOICE if self.invoice else Method.CODE


def tried(account_id: str, at: datetime, kind: str, found: Mapping[str, Any]) -> Try:
    """The try that an event of the portal tells of."""
    if kind == "subscribe_by_code":
        return Try(account_id, at, found["code"])
    invoice = Invoice(
        bare(found["emission_code"]), bare(found["reference"]), _cents(found["amount"])
    )
    return Try(account_id, at, found["personal_code"], invoice)


def bare(typed: str) -> str:
    """« fa-2026 06 » → « FA202606 »."""
    return "".join(typed.split()).replace("-", "").upper()


def _cents(typed: Any) -> int | None:
    """« 34,50 », « 34.5 », 34.5; None when it is no amount to the cent."""
    try:
        cents = Decimal("".join(str(typed).split()).rstrip("€").replace(",", ".")) * 100
        return int(cents) if cents == cents.to_integral_value() else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


@dataclass(slots=True)
class Known:
    """A code that was issued and not revoked, as the tries of a pass change it."""

    id: int
    kind: CodeKind
    family_id: int
    guardian_id: int | None
    secret_hash: str
    expires_at: datetime
    used: bool
    failures: int
    taken_by: str | None = None  # the account that used it up, just now

    def serves(self, at: datetime) -> bool:
        return not self.used and at < self.expires_at and self.failures < MOST_FAILURES


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try. `code`: what it was made with, right or wrong."""

    asked: Try
    outcome: Outcome
    code: Known | None = None


@dataclass(slots=True)
class Judge:
    """Goes through tries in their order, remembering what each one changed for the next."""

    known: Mapping[str, tuple[Known, ...]]  # by public part
    wrong: dict[str, list[datetime]]  # wrong tries of each account, lately
    billed: Mapping[Invoice, frozenset[int]]  # the families that were sent this invoice
    linked: set[tuple[str, int]]  # accounts and the families they are linked to already
    matches: Callable[[str | None, str], bool]

    def judge(self, asked: Try) -> Tried:
        lately = [
            when
            for when in self.wrong.get(asked.account_id, ())
            if asked.at - LOCKED_FOR < when <= asked.at
        ]
        if len(lately) >= MOST_WRONG:
            return Tried(asked, Outcome.LOCKED)
        typed = codes.read(asked.typed)
        found, right = self._opened(asked, typed)
        if found is not None and right:
            self._use(asked, found)
            return Tried(asked, Outcome.LINKED, found)
        if found is not None:
            found.failures += 1
        self.wrong.setdefault(asked.account_id, []).append(asked.at)
        return Tried(asked, Outcome.WRONG, found)

    def _opened(self, asked: Try, typed: Typed | None) -> tuple[Known | None, bool]:
        """The code that serves under this public part, and whether it was typed right.

        One hash is always computed, whether there is such a code or not.
        """
        found = next((one for one in self._of(asked, typed) if one.serves(asked.at)), None)
        stored = found.secret_hash if found else None
        return found, self.matches(stored, typed.secret if typed else "")

    def _of(self, asked: Try, typed: Typed | None) -> tuple[Known, ...]:
        named = self.known.get(typed.selector, ()) if typed else ()
        if asked.invoice is None:
            return tuple(one for one in named if one.kind is not CodeKind.PERSONAL)
        billed = self.billed.get(asked.invoice, frozenset())
        return tuple(
            one for one in named if one.kind is CodeKind.PERSONAL and one.family_id in billed
        )

    def _use(self, asked: Try, code: Known) -> None:
        """A code abonné serves once; not at all where the account is linked already."""
        if (asked.account_id, code.family_id) in self.linked:
            return
        self.linked.add((asked.account_id, code.family_id))
        if code.kind is not CodeKind.PERSONAL:
            code.used, code.taken_by = True, asked.account_id
