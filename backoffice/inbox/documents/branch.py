"""Documents as the inbox answers them: see `inbox.branches`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.documents import services
from backoffice.documents.services import Acceptance, Given
from backoffice.documents.tables import document, document_file, document_type
from backoffice.documents.words import VALIDITY_LABELS, State, Validity
from backoffice.inbox import sentences, writing
from backoffice.inbox.advice import Finding, Level
from backoffice.inbox.branches import Told
from backoffice.inbox.documents.answers import DocumentAnswer
from backoffice.inbox.facts import Asked
from backoffice.inbox.intake.judge import Draft
from backoffice.inbox.plan import Answer, Result, Step
from backoffice.inbox.tables import refusal_reason
from backoffice.inbox.workflow import Status, Verb
from backoffice.inbox.writing import Author, Line
from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Agent

NO_REASON = "Indiquez un motif : il sera communiqué à la famille."
NOT_WAITING = "Une pièce ne se met pas en liste d’attente."
GONE = "Cette pièce a déjà été traitée."
PAST = "La fin de validité est déjà passée : la pièce serait obsolète aussitôt."


class Piece(NamedTuple):
    """A document a request gave, and what its type says."""

    id: int
    request_id: int
    state: str
    label: str
    validity: str
    archived: bool
    files: int


@dataclass(slots=True)
class Documents:
    """The documents of some requests."""

    pieces: dict[int, Piece]
    in_force: dict[int, date | None]
    reasons: dict[str, str]
    today: date

    def findings(self, asked: Asked) -> list[Finding]:
        piece = self.pieces.get(asked.id)
        if piece is None:
            return []
        files = "1 fichier" if piece.files == 1 else f"{piece.files} fichiers"
        lasts = VALIDITY_LABELS[Validity(piece.validity)].lower()
        found = [_finding("document", Level.TO_CHECK, piece.label, f"{files} à examiner, {lasts}")]
        if piece.id in self.in_force:
            until = self.in_force[piece.id]
            when = f"jusqu’au {short_day(until)}" if until else "sans limite"
            said = f"l’actuelle reste valable {when}"
            found.append(_finding("in_force", Level.FAVOURABLE, "Pièce en cours", said))
        return found

    def step(self, asked: Asked, answer: Answer, _agent: Agent) -> Step:
        piece = self.pieces.get(asked.id)
        if answer.verb is Verb.WAITLIST:
            return _no(asked, NOT_WAITING)
        if answer.verb is Verb.REFUSE:
            told = answer.public_reason.strip() or self._listed(answer.reason_code or "")
            if not told:
                raise Refused(NO_REASON)
            return Step(asked, asked.id, Result.DONE, Status.REFUSED, public_reason=told)
        if piece is None or piece.state != State.VALIDATING:
            return _no(asked, GONE)
        own = next((one for one in answer.own if one.seen.request_id == asked.id), None)
        if own is not None and own.valid_until is not None and own.valid_until < self.today:
            return _no(asked, PAST)
        return Step(asked, asked.id, Result.DONE, Status.ACCEPTED, own=own)

    def _listed(self, code: str) -> str:
        return self.reasons.get(code) or sentences.PUBLIC.get(code) or ""

    def apply(self, work: Work, steps: Sequence[Step], answer: Answer, told: Told) -> None:
        accepted = [
            _acceptance(self.pieces[one.request_id], one.own) for one in steps if _good(one)
        ]
        services.accept(work, accepted)
        refused: dict[str, list[int]] = {}
        for step in steps:
            piece = self.pieces.get(step.request_id)
            if step.status is Status.REFUSED and piece and piece.state == State.VALIDATING:
                refused.setdefault(step.public_reason or "", []).append(piece.id)
        for reason, ids in refused.items():
            services.reject(work, ids, reason)
        lines = [
            Line(
                step.request_id,
                step.status or Status.VOID,
                step.asked.status if step.asked else "",
                public_reason=step.public_reason,
                message=(step.own.message if step.own else "") or answer.message.strip() or None,
            )
            for step in steps
        ]
        writing.write(work, lines, told.author, told.operation_id, told.mail_at)

    def undo_outcome(self, decision: Row[Any]) -> tuple[Result, str]:
        piece = self.pieces.get(decision.request_id)
        wanted = State.RECEIVED if decision.outcome == Status.ACCEPTED else State.INVALID
        if piece is not None and piece.state != wanted:
            return Result.OUT_OF_DATE, "La pièce a changé entre-temps."
        return Result.DONE, ""

    def take_back(self, work: Work, decisions: Sequence[Row[Any]], _author: Author) -> None:
        pieces = [self.pieces.get(row.request_id) for row in decisions]
        services.take_back(work, [piece.id for piece in pieces if piece])


def read(work: Work, requests: Sequence[Asked], *, lock: bool) -> Documents:
    """A fixed handful of queries, whatever the number of requests."""
    ids = [asked.id for asked in requests]
    d, t, f = document.c, document_type.c, document_file.c
    files = select(func.count()).where(f.document_id == d.id).correlate(document).scalar_subquery()
    query = (
        select(d.id, d.request_id, d.state, t.label, t.validity, t.archived, files)
        .join(document_type, t.id == d.document_type_id)
        .where(among(work.dialect, d.request_id, ids), d.superseded_at.is_(None))
        .order_by(d.id)
    )
    if lock and work.dialect == "postgresql":
        query = query.with_for_update(of=document)
    pieces = {row.request_id: Piece(*row) for row in work.rows(query)}
    reasons = select(refusal_reason.c.code, refusal_reason.c.label)
    return Documents(
        pieces,
        services.in_force_beside(work, [piece.id for piece in pieces.values()]),
        {row.code: row.label for row in work.rows(reasons)},
        work.today,
    )


def take_in(work: Work, drafts: Sequence[Draft]) -> None:
    """A document to examine for each request."""
    services.give(
        work,
        [
            Given(
                draft.id, draft.details["document_type_id"], draft.family_id, draft.child_id,
                draft.details.get("guardian_id"), tuple(draft.details["file_ids"]),
            )
            for draft in drafts
            if draft.family_id is not None
        ],
    )  # fmt: skip


def _good(step: Step) -> bool:
    return step.status is Status.ACCEPTED


def _acceptance(piece: Piece, own: DocumentAnswer | None) -> Acceptance:
    if own is None:
        return Acceptance(piece.id)
    return Acceptance(piece.id, own.dated, own.valid_until, own.kept, own.checked)


def _finding(rule: str, level: Level, label: str, sentence: str) -> Finding:
    return Finding(rule, level, {"label": label, "sentence": sentence})


def _no(asked: Asked, sentence: str) -> Step:
    return Step(asked, asked.id, Result.REFUSED, sentence=sentence)
