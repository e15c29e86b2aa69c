"""Files as they are kept: told by what they hold, so that the same one sent twice is seen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.documents.tables import document, document_file, document_type
from backoffice.families.tables import child, stored_file
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.portal.files import HEAD, named_as, sort_of
from backoffice.portal.tables import portal_in_file

LARGEST = 20 << 20  # bytes
_ODD = re.compile(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_ACCEPTED = "n’est ni un PDF ni une photo JPEG, PNG, WebP ou HEIC, ou n’est pas ce que dit son nom"
GONE = "Ce fichier n’existe plus."


@dataclass(frozen=True, slots=True)
class Before:
    """The same file, seen earlier."""

    document_id: int
    label: str
    child: str
    at: datetime


def safe_name(name: str) -> str:
    """A name that no system takes for a path, a device or another name."""
    bare = _ODD.sub("_", clean(name, 255)).strip(" .") or "piece"
    if _RESERVED.fullmatch(bare):
        bare = f"_{bare}"
    stem, dot, end = bare.rpartition(".")
    return f"{stem[:200]}{dot}{end[:20]}" if dot else bare[:200]


def too_large(name: str) -> str:
    """The sentence for a file that is not even read."""
    return f"« {safe_name(name)} » dépasse 20 Mo : enregistrez-le en plus petit, puis recommencez."


def store(work: Work, name: str, content: bytes, *, parent_id: int | None = None) -> int:
    """Keep a file from the counter. Raises Refused when it is not what it claims."""
    if not content:
        raise Refused(f"« {safe_name(name)} » est vide.")
    if len(content) > LARGEST:
        raise Refused(too_large(name))
    sort = sort_of(content[:HEAD])
    if sort is None or named_as(name) != sort:
        raise Refused(f"« {safe_name(name)} » {_ACCEPTED}.")
    return _insert(work, name, sort, content, None, parent_id)


def keep(work: Work, portal_file_ids: Collection[int]) -> dict[int, int]:
    """Files of the portal, kept as ours; the number each is known by. Kept once, however often asked."""
    known = select(stored_file.c.portal_file_id, stored_file.c.id).where(
        among(work.dialect, stored_file.c.portal_file_id, portal_file_ids)
    )
    found = {row.portal_file_id: row.id for row in work.rows(known)}
    f = portal_in_file.c
    fresh = [one for one in portal_file_ids if one not in found]
    query = select(f.id, f.name, f.content).where(among(work.dialect, f.id, fresh)).order_by(f.id)
    for row in work.connection.execute(query):
        content = bytes(row.content)
        sort = sort_of(content[:HEAD]) or "application/octet-stream"
        found[row.id] = _insert(work, row.name, sort, content, row.id, None)
    return found


def content_of(work: Work, *, stored_id: int | None = None, portal_id: int | None = None) -> bytes:
    """What a file holds. Raises Refused when it is gone."""
    work.require(Permission.REQUEST_READ)
    return named(work, stored_id, portal_id)[1]


def named(work: Work, stored_id: int | None, portal_id: int | None) -> tuple[str, bytes]:
    """The harmless name of a file, and what it holds; ours rather than what the portal sent."""
    work.require(Permission.REQUEST_READ)
    f, k = portal_in_file.c, stored_file.c
    if stored_id is not None:
        row = work.first(select(k.name, k.content).where(k.id == stored_id))
    else:
        row = work.first(select(f.name, f.content).where(f.id == portal_id))
    if row is None:
        raise Refused(GONE)
    return safe_name(row.name), bytes(row.content)


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def seen_before(work: Work, sha256: str, *, but: int = 0) -> tuple[Before, ...]:
    """The documents that already hold this very file, the latest first."""
    work.require(Permission.REQUEST_READ)
    d, k = document.c, stored_file.c
    query = (
        select(d.id, document_type.c.label, child.c.first_name, child.c.last_name, d.received_at)
        .join(document_file, document_file.c.document_id == d.id)
        .join(stored_file, k.id == document_file.c.stored_file_id)
        .join(document_type, document_type.c.id == d.document_type_id)
        .outerjoin(child, child.c.id == d.child_id)
        .where(k.sha256 == sha256, d.id != but)
        .order_by(d.received_at.desc(), d.id.desc())
        .limit(5)
    )
    return tuple(
        Before(
            row.id,
            row.label,
            f"{row.first_name} {row.last_name}" if row.first_name else "",
            row.received_at,
        )
        for row in work.rows(query)
    )


def _insert(
    work: Work, name: str, sort: str, content: bytes, portal_id: int | None, parent_id: int | None
) -> int:
    query = insert(stored_file).values(
        name=safe_name(name),
        media_type=sort,
        size=len(content),
        sha256=fingerprint(content),
        content=content,
        added_at=work.now,
        added_by=work.agent.id or None,
        portal_file_id=portal_id,
        parent_id=parent_id,
    )
    return int(work.run(query.returning(stored_file.c.id)).scalar_one())
