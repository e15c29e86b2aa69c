"""IBANs that families type: kept apart for the régie, in no payload and no request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, update

from backoffice.database.bulk import insert_rows
from backoffice.database.work import Work
from backoffice.families.iban import masked
from backoffice.families.tables import asked_iban
from backoffice.inbox.workflow import Kind
from backoffice.portal.incoming import Incoming
from backoffice.portal.shapes import Unreadable, parse
from backoffice.portal.tables import portal_in_request

KINDS = frozenset({Kind.BANK_CHANGE, Kind.FAMILY_CREATION})
NAME = "iban"
_LONGEST = 34
_APART = re.compile(r"[^0-9A-Z]+")


def bare(typed: str) -> str:
    """« fr76 3000… » → « FR763000… »."""
    return _APART.sub("", typed.upper())


def iban_of(kind: str, details: Mapping[str, Any]) -> str:
    """The IBAN these details hold; nothing when they hold none that could be one."""
    found = details if kind == Kind.BANK_CHANGE else details.get("bank")
    typed = found.get(NAME) if isinstance(found, Mapping) else None
    kept = bare(typed) if isinstance(typed, str) else ""
    return kept if len(kept) <= _LONGEST else ""


def without_ibans(value: Any) -> Any:
    """The same, its IBANs masked wherever they stand."""
    if isinstance(value, list):
        return [without_ibans(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: (masked(bare(one)) if isinstance(one, str) else None)
        if name == NAME
        else without_ibans(one)
        for name, one in value.items()
    }


def keep_apart(work: Work, found: Mapping[int, str]) -> None:
    """Keep these IBANs, by request; the régie alone may read them."""
    rows = [(request_id, iban) for request_id, iban in sorted(found.items()) if iban]
    insert_rows(work, asked_iban, ("request_id", "iban"), rows)


def wipe(work: Work, rows: Iterable[Incoming]) -> None:
    """Mask them in what the portal wrote, understood or not."""
    cleared: Sequence[dict[str, Any]] = [
        {"row_id": row.id, "kept": _cleared(row)} for row in rows if row.kind in KINDS
    ]
    if cleared:
        work.run(
            update(portal_in_request)
            .where(portal_in_request.c.id == bindparam("row_id"))
            .values(payload=bindparam("kept", type_=portal_in_request.c.payload.type)),
            cleared,
        )


def _cleared(row: Incoming) -> dict[str, Any]:
    try:
        found: dict[str, Any] = without_ibans(parse(row.payload))
    except Unreadable:
        return {}
    return found
