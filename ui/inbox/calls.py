"""What this screen asks of the back office. Imported on the worker, where SQLAlchemy costs no one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from backoffice.inbox.reading import (
    Choices,
    Counts,
    Detail,
    InboxFilter,
    InboxRow,
    Key,
    Preview,
    SeenPair,
)
from backoffice.inbox.workflow import Verb

if TYPE_CHECKING:
    from backoffice.agents.filters import SavedFilter
    from backoffice.database.work import Work
    from backoffice.inbox.services import Answer, Outcome, Report
    from backoffice.kernel.spreadsheet import Cell


Row: TypeAlias = "tuple[Cell, ...]"  # of a table that is exported


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the screen gathers it."""

    verb: Verb
    reason_code: str | None = None
    public_reason: str = ""
    invoiced: bool | None = None
    overbook_reason: str = ""

    def answer(self) -> Answer:
        from backoffice.inbox.services import Answer

        return Answer(
            self.verb,
            reason_code=self.reason_code,
            public_reason=self.public_reason,
            invoiced=self.invoiced,
            overbook_reason=self.overbook_reason,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, the instant they were true, and the greatest line there was."""

    rows: Sequence[InboxRow]
    now: datetime
    last_line: int


def page(work: Work, wanted: InboxFilter, after: Key | None, size: int) -> Page:
    from backoffice.inbox import queries

    bound = queries.last_line(work)
    return Page(queries.page(work, wanted, after, size), work.now, bound)


def counts(work: Work, wanted: InboxFilter, bound: int) -> tuple[Counts, int]:
    """The tabs, and how many lines came since those on screen."""
    from backoffice.inbox import queries

    arrived = queries.arrived(work, wanted, bound) if bound else 0
    return queries.counts(work, wanted), arrived


def choices(work: Work) -> Choices:
    from backoffice.inbox import queries

    return queries.choices(work)


def advise(work: Work, ids: Sequence[int]) -> dict[int, str]:
    from backoffice.inbox import queries

    return {line: str(told.level) for line, told in queries.advise(work, ids).items()}


def detail(work: Work, line: int) -> Detail:
    from backoffice.inbox import queries

    return queries.detail(work, line)


def line_of(work: Work, request_id: int) -> int | None:
    from backoffice.inbox import queries

    return queries.by_reference(work, str(request_id))


def look_at(work: Work, line: int) -> None:
    from backoffice.inbox import services

    services.open_line(work, line)


def decide(work: Work, seen: Sequence[SeenPair], reply: Reply) -> Report:
    from backoffice.inbox import services

    return services.decide(work, [services.Seen(*pair) for pair in seen], reply.answer())


def parts(work: Work, seen: Sequence[SeenPair], size: int) -> tuple[tuple[SeenPair, ...], ...]:
    from backoffice.inbox.queries.bulk import parts as parts_of

    return parts_of(work, seen, size)


def report_rows(work: Work, outcomes: Sequence[Outcome]) -> list[Row]:
    from backoffice.inbox.queries import report

    return report.rows_of(work, outcomes)


def note_export(work: Work, lines: int) -> None:
    from backoffice.inbox.services import exporting

    exporting.note_export(work, lines)


def save_table(path: Path, rows: Sequence[Row]) -> None:
    from backoffice.inbox.queries.report import HEAD
    from backoffice.kernel import spreadsheet

    spreadsheet.save(path, spreadsheet.as_csv([HEAD, *rows]))


def undo(work: Work, operation_ids: Sequence[str]) -> list[Report]:
    """The latest first: a later answer may rest on an earlier one."""
    from backoffice.inbox import services

    return [services.undo(work, one) for one in reversed(operation_ids)]


def rectify(work: Work, seen: Sequence[SeenPair], reply: Reply, reason: str) -> int:
    from backoffice.inbox import services

    for pair in seen:
        services.rectify(work, services.Seen(*pair), reply.answer(), reason)
    return len(seen)


def matching(
    work: Work, wanted: InboxFilter, up_to: int, but: Sequence[int]
) -> tuple[SeenPair, ...]:
    """All that answers to the filter, but for the lines that were unticked."""
    from backoffice.inbox import queries

    left_out = {pair[0] for pair in queries.seen_of(work, but)} if but else set()
    found = queries.matching(work, wanted, up_to)
    return tuple(pair for pair in found if pair[0] not in left_out)


def lines_matching(
    work: Work, wanted: InboxFilter, up_to: int, but: Sequence[int]
) -> tuple[int, ...]:
    from backoffice.inbox import queries

    left_out = frozenset(but)
    found = queries.lines_matching(work, wanted, up_to)
    return tuple(line for line in found if line not in left_out)


def preview(work: Work, seen: Sequence[SeenPair], reply: Reply) -> Preview:
    from backoffice.inbox import queries

    return queries.preview(work, seen, reply.answer())


def send_message(work: Work, request_id: int, words: str) -> None:
    from backoffice.inbox import services

    services.send_message(work, [request_id], words)


def ask_information(work: Work, seen: Sequence[SeenPair], words: str) -> int:
    from backoffice.inbox import services

    return services.ask_information(work, [services.Seen(*pair) for pair in seen], words)


def annotate(work: Work, line: int, words: str) -> None:
    from backoffice.inbox import services

    services.annotate(work, line, words)


def suspend(work: Work, lines: Sequence[int], until: date, reason: str) -> None:
    from backoffice.inbox import services

    services.suspend(work, lines, until, reason)


def resume(work: Work, lines: Sequence[int]) -> None:
    from backoffice.inbox import services

    services.resume(work, lines)


def assign(work: Work, lines: Sequence[int], agent_id: int | None) -> None:
    from backoffice.inbox import services

    services.assign(work, lines, agent_id)


def saved_filters(work: Work) -> tuple[SavedFilter, ...]:
    from backoffice.agents import filters

    return filters.of_screen(work, "inbox")


def save_filter(work: Work, name: str, wanted: InboxFilter, *, shared: bool) -> int:
    from backoffice.agents import filters

    return filters.save(work, name, "inbox", wanted.to_json(), shared=shared)


def forget_filter(work: Work, filter_id: int) -> None:
    from backoffice.agents import filters

    filters.forget(work, filter_id)
