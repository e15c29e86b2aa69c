"""A table as spreadsheets open it: CSV with semicolons, in UTF-8, in which no formula lives."""

from __future__ import annotations

import csv
import errno
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import Refused

Cell = str | int | Decimal | date | None
BOM = "\ufeff"  # without it, Excel reads the accents of another century
_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BEFORE = ("\t", "\r", "\n", "\0")
_CAUSES = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le disque est plein",
    errno.EFBIG: "le disque est plein",
    errno.EACCES: "il est protégé, ou ouvert dans un autre programme",
    errno.EPERM: "il est protégé, ou ouvert dans un autre programme",
    errno.EROFS: "ce disque ne peut qu’être lu",
    errno.ENOENT: "ce dossier n’existe plus",
}


def inert(words: str) -> str:
    """The same text, which no spreadsheet takes for a formula."""
    kept = words.replace("\0", "\ufffd")
    first = kept.lstrip()
    return f"'{kept}" if first.startswith(_FORMULAS) or words.startswith(_BEFORE) else kept


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Numbers stay numbers, days are French, whatever someone typed stays text."""
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerows(
        [_written(cell) for cell in row] for row in rows
    )
    return (BOM + held.getvalue()).encode("utf-8", errors="replace")


def save(path: Path, content: bytes) -> None:
    """The whole file or none: whoever opens it never finds a half. Raises Refused with the cause."""
    try:
        _replace(path, content)
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0, "vérifiez le dossier")
        raise Refused(f"« {path.name} » n’a pas pu être enregistré : {cause}.") from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as held:
            held.write(content)
            held.flush()
            os.fsync(held.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    if isinstance(cell, date):
        return short_day(cell)
    return "" if cell is None else str(cell)
