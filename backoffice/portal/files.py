"""What a file sent by a family really is: told by its first bytes, never by its name alone."""

from __future__ import annotations

from backoffice.portal.shapes import Unreadable

HEAD = 8  # bytes, enough to know the sorts accepted

_PDF, _PNG, _JPEG = "application/pdf", "image/png", "image/jpeg"
_STARTS = ((b"%PDF-", _PDF), (b"\x89PNG\r\n\x1a\n", _PNG), (b"\xff\xd8\xff", _JPEG))
_ENDS = {"pdf": _PDF, "png": _PNG, "jpg": _JPEG, "jpeg": _JPEG}

NOT_ACCEPTED = (
    "Une pièce jointe n’est ni un PDF ni une photo JPEG ou PNG. "
    "Enregistrez-la dans un de ces formats, puis renvoyez la demande."
)


def look(head: bytes, name: str, media_type: str | None) -> Unreadable | None:
    """What is wrong with a file, if anything: of another sort than accepted, or than it claims."""
    found = next((sort for start, sort in _STARTS if head.startswith(start)), None)
    if found is None:
        return Unreadable("fichier ni PDF, ni JPEG, ni PNG", NOT_ACCEPTED)
    if _ENDS.get(name.rpartition(".")[2].casefold()) != found:
        return Unreadable("fichier d’une autre sorte que son nom ne l’annonce", NOT_ACCEPTED)
    claimed = (media_type or "").partition(";")[0].strip().casefold()
    if claimed in _ENDS.values() and claimed != found:
        return Unreadable("fichier d’une autre sorte qu’annoncé", NOT_ACCEPTED)
    return None
