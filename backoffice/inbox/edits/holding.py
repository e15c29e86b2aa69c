"""What the dossiers hold now, what they held when a family asked, and who changed them since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import sense
from backoffice.families.fields import LISTS
from backoffice.families.held import TABLES, Values, current
from backoffice.families.tables import field_change
from backoffice.inbox.edits.read import Key, items_of
from backoffice.kernel.permissions import Permission

Subject = tuple[str, int]


class Change(NamedTuple):
    """A field changed at an instant, by someone or by the program."""

    key: Key
    at: datetime
    who: str
    before: Any
    after: Any
    request_id: int | None


@dataclass(slots=True)
class Holding:
    """Read once for a set of subjects; then each field is looked up."""

    values: dict[Subject, Values] = field(default_factory=dict)  # of those that are there
    lists: dict[Key, dict[str, Any]] = field(default_factory=dict)
    changes: dict[Key, list[Change]] = field(default_factory=dict)
    kin: dict[Subject, list[str]] = field(default_factory=dict)

    def there(self, key: Key) -> bool:
        return (key.subject, key.subject_id) in self.values

    def current(self, key: Key) -> Any:
        """What it holds; of someone who is gone, that they are."""
        if key.field in LISTS:
            return self.elements(key).get(key.item)
        held = self.values.get((key.subject, key.subject_id or 0))
        if held is None:
            return True if key.field == "removed" else None
        return held.get(key.field)

    def elements(self, key: Key) -> dict[str, Any]:
        """The list this is an element of, by what tells its elements apart; kept as it is changed."""
        return self.lists.setdefault(key._replace(item=""), {})

    def base(self, key: Key, asked_at: datetime) -> Any:
        """What it was when the family asked."""
        for change in self.changes.get(key, ()):
            if change.at > asked_at:
                return change.before
        return self.current(key)

    def base_elements(self, whole: Key, asked_at: datetime) -> dict[str, Any]:
        """A list as it was when the family asked."""
        touched = [key.item for key in self.changes if key._replace(item="") == whole]
        items = dict.fromkeys((*self.elements(whole), *sorted(touched)))
        held = {item: self.base(whole._replace(item=item), asked_at) for item in items}
        return {item: value for item, value in held.items() if value is not None}

    def since(self, key: Key, asked_at: datetime, but: int) -> Change | None:
        """The last change made after the family asked, not counting its own request."""
        later = [
            one for one in self.changes.get(key, ()) if one.at > asked_at and one.request_id != but
        ]
        return later[-1] if later else None


def hold(
    work: Work, subjects: Iterable[Subject], *, since: datetime, lock: bool = False
) -> Holding:
    """What these subjects hold, and their changes after `since`.

    With `lock`, on PostgreSQL, they are held to the end of the work, in one order for everyone. The
    régie may hold nobody: what it changes, the base lets one do at a time.
    """
    found = Holding()
    by_kind: dict[str, list[int]] = {}
    for subject, subject_id in sorted(set(subjects)):
        by_kind.setdefault(subject, []).append(subject_id)
    held = lock and work.dialect == "postgresql" and work.agent.may(Permission.FAMILY_EDIT)
    for subject, ids in by_kind.items():
        if held:
            _hold_rows(work, TABLES[subject], ids)
        _read_values(work, found, subject, ids)
        _read_changes(work, found, subject, ids, since)
        for subject_id, days in sense.kin_of(work, subject, ids).items():
            found.kin[subject, subject_id] = days
    return found


def _hold_rows(work: Work, table: Table, ids: Sequence[int]) -> None:
    here = among(work.dialect, table.c.id, ids)
    work.run(select(table.c.id).where(here).order_by(table.c.id).with_for_update())


def _read_values(work: Work, found: Holding, subject: str, ids: Sequence[int]) -> None:
    for subject_id, values in current(work, subject, ids).items():
        found.values[subject, subject_id] = values
        for name in LISTS & values.keys():
            found.lists[Key(subject, subject_id, name)] = items_of(name, values[name] or ())


def _read_changes(
    work: Work, found: Holding, subject: str, ids: Sequence[int], since: datetime
) -> None:
    c = field_change.c
    query = (
        select(c.subject_id, c.field, c.item, c.at, c.before, c.after, c.request_id, agent.c.name)
        .outerjoin(agent, agent.c.id == c.agent_id)
        .where(c.subject == subject, among(work.dialect, c.subject_id, ids), c.at > since)
        .order_by(c.id)
    )
    for row in work.rows(query):
        key = Key(subject, row.subject_id, row.field, row.item)
        change = Change(key, row.at, row.name or "", row.before, row.after, row.request_id)
        found.changes.setdefault(key, []).append(change)
