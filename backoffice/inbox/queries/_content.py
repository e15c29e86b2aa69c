"""A payload as lines of plain text, whatever shape it has."""

from __future__ import annotations

from typing import Any

_DEEPEST, _LONGEST, _MOST = 6, 2000, 200
_SHORT = 10


def flattened(details: Any) -> list[tuple[str, str]]:
    """« guardian1.last_name » and its value, in the order they were written."""
    found: list[tuple[str, str]] = []
    _walk(found, "", details, 0)
    return found


def _walk(found: list[tuple[str, str]], path: str, value: Any, depth: int) -> None:
    if len(found) >= _MOST:
        return
    if depth < _DEEPEST and isinstance(value, dict):
        for name, inner in value.items():
            _walk(found, f"{path}.{name}" if path else str(name), inner, depth + 1)
    elif (
        depth < _DEEPEST
        and isinstance(value, list)
        and any(isinstance(v, dict | list) for v in value)
    ):
        for number, inner in enumerate(value, start=1):
            _walk(found, f"{path}.{number}", inner, depth + 1)
    else:
        shown = _plain(value)[:_LONGEST]
        found.append((path, _masked(shown) if path.rpartition(".")[2] == "iban" else shown))


def _masked(iban: str) -> str:
    """Enough to recognise it by, as everywhere but at the régie."""
    bare = iban.replace(" ", "")
    return f"{bare[:4]} … {bare[-3:]}" if len(bare) > _SHORT else "…"


def _plain(value: Any) -> str:
    match value:
        case None:
            return "(vidé)"
        case True:
            return "oui"
        case False:
            return "non"
        case list():
            return ", ".join(_plain(one) for one in value) or "(aucun)"
        case _:
            return str(value)
