"""I4: a freed place goes to whoever waits first, once."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Verb
from backoffice.planning.tables import reservation, slot_event
from tests.fixtures.database import MONDAY
from tests.reliability import deeds
from tests.reliability.crowd import Crowd

DAYS, PLACES, FREED = 20, 25, 15  # 500 places
EXPECTED = range(1, PLACES + 1)
WAITING = range(PLACES + 1, 2 * PLACES + 1)


def test_places_freed_by_many_are_given_once_and_in_order(database, address, crew):
    agents = 6 if address.startswith("postgresql") else 3
    crowd = Crowd.gather(database, children=2 * PLACES, days=DAYS, capacity=PLACES)
    crowd.fill([(child, day) for child in EXPECTED for day in range(DAYS)])
    for child in WAITING:  # the last child asked first
        crowd.ask([(child, day) for day in range(DAYS)], at=MONDAY - timedelta(hours=child))
    every = crowd.read(select(request.c.id))
    [told] = crew.run([(deeds.decide_in_order, (address, [[row.id for row in every]], "accept"))])
    assert {result for _, result, _ in told} == {"waitlisted"}
    freeing = [(child, day) for child in range(1, FREED + 1) for day in range(DAYS)]
    freed = crowd.ask(freeing, "reservation_cancellation")

    crew.run(
        [(deeds.decide_all, (address, seed, [freed], ("accept",), 40)) for seed in range(agents)]
    )

    promoted = crowd.read(
        select(reservation.c.id, reservation.c.child_id, reservation.c.slot_id)
        .join(slot_event, slot_event.c.reservation_id == reservation.c.id)
        .where(slot_event.c.event == "promote")
    )
    assert Counter(row.id for row in promoted) == Counter({row.id for row in promoted})
    first_in_line = set(sorted(WAITING, reverse=True)[:FREED])
    for slot_id in crowd.slot_ids:
        assert {row.child_id for row in promoted if row.slot_id == slot_id} == first_in_line
    assert crowd.taken() == [PLACES] * DAYS
    crowd.sound()


def test_a_place_freed_in_a_batch_is_not_for_who_asks_in_the_same_batch(database, clerk):
    crowd = Crowd.gather(database, children=3, days=1, capacity=1)
    crowd.fill([(1, 0)])
    [waiting] = crowd.ask([(2, 0)])
    leaving = crowd.ask([(1, 0)], "reservation_cancellation")
    coming = crowd.ask([(3, 0)])
    with database.work(clerk) as work:
        services.decide(work, [Seen(waiting)], Answer(Verb.ACCEPT))
    with database.work(clerk) as work:
        services.decide(work, [Seen(one) for one in (*leaving, *coming)], Answer(Verb.ACCEPT))
    said = dict(map(tuple, crowd.read(select(request.c.id, request.c.status))))
    assert said == {waiting: "accepted", leaving[0]: "accepted", coming[0]: "waitlisted"}
    crowd.sound()


def test_places_made_while_others_free_and_ask_for_some_are_given_once_and_in_order(
    database, address, crew
):
    """Two agents add places to the same days, a third accepts cancellations, a fourth newcomers."""
    places, days, made, freed = 4, 5, 3, 2
    line, new = range(places + 1, places + 11), range(places + 11, places + 17)
    crowd = Crowd.gather(database, children=max(new), days=days, capacity=places)
    crowd.fill([(child, day) for child in range(1, places + 1) for day in range(days)])
    asked = [
        crowd.ask([(child, day) for day in range(days)], at=MONDAY - timedelta(hours=50 - child))
        for child in line
    ]
    crew.run([(deeds.decide_in_order, (address, asked, "accept"))])
    leaving = crowd.ask(
        [(child, day) for child in range(1, freed + 1) for day in range(days)],
        "reservation_cancellation",
    )
    coming = crowd.ask([(child, day) for child in new for day in range(days)])

    *given, _, told = crew.run(
        [
            (deeds.add_places, (address, 1, crowd.slot_ids, made)),
            (deeds.add_places, (address, 2, crowd.slot_ids, made)),
            (deeds.decide_all, (address, 3, [leaving], ("accept",), 2)),
            (deeds.decide_all, (address, 4, [coming], ("accept",), 3)),
        ]
    )

    assert crowd.taken() == [places + 2 * made] * days
    reserved = crowd.read(
        select(reservation.c.child_id, reservation.c.slot_id).where(
            reservation.c.status == "reserved", reservation.c.child_id.in_([*line, *new])
        )
    )
    first = set(line[: 2 * made + freed])
    for slot_id in crowd.slot_ids:
        assert {row.child_id for row in reserved if row.slot_id == slot_id} == first
    assert sum(given) == 2 * made * days
    assert {result for _, result, _ in told} == {"waitlisted"}
    crowd.sound()
