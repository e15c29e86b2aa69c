"""What a command prints, for people or as JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any


class Asked(Exception):
    """The command was not asked as it should be; the sentence says how."""


def answer(asked: Namespace, value: Any, *lines: str) -> int:
    """`value` with --json, otherwise the lines."""
    if asked.json:
        print(json.dumps(plain(value), ensure_ascii=False, indent=1))
    else:
        for line in lines:
            print(line)
    return 0


def refused(sentence: str, asked: Namespace) -> int:
    print(sentence, file=sys.stderr)
    if asked.json:
        print(json.dumps({"refused": sentence}, ensure_ascii=False))
    return 1


def misused(sentence: str, asked: Namespace) -> int:
    print(sentence, file=sys.stderr)
    if asked.json:
        print(json.dumps({"misused": sentence}, ensure_ascii=False))
    return 2


def plain(value: Any) -> Any:
    """Dataclasses, instants and words as JSON knows them."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Columns one above the other; the last one takes what is left."""
    if not rows:
        return []
    wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(w) for cell, w in zip(row, wide, strict=True)).rstrip() for row in rows
    ]
