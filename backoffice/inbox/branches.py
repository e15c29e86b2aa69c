"""Kinds of requests that a package of their own answers: the dossier's edits, new families.

Slots and enrolments are answered by `plan` and `decide` themselves. Any other kind is named here,
once, with the module that answers it. That module has two functions:

- `take_in(work, drafts)`: what intake writes beside these requests, once they are there;
- `read(work, requests, lock=…)`: all that bears on these requests, as a `Branch`.

Batches without such kinds import nothing and ask nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from backoffice.inbox.workflow import EDIT_KINDS, NEWCOMER_KINDS, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from backoffice.database.work import Work
    from backoffice.inbox.advice import Finding
    from backoffice.inbox.facts import Asked
    from backoffice.inbox.intake.judge import Draft
    from backoffice.inbox.plan import Answer, Result, Step
    from backoffice.inbox.writing import Author
    from backoffice.kernel.permissions import Agent

# kind: the module that answers it
MODULES: dict[str, str] = {
    **{str(kind): "backoffice.inbox.edits.branch" for kind in EDIT_KINDS},
    **{str(kind): "backoffice.inbox.newcomers.branch" for kind in NEWCOMER_KINDS},
    str(Kind.DOCUMENT): "backoffice.inbox.documents.branch",
}


class Told(NamedTuple):
    """Under what name an answer is written, and when its families hear of it."""

    author: Author
    operation_id: str
    mail_at: datetime


class Branch(Protocol):
    """What bears on some requests, read once. Pure, but for `apply` and `take_back`."""

    def findings(self, asked: Asked) -> list[Finding]:
        """The advice; facts without a writer in `sentences` bring their « label » and « sentence »."""

    def step(self, asked: Asked, answer: Answer, agent: Agent) -> Step:
        """What the answer would do to this request, which still stands as it was seen."""

    def apply(self, work: Work, steps: Sequence[Step], answer: Answer, told: Told) -> None:
        """Carry these steps out: what they change, and their decisions (`writing.write`)."""

    def undo_outcome(self, decision: Row[Any]) -> tuple[Result, str]:
        """DONE if this decision can be taken back, with what will not be; else why it cannot."""

    def take_back(self, work: Work, decisions: Sequence[Row[Any]], author: Author) -> None:
        """Restore what was before. The decisions and the requests' statuses are the caller's."""


def read(work: Work, requests: Iterable[Asked], *, lock: bool) -> dict[str, Branch]:
    """For each kind among these requests that has one, its branch."""
    of_module: dict[str, list[Asked]] = {}
    for asked in requests:
        if asked.kind in MODULES:
            of_module.setdefault(MODULES[asked.kind], []).append(asked)
    found = {
        name: importlib.import_module(name).read(work, alike, lock=lock)
        for name, alike in of_module.items()
    }
    return {kind: found[name] for kind, name in MODULES.items() if name in found}


def take_in(work: Work, drafts: Iterable[Draft]) -> None:
    """What each branch writes beside the requests just taken in."""
    of_module: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.kind in MODULES and draft.flaw is None:
            of_module.setdefault(MODULES[draft.kind], []).append(draft)
    for name, alike in of_module.items():
        importlib.import_module(name).take_in(work, alike)
