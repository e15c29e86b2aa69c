"""What there is to answer for a family, and what the agent ticked of it. Plain values, no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from backoffice.inbox.advice import Check, Level
from backoffice.inbox.edits.reading import EditField, EditSection, EditSheet
from backoffice.inbox.workflow import PENDING, SLOT_KINDS
from ui import labels
from ui.kit.french import number

FIELD_PENDING, FIELD_ACCEPTED = "pending", "accepted"
_BY_KIND = {
    "address": "home", "secondary_address": "home", "bank": "payment", "tax": "coin",
    "authorisation": "shield", "contact": "families", "vaccination": "document",
    "health": "note",
}  # fmt: skip

_SHOWN = frozenset({"alert", "flaw", "sensitive", "changed"})  # by the lines themselves

Key = tuple[int, int]  # of an item: its request, and its field if it is one


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tick: a field; or, without one, a request that is answered whole."""

    section: EditSection
    field: EditField | None = None

    @property
    def key(self) -> Key:
        return self.section.request_id, self.field.id if self.field else 0

    @property
    def waits(self) -> bool:
        return self.field is None or self.field.state == FIELD_PENDING

    @property
    def able(self) -> bool:
        """Whether this agent may answer it."""
        return self.section.decidable and self.waits

    @property
    def flaw(self) -> str:
        return self.field.flaw if self.field else ""

    @property
    def sensitive(self) -> bool:
        return bool(self.field and self.field.sensitive)

    @property
    def usual(self) -> bool:
        """Ticked without being asked: never what somebody has to look at."""
        if not self.able:
            return False
        if (one := self.field) is not None:
            return one.ticked_by_default and not (one.sensitive or one.flaw or one.since)
        advice = self.section.advice
        plain = self.section.kind in SLOT_KINDS and self.section.status in map(str, PENDING)
        return plain and advice is not None and advice.level is Level.FAVOURABLE

    @property
    def seen(self) -> tuple[str, ...]:
        """What a tick is given to: once this is no more, the tick is not either."""
        if (one := self.field) is not None:
            return one.current, one.asked, one.since
        return self.section.status, self.section.title

    @property
    def name(self) -> str:
        return self.field.label if self.field else self.section.title


@dataclass(frozen=True, slots=True)
class Note:
    """What the rules found about an edit, and its fields do not say."""

    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One demand of the pile: an edit, or what one click asked alike, slot after slot."""

    sections: tuple[EditSection, ...]
    items: tuple[Item, ...]

    @property
    def first(self) -> EditSection:
        return self.sections[0]

    @property
    def kind(self) -> str:
        return self.first.kind

    @property
    def title(self) -> str:
        if self.first.fields:
            return self.first.title
        return labels.KIND_SHORT.get(self.kind, self.first.title)

    @property
    def whom(self) -> str:
        return self.first.whom

    @property
    def reference(self) -> str:
        more = len(self.sections) - 1
        return f"n° {self.first.reference}" + (f" et {number(more)} de plus" if more else "")

    @property
    def icon(self) -> str:
        if not self.first.fields:
            return labels.KIND_ICON.get(self.kind, "person")
        words = self.kind.rpartition("_")[0]
        return _BY_KIND.get(words, "person")

    @property
    def alert(self) -> str:
        return " ; ".join(dict.fromkeys(one.alert for one in self.sections if one.alert))

    @property
    def notes(self) -> list[Note]:
        advice = self.first.advice
        if not self.first.fields or advice is None:
            return []
        told = [check for check in advice.checks if not _is_shown(check)]
        return [Note(check.level, f"{check.label} : {check.sentence}") for check in told]

    @property
    def locked(self) -> str:
        """Why this agent cannot answer it; nothing if they can."""
        return "" if self.first.decidable else self.first.locked_reason

    @property
    def sensitive(self) -> bool:
        return bool(self.locked) or any(one.sensitive and one.waits for one in self.items)

    @property
    def waiting(self) -> list[Item]:
        return [one for one in self.items if one.waits]


Line = Part | Note | Item


def _is_shown(check: Check) -> bool:
    """What is to be updated is plain to see; that nothing would change is not."""
    plain = check.key == "fields" and check.level is Level.FAVOURABLE
    return plain or check.key in _SHOWN


def parts_of(sheet: EditSheet) -> list[Part]:
    """Edits each by itself; whole requests of one click and kind together."""
    found: list[Part] = []
    for (_line, _kind, one_by_one), alike in groupby(sheet.sections, _together):
        sections = tuple(alike)
        if one_by_one:
            found.append(Part(sections, tuple(Item(sections[0], f) for f in sections[0].fields)))
        else:
            found.append(Part(sections, tuple(Item(one) for one in sections)))
    return found


def _together(section: EditSection) -> tuple[int, str, int]:
    alone = section.request_id if section.fields else 0
    return section.submission_id, section.kind, alone


class Pile:
    """The parts of a family's pile and their ticks, which outlive a new reading."""

    def __init__(self) -> None:
        self.sheet: EditSheet | None = None
        self.parts: list[Part] = []
        self.lines: list[Line] = []
        self._touched: dict[Key, tuple[tuple[str, ...], bool]] = {}

    def show(self, sheet: EditSheet | None) -> None:
        """What is there now. A tick of the agent's holds as long as what it was given to."""
        other = self.sheet is None or sheet is None or self.sheet.family_id != sheet.family_id
        if other:
            self._touched.clear()
        self.sheet = sheet
        self.parts = parts_of(sheet) if sheet else []
        self.lines = []
        for part in self.parts:
            self.lines += [part, *part.notes, *part.items]

    # --- ticks --------------------------------------------------------------------------------

    def is_ticked(self, item: Item) -> bool:
        seen, on = self._touched.get(item.key, ((), False))
        if not item.able or item.flaw:
            return False
        return on if seen == item.seen else item.usual

    def why_not(self, item: Item) -> str:
        """Why an item cannot be ticked; nothing if it can."""
        if not item.section.decidable:
            return item.section.locked_reason
        if not item.waits:
            return "Ce champ a déjà sa réponse."
        return item.flaw

    def tick(self, items: Iterable[Item], *, on: bool) -> None:
        """Those that cannot be ticked stay as they are."""
        for item in items:
            if not self.why_not(item):
                self._touched[item.key] = item.seen, on

    def tick_usual(self) -> None:
        """All that nobody has to look at, and nothing else."""
        self._touched.clear()

    def untick_all(self) -> None:
        self.tick(self.items(), on=False)

    # --- what is there ------------------------------------------------------------------------

    def items(self) -> list[Item]:
        return [item for part in self.parts for item in part.items]

    def ticked(self, of: Part | None = None) -> list[Item]:
        return [item for item in (of.items if of else self.items()) if self.is_ticked(item)]

    def rest(self) -> list[Item]:
        """What this agent may still answer, and has not ticked."""
        return [item for item in self.items() if item.able and not self.is_ticked(item)]

    def part_of(self, item: Item) -> Part | None:
        return next((part for part in self.parts if item in part.items), None)

    def line_of(self, key: Key) -> int | None:
        found = (
            at for at, line in enumerate(self.lines) if isinstance(line, Item) and line.key == key
        )
        return next(found, None)

    def submissions(self) -> frozenset[int]:
        """The lines of the inbox this pile is made of."""
        return frozenset(one.submission_id for part in self.parts for one in part.sections)

    @property
    def is_settled(self) -> bool:
        """Nothing here is left for this agent."""
        return not any(item.able for item in self.items())


def split(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Fields, and whole requests."""
    fields = [item for item in items if item.field is not None]
    return fields, [item for item in items if item.field is None]
