"""I3: never more children than places, unless someone took it upon themselves and said why."""

from random import Random

from sqlalchemy import func, select

from backoffice.inbox.tables import request
from backoffice.planning.tables import derogation, slot
from tests.reliability import deeds
from tests.reliability.crowd import Crowd

CHILDREN, DAYS, PLACES = 40, 4, 10


def test_a_storm_never_overbooks_and_never_deadlocks(database, address, crew):
    agents = 7 if address.startswith("postgresql") else 3
    crowd = Crowd.gather(database, children=CHILDREN, days=DAYS, capacity=PLACES)
    asked = crowd.ask([(c, day) for c in range(1, CHILDREN + 1) for day in range(DAYS)])
    weeks = [asked[at : at + DAYS] for at in range(0, len(asked), DAYS)]

    answers = crew.run(
        [
            *(
                (deeds.decide_in_order, (address, _mine(weeks, seed), "accept"))
                for seed in range(agents)
            ),
            (deeds.change_places, (address, crowd.activity_id, [9, 10, 8, 10, 7, 10])),
        ]
    )

    # Nobody was shown a deadlock, or told to try again: an error would have ended the deed.
    *told, (changed, refused) = answers
    assert changed + refused == 6
    first = [one for mine in told for one in mine if one[1] in {"done", "waitlisted"}]
    assert sorted(number for number, _, _ in first) == sorted(asked)

    slots = crowd.read(select(slot.c.taken, slot.c.capacity, slot.c.extra))
    assert all(row.taken <= row.capacity for row in slots)
    assert crowd.read(select(func.count()).select_from(derogation)) == [(0,)]
    accepted = select(func.count()).where(request.c.status == "accepted")
    assert crowd.read(accepted) == [(sum(row.taken for row in slots),)]
    crowd.sound()


def _mine(weeks: list[list[int]], seed: int) -> list[list[int]]:
    """The same weeks for everyone, each in an order of one's own, some from Friday to Monday."""
    chance = Random(seed)
    order = chance.sample(weeks, len(weeks))
    return [week[::-1] if chance.random() < 0.5 else week for week in order]
