"""The documents a town asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select, update

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.documents.tables import document_need, document_type
from backoffice.documents.words import Condition, Effect, Scope, Validity
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

LONGEST_LABEL, MOST_CHECKS = 120, 8


@dataclass(frozen=True, slots=True)
class Need:
    """Of whom a type is asked: those enrolled in an activity, those in a condition, or both."""

    activity_id: int | None = None
    condition: Condition = Condition.ALWAYS


@dataclass(frozen=True, slots=True)
class TypeDraft:
    """Without any need, a type is asked of everyone in its scope."""

    label: str
    scope: Scope = Scope.CHILD
    validity: Validity = Validity.ANNUAL
    until_day: date | None = None
    mandatory: bool = False
    effect: Effect = Effect.NONE
    checklist: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeRow:
    id: int
    version: int
    draft: TypeDraft
    archived: bool


_READABLE, RIGHT_ONE = "Lisible, page entière", "Concerne la bonne personne"

# What most towns ask for, to begin with.
PRESETS: tuple[TypeDraft, ...] = (
    TypeDraft(
        "Assurance scolaire et extrascolaire", Scope.CHILD, Validity.SCHOOL_YEAR,
        mandatory=True, effect=Effect.WARN,
        checklist=(_READABLE, RIGHT_ONE, "Couvre l’année scolaire"),
    ),
    TypeDraft(
        "Certificat de vaccination", Scope.CHILD, Validity.ANNUAL, mandatory=True,
        effect=Effect.WARN, checklist=(_READABLE, RIGHT_ONE, "Signé et tamponné"),
    ),
    TypeDraft(
        "Projet d’accueil individualisé (PAI)", Scope.CHILD, Validity.SCHOOL_YEAR, mandatory=True,
        effect=Effect.WARN, checklist=(_READABLE, RIGHT_ONE, "Signé par le médecin"),
        needs=(Need(condition=Condition.ALLERGY), Need(condition=Condition.CARE_PLAN)),
    ),
    TypeDraft(
        "Justificatif de domicile", Scope.FAMILY, Validity.ANNUAL, mandatory=True,
        checklist=(_READABLE, "Moins de trois mois", "Au nom d’un responsable"),
    ),
    TypeDraft(
        "Avis d’imposition", Scope.FAMILY, Validity.ANNUAL,
        checklist=(_READABLE, "Toutes les pages", "Au nom du foyer"),
    ),
    TypeDraft("Livret de famille", Scope.FAMILY, Validity.PERMANENT, checklist=(_READABLE,)),
    TypeDraft("Jugement de garde", Scope.FAMILY, Validity.PERMANENT, checklist=(_READABLE,)),
    TypeDraft(
        "Pièce d’identité", Scope.GUARDIAN, Validity.PERMANENT, checklist=(_READABLE, RIGHT_ONE)
    ),
)  # fmt: skip


def types(work: Work, *, archived: bool = False) -> tuple[TypeRow, ...]:
    """In the order they are asked for."""
    work.require(Permission.REQUEST_READ)
    t = document_type.c
    query = select(document_type).order_by(t.archived, t.position, t.label, t.id)
    rows = work.rows(query if archived else query.where(~t.archived))
    needs: dict[int, list[Need]] = {}
    for row in work.rows(select(document_need).order_by(document_need.c.id)):
        needs.setdefault(row.document_type_id, []).append(
            Need(row.activity_id, Condition(row.condition))
        )
    return tuple(
        TypeRow(
            row.id,
            row.version,
            TypeDraft(
                row.label, Scope(row.scope), Validity(row.validity), row.until_day, row.mandatory,
                Effect(row.effect), tuple(row.checklist), tuple(needs.get(row.id, ())),
            ),
            row.archived,
        )
        for row in rows
    )  # fmt: skip


def add_type(work: Work, draft: TypeDraft) -> int:
    work.require(Permission.SETTINGS_EDIT)
    values = _values(draft)
    last = len(work.rows(select(document_type.c.id)))
    type_id = work.add(document_type, **values, scope=str(draft.scope), position=last)
    _set_needs(work, type_id, draft.needs)
    work.record(Topic.DOCUMENTS, "add_type", type_id, label=values["label"])
    return type_id


def edit_type(work: Work, type_id: int, version: int, draft: TypeDraft) -> None:
    """Whom it is asked of cannot change: what was given was given for them."""
    work.require(Permission.SETTINGS_EDIT)
    t = document_type.c
    seen = (t.id == type_id) & (t.version == version) & (t.scope == str(draft.scope))
    if work.run(update(document_type).where(seen).values(**_values(draft))).rowcount == 0:
        raise OutOfDate("Cette pièce vient d’être modifiée par un collègue. Rechargez la liste.")
    work.run(delete(document_need).where(document_need.c.document_type_id == type_id))
    _set_needs(work, type_id, draft.needs)
    work.record(Topic.DOCUMENTS, "edit_type", type_id, label=draft.label)


def archive_type(work: Work, type_id: int) -> None:
    """Asked for no more; what was given is kept."""
    work.require(Permission.SETTINGS_EDIT)
    _archive(work, type_id, archived=True)
    work.record(Topic.DOCUMENTS, "archive_type", type_id)


def restore_type(work: Work, type_id: int) -> None:
    """Asked for again."""
    work.require(Permission.SETTINGS_EDIT)
    _archive(work, type_id, archived=False)
    work.record(Topic.DOCUMENTS, "restore_type", type_id)


def _archive(work: Work, type_id: int, *, archived: bool) -> None:
    here = document_type.c.id == type_id
    work.run(update(document_type).where(here).values(archived=archived))


def add_presets(work: Work) -> int:
    """The usual types, for a town that has none yet; how many were made."""
    work.require(Permission.SETTINGS_EDIT)
    if work.first(select(document_type.c.id).limit(1)) is not None:
        return 0
    for draft in PRESETS:
        add_type(work, draft)
    return len(PRESETS)


def _values(draft: TypeDraft) -> dict[str, object]:
    label = clean(draft.label, LONGEST_LABEL)
    if not label:
        raise Refused("Donnez un nom à cette pièce.")
    if draft.validity is Validity.UNTIL and draft.until_day is None:
        raise Refused("Indiquez jusqu’à quelle date cette pièce est valable.")
    checks = [words for each in draft.checklist[:MOST_CHECKS] if (words := clean(each, 120))]
    return {
        "label": label,
        "validity": str(draft.validity),
        "until_day": draft.until_day if draft.validity is Validity.UNTIL else None,
        "mandatory": draft.mandatory,
        "effect": str(draft.effect),
        "checklist": checks,
    }


def _set_needs(work: Work, type_id: int, needs: Sequence[Need]) -> None:
    wanted = dict.fromkeys(needs)
    known = {one.activity_id for one in wanted if one.activity_id is not None}
    here = select(activity.c.id).where(among(work.dialect, activity.c.id, known))
    if known and len(work.rows(here)) < len(known):
        raise Refused("Une activité choisie n’existe plus. Rechargez la liste.")
    if any(one == Need() for one in wanted):
        raise Refused("Précisez pour quelle activité ou dans quel cas cette pièce est demandée.")
    if wanted:
        work.run(
            insert(document_need),
            [
                {
                    "document_type_id": type_id,
                    "activity_id": one.activity_id,
                    "condition": str(one.condition),
                }
                for one in wanted
            ],
        )
