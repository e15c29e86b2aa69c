"""Drawing one page, in the process made for it. The libraries that open documents are loaded here only."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backoffice.drawing import refusals
from backoffice.drawing.limits import (
    LARGEST_FILE,
    LONGEST_SIDE,
    MOST_PAGES,
    MOST_PIXELS,
)
from backoffice.portal.files import HEAD, HEIC, JPEG, PDF, PNG, WEBP, named_as, sort_of

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_PAGE = 100_000  # points: thirty-five metres
_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP", HEIC: "HEIF"}


class Undrawable(Exception):
    """Why a document is not shown, in a French sentence."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Red, green, blue, one byte each; `stride` bytes a row."""

    width: int
    height: int
    stride: int
    pages: int
    pixels: bytes


class Document:
    """One document, opened once for all its pages."""

    def __init__(self, content: bytes, name: str) -> None:
        if not content:
            raise Undrawable(refusals.EMPTY)
        if len(content) > LARGEST_FILE:
            raise Undrawable(refusals.TOO_LARGE)
        self.sort = sort_of(content[:HEAD])
        if self.sort is None:
            raise Undrawable(refusals.NOT_ACCEPTED)
        if named_as(name) != self.sort:
            raise Undrawable(refusals.DISGUISED)
        self._pdf: Any = None
        self._photo: Image | None = None
        if self.sort == PDF:
            self._pdf = _pdf(content)
        else:
            self._photo = _photo(content, self.sort)

    @property
    def pages(self) -> int:
        return len(self._pdf) if self._pdf is not None else 1

    def draw(self, page: int, width: int, rotation: int) -> Bitmap:
        """`page` counts from 1; `width` in pixels is what is wanted, `rotation` a quarter-turn's degrees."""
        if not 1 <= page <= self.pages:
            raise Undrawable(refusals.NO_SUCH_PAGE)
        wanted = max(50, min(width, LONGEST_SIDE))
        if self._pdf is not None:
            return self._page(page, wanted, rotation)
        return self._turned(wanted, rotation)

    def turned(self, rotation: int) -> bytes:
        """The whole document a quarter-turn or more round, as a file of its own."""
        kept = io.BytesIO()
        if self._pdf is None:
            assert self._photo is not None  # noqa: S101  a document is one or the other
            sort = "PNG" if self.sort == PNG else "JPEG"
            self._photo.rotate(-(rotation % 360), expand=True).save(kept, sort, quality=90)
            return kept.getvalue()
        for number in range(self.pages):
            page = self._pdf[number]
            page.set_rotation((page.get_rotation() + rotation) % 360)
            page.close()
        self._pdf.save(kept)
        return kept.getvalue()

    def _page(self, number: int, wanted: int, rotation: int) -> Bitmap:
        page = self._pdf[number - 1]
        try:
            wide, high = page.get_size()
            if not (0 < wide < LARGEST_PAGE and 0 < high < LARGEST_PAGE):
                raise Undrawable(refusals.BROKEN)
            across = high if rotation % 180 else wide
            scale = min(wanted / across, LONGEST_SIDE / max(wide, high))
            drawn = page.render(
                scale=scale, rotation=rotation % 360, may_draw_forms=False, rev_byteorder=True,
                prefer_bgrx=False,
            )  # fmt: skip
            pixels = bytes(drawn.buffer)
            return Bitmap(drawn.width, drawn.height, drawn.stride, self.pages, pixels)
        finally:
            page.close()

    def _turned(self, wanted: int, rotation: int) -> Bitmap:
        assert self._photo is not None  # noqa: S101  a document is one or the other
        photo = self._photo
        if rotation % 360:
            photo = photo.rotate(-(rotation % 360), expand=True)
        if photo.width > wanted:
            from PIL.Image import Resampling

            high = max(1, round(photo.height * wanted / photo.width))
            photo = photo.resize((wanted, high), Resampling.BILINEAR, reducing_gap=2.0)
        return Bitmap(photo.width, photo.height, photo.width * 3, 1, photo.tobytes())


def _pdf(content: bytes) -> Any:
    import pypdfium2

    try:
        found = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise Undrawable(refusals.LOCKED if locked else refusals.BROKEN) from None
    if not 1 <= len(found) <= MOST_PAGES:
        raise Undrawable(refusals.TOO_MANY_PAGES if len(found) else refusals.BROKEN)
    return found


def _photo(content: bytes, sort: str) -> Image:
    """Decoded no larger than it will be shown, upright, on white."""
    from PIL import Image, ImageOps

    if sort == HEIC:
        import pi_heif

        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[sort]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Undrawable(refusals.TOO_MANY_PIXELS)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
            return _on_white(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Undrawable(refusals.TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError):
        raise Undrawable(refusals.BROKEN) from None


def _on_white(photo: Image) -> Image:
    from PIL import Image

    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        photo = photo.convert("RGBA")
        page = Image.new("RGB", photo.size, "white")
        page.paste(photo, mask=photo.getchannel("A"))
        return page
    return photo.convert("RGB")


def encoded(bitmap: Bitmap, sort: str) -> bytes:
    """The same picture as a file: « PNG » or « JPEG »."""
    from PIL import Image

    size = (bitmap.width, bitmap.height)
    photo = Image.frombuffer("RGB", size, bitmap.pixels, "raw", "RGB", bitmap.stride, 1)
    kept = io.BytesIO()
    how = {"compress_level": 3} if sort == "PNG" else {"quality": 85}
    photo.save(kept, sort, **how)
    return kept.getvalue()
