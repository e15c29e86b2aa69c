"""What a file sent by a family really is: told by its first bytes, never by its name alone."""

from __future__ import annotations

from backoffice.portal.shapes import Unreadable

HEAD = 16  # bytes, enough to know the sorts accepted

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
WEBP, HEIC = "image/webp", "image/heic"
_STARTS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1"})
_ENDS = {
    "pdf": PDF, "png": PNG, "jpg": JPEG, "jpeg": JPEG, "webp": WEBP, "heic": HEIC, "heif": HEIC,
}  # fmt: skip

NOT_ACCEPTED = (
    "Une pièce jointe n’est ni un PDF ni une photo JPEG, PNG, WebP ou HEIC. "
    "Enregistrez-la dans un de ces formats, puis renvoyez la demande."
)


def sort_of(head: bytes) -> str | None:
    """The media type these first bytes announce, if it is one we accept."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    return next((sort for start, sort in _STARTS if head.startswith(start)), None)


def named_as(name: str) -> str | None:
    """The media type a name announces by its ending."""
    return _ENDS.get(name.rpartition(".")[2].casefold())


def look(head: bytes, name: str, media_type: str | None) -> Unreadable | None:
    """What is wrong with a file, if anything: of another sort than accepted, or than it claims."""
    found = sort_of(head)
    if found is None:
        return Unreadable("fichier d’une sorte non acceptée", NOT_ACCEPTED)
    if named_as(name) != found:
        return Unreadable("fichier d’une autre sorte que son nom ne l’annonce", NOT_ACCEPTED)
    claimed = (media_type or "").partition(";")[0].strip().casefold()
    if claimed in _ENDS.values() and claimed != found:
        return Unreadable("fichier d’une autre sorte qu’annoncé", NOT_ACCEPTED)
    return None
