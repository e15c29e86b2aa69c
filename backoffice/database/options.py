"""The settings of the town, kept in its base: words, zone, mail slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import delete, insert, select

from backoffice.database.journal import setting
from backoffice.database.work import Work

MAIL_SLOTS = ("13:00", "18:00")


def read(work: Work, key: str, default: Any = None) -> Any:
    found = work.first(select(setting.c.value).where(setting.c.key == key))
    return default if found is None else found.value


def write(work: Work, key: str, value: Any) -> None:
    """Set one; the use case that calls says so in the journal."""
    work.run(delete(setting).where(setting.c.key == key))
    work.run(insert(setting).values(key=key, value=value))


def mail_slots(work: Work) -> Sequence[time]:
    """The hours, in the town, at which families are mailed (13 h and 18 h unless set)."""
    return [time.fromisoformat(hour) for hour in read(work, "mail_slots", MAIL_SLOTS)]
