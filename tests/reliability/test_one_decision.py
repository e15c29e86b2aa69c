"""I1: a request has one effective decision, whoever else was answering it at the same moment."""

from collections import Counter

from sqlalchemy import func, select

from backoffice.inbox.tables import decision, request, request_history
from tests.reliability import deeds
from tests.reliability.crowd import Crowd

ROUNDS, EACH = 3, 40


def test_each_request_is_answered_once_by_many_agents(database, address, crew):
    agents = 8 if address.startswith("postgresql") else 4
    crowd = Crowd.gather(database, children=EACH, days=ROUNDS, capacity=None)
    rounds = [crowd.ask([(c, day) for c in range(1, EACH + 1)]) for day in range(ROUNDS)]
    every = [one for asked in rounds for one in asked]

    answers = crew.run(
        [
            (deeds.decide_all, (address, seed, rounds, ("accept", "refuse"), 6))
            for seed in range(agents)
        ]
    )

    told = [one for mine in answers for one in mine]
    assert len(told) == agents * len(every)
    done = Counter(number for number, result, _ in told if result == "done")
    assert done == Counter(every)  # each by exactly one agent
    lost = [(result, sentence) for _, result, sentence in told if result != "done"]
    assert set(lost) == {("already", "Déjà traitée par Claire Martin.")}

    decided = crowd.read(select(request.c.id).where(request.c.status.in_(["accepted", "refused"])))
    effective = crowd.read(select(decision.c.request_id).where(decision.c.effective))
    lines = crowd.read(
        select(request_history.c.request_id, func.count())
        .where(request_history.c.status.in_(["accepted", "refused"]))
        .group_by(request_history.c.request_id)
    )
    assert sorted(row.id for row in decided) == sorted(every)
    assert sorted(row.request_id for row in effective) == sorted(every)
    assert sorted(map(tuple, lines)) == [(one, 1) for one in sorted(every)]
    assert crowd.read(select(func.count()).select_from(decision)) == [(len(every),)]
    crowd.sound()
