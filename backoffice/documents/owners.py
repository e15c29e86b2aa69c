"""Whom a document is about."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement

from backoffice.documents.tables import document


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
