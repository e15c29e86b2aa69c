"""I2: the family withdraws while the agent accepts; one of them wins, and both can."""

from collections import Counter

from sqlalchemy import select

from backoffice.database import schema
from backoffice.inbox.intake import take_in
from backoffice.inbox.tables import request
from backoffice.kernel.permissions import SYSTEM
from backoffice.planning.tables import reservation
from tests.reliability import deeds
from tests.reliability.crowd import Crowd

ROUNDS = 200


def test_the_portal_and_an_agent_never_both_win(
    postgresql_database, postgresql_address, crew, clock
):
    schema.upgrade(postgresql_database.engine)  # a copied base has no groups of its own yet
    crowd = Crowd.gather(postgresql_database, children=ROUNDS, days=1, capacity=ROUNDS)
    asked = crowd.ask([(child, 0) for child in range(1, ROUNDS + 1)])

    _, told = crew.run(
        [
            (deeds.withdraw_one_by_one, (postgresql_address, 7, asked)),
            (deeds.accept_one_by_one, (postgresql_address, asked)),
        ]
    )

    said = Counter(result for _, result, _ in told)
    assert set(said) == {"done", "withdrawn"}
    assert min(said.values()) >= 10
    with postgresql_database.work(SYSTEM) as work:
        take_in(work)

    said_of = {number: result for number, result, _ in told}
    slots = {row.request_id: row.status for row in crowd.read(select(reservation))}
    for row in crowd.read(select(request)):
        if said_of[row.id] == "done":
            assert (row.status, row.withdrawn_at, slots[row.id]) == ("accepted", None, "reserved")
        else:
            assert (row.status, slots[row.id]) == ("withdrawn", "free")
            assert row.withdrawn_at is not None
    assert crowd.taken() == [said["done"]]
    crowd.sound()
