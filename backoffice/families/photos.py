"""Photos of children: looked at before they are opened, then drawn anew by a process of its own, small
and without anything else that the file carried.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import insert, select

from backoffice.database.work import Work
from backoffice.families.tables import child, stored_file
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.portal.files import HEAD, look
from backoffice.portal.tables import portal_in_file

NOT_A_PHOTO = "Ce fichier n’est pas une photo : envoyez une image JPEG ou PNG."
TOO_LARGE = "Cette photo est trop grande : 10 Mo et 50 millions de points au plus."
MOST_BYTES, SIDE = 10 * 2**20, 600
_PDF = b"%PDF"


def redrawn(name: str, media_type: str | None, content: bytes) -> bytes:
    """The picture as a JPEG of at most 600 points across, drawn by a process of its own.

    Raises Refused when it is not a picture.
    """
    from backoffice.drawing import refusals
    from backoffice.drawing.shared import drawer

    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    if content.startswith(_PDF) or look(content[:HEAD], name, media_type) is not None:
        raise Refused(NOT_A_PHOTO)
    try:
        return drawer().draw(content, name, width=SIDE, encoded="JPEG").pixels
    except Refused as refusal:
        large = str(refusal) == refusals.TOO_MANY_PIXELS
        raise Refused(TOO_LARGE if large else NOT_A_PHOTO) from None


def keep(work: Work, portal_file_id: int) -> int:
    """Keep the picture a family sent; the number of what is kept. Raises Refused."""
    known = work.scalar(
        select(stored_file.c.id).where(stored_file.c.portal_file_id == portal_file_id)
    )
    if known is not None:
        return int(known)
    f = portal_in_file.c
    sent = work.first(select(f.name, f.media_type, f.content).where(f.id == portal_file_id))
    if sent is None:
        raise Refused(NOT_A_PHOTO)
    return store(work, sent.name, sent.media_type, bytes(sent.content), portal_file_id)


def store(
    work: Work, name: str, media_type: str | None, content: bytes, portal_file_id: int | None = None
) -> int:
    """Keep a picture; the number it is known by, as `photo_file_id`."""
    kept = redrawn(name, media_type, content)
    query = insert(stored_file).values(
        name="photo.jpg",
        media_type="image/jpeg",
        size=len(kept),
        sha256=hashlib.sha256(kept).hexdigest(),
        content=kept,
        added_at=work.now,
        added_by=work.agent.id or None,
        portal_file_id=portal_file_id,
    )
    return int(work.run(query.returning(stored_file.c.id)).scalar_one())


def shown(work: Work, child_id: int) -> bytes | None:
    """The photo of a child, as we drew it anew."""
    work.require(Permission.FAMILY_READ)
    query = select(stored_file.c.content).join(child, child.c.photo_file_id == stored_file.c.id)
    found = work.scalar(query.where(child.c.id == child_id))
    return bytes(found) if found is not None else None
