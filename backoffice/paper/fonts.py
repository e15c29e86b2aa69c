"""The two faces of every printed document: Roboto (Apache 2.0), embedded and subset."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
REGULAR, BOLD = "Paper", "Paper-Bold"
_NO_BREAK = "\u00a0"
_UNKNOWN = "?"


class _Widths(dict[str, float]):
    """Advance of a character for 1 pt of size; filled as characters are met."""

    def __init__(self, face: TTFontFace) -> None:
        super().__init__()
        self.face = face

    def __missing__(self, char: str) -> float:
        code = ord(" " if char == _NO_BREAK else char)
        advance = float(self.face.getCharWidth(code)) / 1000
        self[char] = advance
        return advance


def _load(name: str, file: str) -> _Widths:
    font = TTFont(name, str(_FOLDER / file))
    pdfmetrics.registerFont(font)
    return _Widths(font.face)


_WIDTHS = {REGULAR: _load(REGULAR, "Roboto-Regular.ttf"), BOLD: _load(BOLD, "Roboto-Bold.ttf")}


def width(text: str, font: str, size: float) -> float:
    """Width in points."""
    return sum(map(_WIDTHS[font].__getitem__, text)) * size


def unprintable(text: str) -> frozenset[str]:
    """Characters without a glyph."""
    glyphs = _WIDTHS[REGULAR].face.charToGlyph
    return frozenset(char for char in text if ord(char) not in glyphs and char != _NO_BREAK)


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """The same in characters that print: composed, bare letters where that is all there is, else « ? »."""
    composed = unicodedata.normalize("NFC", text)
    for char in unprintable(composed):
        bare = unicodedata.normalize("NFKD", char)
        kept = "".join(part for part in bare if not unicodedata.combining(part))
        other = _UNKNOWN if not kept or unprintable(kept) else kept
        composed = composed.replace(char, "" if unicodedata.category(char)[0] in "CM" else other)
    return composed
