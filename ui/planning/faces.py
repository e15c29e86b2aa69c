"""How a slot's status is drawn in a cell: symbol, word and ink."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.planning.slots import SlotStatus
from ui.kit.tokens import FACES, Status

S = SlotStatus


@dataclass(frozen=True, slots=True)
class CellFace:
    """`word` fills a cell, `short` a narrow one; the narrowest show the symbol alone."""

    ink: Status
    symbol: str
    word: str
    short: str


def _of(ink: Status, word: str = "", short: str = "") -> CellFace:
    face = FACES[ink]
    return CellFace(ink, face.symbol, word or face.word, short or face.short)


CELLS: dict[SlotStatus, CellFace] = {
    S.FREE: _of(Status.FREE),
    S.RESERVATION_PENDING: _of(Status.PENDING),
    S.ABSENCE_PENDING: _of(Status.PENDING),
    S.CANCELLATION_PENDING: _of(Status.PENDING),
    S.RESERVED: _of(Status.RESERVED),
    S.PRESENT: _of(Status.RESERVED, "Présent", "Prés."),
    S.PRESENT_UNRESERVED: _of(Status.RESERVED, "Présent", "Prés."),
    S.WAITLISTED: _of(Status.WAITLISTED),
    S.ABSENT: _of(Status.ABSENT),
    S.ABSENT_INVOICED: _of(Status.ABSENT_INVOICED),
    S.RESERVATION_REFUSED: _of(Status.REFUSED),
    S.RESERVATION_CANCELLED: _of(Status.CANCELLED),
    # Still reserved, hence its symbol; the word says that something was refused.
    S.ABSENCE_REFUSED: _of(Status.RESERVED, "Abs. ref.", "Abs. r."),
}

# What the status picker offers, and the statuses each choice stands for.
FILTERS: tuple[tuple[str, frozenset[SlotStatus]], ...] = (
    ("Tous statuts", frozenset()),
    (
        "Réservé ou présent",
        frozenset({S.RESERVED, S.PRESENT, S.PRESENT_UNRESERVED, S.ABSENCE_REFUSED}),
    ),
    ("En attente", frozenset({S.RESERVATION_PENDING, S.ABSENCE_PENDING, S.CANCELLATION_PENDING})),
    ("En liste d'attente", frozenset({S.WAITLISTED})),
    ("Absent(e)", frozenset({S.ABSENT})),
    ("Absence facturée", frozenset({S.ABSENT_INVOICED})),
    ("Refusée ou annulée", frozenset({S.RESERVATION_REFUSED, S.RESERVATION_CANCELLED})),
    ("Non réservé", frozenset({S.FREE})),
)
