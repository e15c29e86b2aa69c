"""Whom a document is about."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from backoffice.database.work import Work
from backoffice.documents.tables import document
from backoffice.families.tables import family_child, guardian
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission


class Owner(NamedTuple):
    """A child, a guardian, or neither: the family."""

    family_id: int
    child_id: int | None = None
    guardian_id: int | None = None


def same_owner(type_id: int, owner: Owner) -> ColumnElement[bool]:
    """The documents of this type about the same person, or about the family."""
    d = document.c
    about = (d.document_type_id == type_id) & d.child_id.is_not_distinct_from(owner.child_id)
    about &= d.guardian_id.is_not_distinct_from(owner.guardian_id)
    alone = owner.child_id is None and owner.guardian_id is None
    return about & (d.family_id == owner.family_id) if alone else about


def find(
    work: Work,
    *,
    family_id: int | None = None,
    child_id: int | None = None,
    guardian_id: int | None = None,
) -> Owner:
    """The owner, in the only family they have when none is named. Raises Refused when it is unclear."""
    work.require(Permission.REQUEST_READ)
    if child_id is not None:
        k = family_child.c
        query = select(k.family_id).where(k.child_id == child_id).order_by(k.family_id)
    elif guardian_id is not None:
        query = select(guardian.c.family_id).where(guardian.c.id == guardian_id)
    elif family_id is not None:
        return Owner(family_id)
    else:
        raise Refused("Précisez à qui est la pièce : un enfant, un responsable ou la famille.")
    theirs = [row.family_id for row in work.rows(query)]
    if family_id is not None:
        theirs = [family_id]  # whether they are of it is checked when the document is added
    if not theirs:
        raise Refused("Cette personne ne fait partie d’aucune famille.")
    if len(theirs) > 1:
        numbers = " et ".join(str(one) for one in theirs)
        raise Refused(f"Cet enfant est dans plusieurs familles ({numbers}) : précisez laquelle.")
    return Owner(theirs[0], child_id, guardian_id)
