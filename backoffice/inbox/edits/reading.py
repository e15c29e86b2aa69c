"""What the screen of a family's pile shows: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backoffice.inbox.advice import Advice


@dataclass(frozen=True, slots=True)
class EditField:
    """A field a family asked to change: what it is, what it would be."""

    id: int
    name: str  # what `--only` takes: « mobile »
    label: str
    current: str  # « — » where there is nothing
    asked: str
    word: str  # Modifié, Ajouté, Retiré
    since: str  # « 07 39 98 01 55 · 18/11, M. Durand » when it changed after the family asked
    sensitive: bool
    flaw: str
    ticked_by_default: bool
    state: str  # pending, accepted, refused
    public_reason: str  # why it was refused
    group: str  # « Fratrie »: fields read together; nothing for most


@dataclass(frozen=True, slots=True)
class AddressEffect:
    """What a new address may apply to, and what it would change."""

    guardians: tuple[tuple[int, str, bool], ...]  # id, « Mme Nguyen », lives where the asker does
    sentences: tuple[str, ...]  # « Tarif hors commune à partir du 01/12/2026 »
    earliest: date


@dataclass(frozen=True, slots=True)
class EditSection:
    """One request of the pile. Without fields, it is answered whole, through `decide`."""

    request_id: int
    version: int
    submission_id: int
    reference: str  # « 17 379 104 »
    kind: str
    status: str
    title: str  # « Adresse principale »
    whom: str  # « Mme Nguyen », « Minh, CE2 A »
    submitted_at: datetime
    fields: tuple[EditField, ...]
    decidable: bool
    locked_reason: str  # why this agent cannot answer: « Réservé à la régie. »
    alert: str  # « Allergie déclarée : à transmettre à la restauration »
    advice: Advice | None
    address: AddressEffect | None = None


@dataclass(frozen=True, slots=True)
class EditSheet:
    """All that waits for an answer for one family, in the order it was asked."""

    family_id: int
    family: str
    phone: str
    submitted_at: datetime | None  # of the pile, when it was sent in one go
    sections: Sequence[EditSection]
    notices: tuple[str, ...]
