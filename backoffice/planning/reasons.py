"""The reasons of absence the service knows, and which of them excuse one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from backoffice.database.work import Work
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean, fold
from backoffice.kernel.topics import Topic
from backoffice.planning.tables import absence_reason


@dataclass(frozen=True, slots=True)
class AbsenceReason:
    id: int
    label: str
    justified: bool


def absence_reasons(work: Work) -> tuple[AbsenceReason, ...]:
    work.require(Permission.PLANNING_READ)
    columns = (absence_reason.c.id, absence_reason.c.label, absence_reason.c.justified)
    return tuple(
        AbsenceReason(*tuple(row))
        for row in work.rows(select(*columns).order_by(absence_reason.c.label))
    )


def add_absence_reason(work: Work, label: str, *, justified: bool) -> int:
    """Met in what families type, whatever the accents and the case."""
    work.require(Permission.SETTINGS_EDIT)
    words = clean(label, 120)
    if not (key := fold(words)):
        raise Refused("Donnez un nom à ce motif.")
    if work.scalar(select(absence_reason.c.id).where(absence_reason.c.key == key)):
        raise Refused(f"Le motif « {words} » existe déjà.")
    values = {"label": words, "key": key, "justified": justified}
    made = work.run(insert(absence_reason).values(values).returning(absence_reason.c.id))
    reason_id = int(made.scalar_one())
    work.record(Topic.SETTINGS, "add_absence_reason", reason_id, label=words, justified=justified)
    return reason_id


def remove_absence_reason(work: Work, reason_id: int) -> None:
    """Only the list changes: absences keep the words they were asked with."""
    work.require(Permission.SETTINGS_EDIT)
    if work.run(delete(absence_reason).where(absence_reason.c.id == reason_id)).rowcount == 0:
        raise OutOfDate("Ce motif vient d’être retiré par un collègue.")
    work.record(Topic.SETTINGS, "remove_absence_reason", reason_id)
