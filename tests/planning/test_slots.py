"""The life of a slot: the arrows of M.2, those taken for granted with it, and no other."""

import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from backoffice.database.work import Work
from backoffice.kernel.permissions import SYSTEM
from backoffice.planning.slots import ARROWS, COUNTED, SlotEvent, SlotStatus
from backoffice.planning.tables import reservation, slot, slot_event
from backoffice.portal.words import SLOT_STATUSES

S, E = SlotStatus, SlotEvent
PAGE = Path(__file__).resolve().parents[3] / "shared" / "traceability.md"

# The table M.2, line by line: from, event as the page words it, to.
M2 = {
    (S.FREE, "family request", S.RESERVATION_PENDING): E.ASK,
    (S.RESERVATION_PENDING, "accept", S.RESERVED): E.ACCEPT,
    (S.RESERVATION_PENDING, "refuse", S.RESERVATION_REFUSED): E.REFUSE,
    (S.RESERVATION_PENDING, "wait-list", S.WAITLISTED): E.WAITLIST,
    (S.WAITLISTED, "promotion", S.RESERVED): E.PROMOTE,
    (S.WAITLISTED, "expiry / refusal", S.RESERVATION_REFUSED): E.EXPIRE,
    (S.RESERVATION_PENDING, "family withdraws", S.FREE): E.WITHDRAW,
    (S.WAITLISTED, "family withdraws", S.FREE): E.WITHDRAW,
    (S.RESERVED, "family absence request", S.ABSENCE_PENDING): E.ASK,
    (S.ABSENCE_PENDING, "accept, in time / justified", S.ABSENT): E.ACCEPT,
    (S.ABSENCE_PENDING, "accept, late / carence", S.ABSENT_INVOICED): E.ACCEPT_INVOICED,
    (S.ABSENCE_PENDING, "refuse", S.ABSENCE_REFUSED): E.REFUSE,
    (S.RESERVED, "family cancel request", S.CANCELLATION_PENDING): E.ASK,
    (S.CANCELLATION_PENDING, "accept", S.RESERVATION_CANCELLED): E.ACCEPT,
    (S.CANCELLATION_PENDING, "refuse", S.RESERVED): E.REFUSE,
    (S.RESERVED, "collectivité cancels", S.RESERVATION_CANCELLED): E.CANCEL_BY_SERVICE,
    (S.ABSENT, "family “Annuler l'absence”", S.RESERVATION_PENDING): E.ASK,
    (S.ABSENT_INVOICED, "family “Annuler l'absence”", S.RESERVATION_PENDING): E.ASK,
    (S.RESERVED, "pointage present", S.PRESENT): E.MARK_PRESENT,
    (S.RESERVED, "pointage no-show", S.ABSENT_INVOICED): E.MARK_NO_SHOW,
    (S.FREE, "pointage present without reservation", S.PRESENT_UNRESERVED): E.MARK_PRESENT,
    (S.ABSENT_INVOICED, "certificate validated", S.ABSENT): E.JUSTIFY,
}
DRAWN = {(start, event, end) for (start, _, end), event in M2.items()}

# What M.2 says in words rather than in lines.
AGAIN = {  # Z-4: a refused or cancelled slot may be asked for again; a refused absence is a reservation
    *(
        (S.RESERVATION_REFUSED, E.ASK, S.RESERVATION_PENDING),
        (S.RESERVATION_CANCELLED, E.ASK, S.RESERVATION_PENDING),
    ),
    *(
        (S.ABSENCE_REFUSED, E.ASK, S.ABSENCE_PENDING),
        (S.ABSENCE_REFUSED, E.ASK, S.CANCELLATION_PENDING),
    ),
    (S.ABSENCE_REFUSED, E.CANCEL_BY_SERVICE, S.RESERVATION_CANCELLED),
    (S.ABSENCE_REFUSED, E.MARK_PRESENT, S.PRESENT),
    (S.ABSENCE_REFUSED, E.MARK_NO_SHOW, S.ABSENT_INVOICED),
    (S.WAITLISTED, E.REFUSE, S.RESERVATION_REFUSED),
}
PREVIOUS = {  # « previous state »: whatever it was when the family asked
    (end, E.WITHDRAW, start) for start, event, end in DRAWN | AGAIN if event is E.ASK
} | {
    (S.WAITLISTED, E.WITHDRAW, start)
    for start, event, end in DRAWN | AGAIN
    if event is E.ASK and end is S.RESERVATION_PENDING
}
TAKEN_BACK = {  # undo: an answer's arrow, walked the other way
    (end, E.UNDO, start) for start, event, end in DRAWN | AGAIN if event not in (E.ASK, E.WITHDRAW)
}


def test_the_arrows_are_those_of_the_page_and_what_it_says_in_words():
    assert ARROWS == DRAWN | AGAIN | PREVIOUS | TAKEN_BACK


if PAGE.exists():  # the page lies beside this repository where it is developed

    def test_no_line_of_the_page_is_forgotten():
        page = PAGE.read_text(encoding="utf-8")
        table = page[page.index("### M.2") : page.index("### M.3")]
        lines = [line.split("|")[1:4] for line in table.splitlines() if line.startswith("| ")][2:]
        events = {
            re.sub(r"\W+", " ", event).strip()
            for _, event, _ in (map(str.strip, line) for line in lines)
        }
        known = {re.sub(r"\W+", " ", event).strip() for _, event, _ in M2} - {
            "promotion",
            "collectivité cancels",
        }
        assert {
            event for event in events if not event.startswith(("promotion", "collectivité"))
        } == known
        starts = sum(len(line[0].split(",")) for line in lines)
        assert starts == len(M2), "each status before each arrow, once"


def test_every_status_has_its_words_and_counts_as_the_page_says():
    assert set(SLOT_STATUSES) == {str(status) for status in S}
    assert {S(status) for status, told in SLOT_STATUSES.items() if told[3]} == COUNTED


def test_the_database_itself_accepts_every_arrow_and_refuses_every_other(database, town):
    """13 statuses × 13 events × 13 statuses, each tried on a real row and taken back."""
    ways, child_id, family_id = _ways(), *_child(town)
    activity_id = town.activity(capacity=None)
    wrong = []
    for number, start in enumerate(S):
        slot_id = town.slot(
            activity_id, date(2026, 11, 23 + number % 5) if number < 5 else _later(number)
        )
        with database.work(SYSTEM) as work:
            row_id = _brought(work, slot_id, child_id, family_id, ways[start])
            for event, end in product(E, S):
                taken = end is start or _accepted(
                    work, row_id, (slot_id, child_id, family_id), event, end
                )
                if end is not start and taken != ((start, event, end) in ARROWS):
                    wrong.append((start, event, end, taken))
    assert wrong == []


def test_a_move_counts_its_place_and_leaves_its_line_of_history(database, town):
    slot_id = town.slot(town.activity(capacity=30), date(2026, 11, 23))
    child_id, _ = _child(town)
    reservation_id = town.reserve(slot_id, child_id)
    assert town.read(select(slot.c.taken)) == [(1,)]
    with database.work(SYSTEM) as work:
        _move(work, reservation_id, E.ASK, S.CANCELLATION_PENDING)
        _move(work, reservation_id, E.ACCEPT, S.RESERVATION_CANCELLED)
    assert town.read(select(slot.c.taken)) == [(0,)]
    told = town.read(select(slot_event.c.status).order_by(slot_event.c.id))
    assert [status for (status,) in told] == [
        "reservation_pending", "reserved", "cancellation_pending", "reservation_cancelled",
    ]  # fmt: skip


def test_a_full_slot_takes_nobody_more_whoever_writes(database, town):
    slot_id = town.slot(town.activity(capacity=1), date(2026, 11, 23))
    town.filled(slot_id, 1)
    child_id, family_id = _child(town)
    with pytest.raises(Exception, match="dernière place"), database.work(SYSTEM) as work:
        row_id = _brought(work, slot_id, child_id, family_id, [])
        assert row_id is None
        made = _insert(work, slot_id, child_id, family_id, E.ASK, S.RESERVATION_PENDING)
        _move(work, made, E.ACCEPT, S.RESERVED)


def _child(town):
    family_id = town.family()
    return town.child(family_id), family_id


def _later(number: int) -> date:
    return date(2027, 1, 4 + number)


def _ways() -> dict[SlotStatus, list[tuple[SlotEvent, SlotStatus]]]:
    """The shortest way by the arrows from nothing to each status."""
    ways: dict[SlotStatus, list[tuple[SlotEvent, SlotStatus]]] = {S.FREE: []}
    todo = [S.FREE]
    while todo:
        here = todo.pop(0)
        for start, event, end in sorted(ARROWS):
            if start is here and end not in ways:
                ways[end] = [*ways[here], (event, end)]
                todo.append(end)
    return ways


def _brought(work: Work, slot_id: int, child_id: int, family_id: int, way) -> int | None:
    """The row walked to the end of `way`; none where the way is empty: nothing asked, no row."""
    row_id = None
    for event, status in way:
        if row_id is None:
            row_id = _insert(work, slot_id, child_id, family_id, event, status)
        else:
            _move(work, row_id, event, status)
    return row_id


def _accepted(work: Work, row_id: int | None, cell, event: SlotEvent, end: SlotStatus) -> bool:
    attempt = work.connection.begin_nested()
    try:
        if row_id is None:
            _insert(work, *cell, event, end)
        else:
            _move(work, row_id, event, end)
    except IntegrityError as refused:
        if "slot_arrow" not in str(refused.orig):
            raise
        attempt.rollback()
        return False
    attempt.rollback()
    return True


def _insert(
    work: Work, slot_id: int, child_id: int, family_id: int, event: SlotEvent, end: SlotStatus
) -> int:
    values = {
        "slot_id": slot_id, "child_id": child_id, "family_id": family_id, "status": str(end),
        "event": str(event), "actor": "service", "acted_at": work.now, "queued_at": work.now,
    }  # fmt: skip
    return int(work.run(insert(reservation).values(**values)).inserted_primary_key[0])


def _move(work: Work, row_id: int, event: SlotEvent, end: SlotStatus) -> None:
    values = {"status": str(end), "event": str(event), "queued_at": work.now, "acted_at": work.now}
    work.run(update(reservation).where(reservation.c.id == row_id).values(**values))
