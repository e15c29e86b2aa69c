"""I5: on PostgreSQL an author is who signed in, whatever the statement says."""

import psycopg
import pytest
from sqlalchemy import select

from backoffice.database.journal import journal
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.tables import decision, request, request_history
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import NotAllowed
from backoffice.kernel.permissions import Agent, Role
from backoffice.planning.tables import slot_event

FORGED = 1  # a colleague


@pytest.fixture(scope="module")
def asked(hall):
    return hall.crowd.ask([(child, 0) for child in range(1, 5)])


def test_a_decision_bears_the_name_of_the_login(hall, asked):
    mine = hall.agents[Role.INSTRUCTOR]
    liar = Agent(FORGED, "someone", "Someone else", Role.ADMINISTRATOR)
    database = hall.workstation(Role.INSTRUCTOR)
    with database.work(liar) as work:
        services.decide(work, [Seen(asked[0])], Answer(Verb.ACCEPT))
    database.close()
    read = hall.crowd.read
    assert read(select(decision.c.agent_id)) == [(mine.id,)]
    assert read(select(request.c.decided_by).where(request.c.id == asked[0])) == [(mine.id,)]
    by = select(request_history.c.agent_id).where(request_history.c.status == "accepted")
    assert read(by) == [(mine.id,)]
    assert read(select(slot_event.c.agent_id).where(slot_event.c.event == "accept")) == [(mine.id,)]
    last = select(journal.c.login, journal.c.agent_id).order_by(journal.c.id.desc()).limit(1)
    assert read(last) == [(mine.login, mine.id)]


def test_at_a_prompt_too(hall, asked):
    mine = hall.agents[Role.REGIE]
    with psycopg.connect(hall.address(Role.REGIE)) as prompt:
        note = prompt.execute(
            "INSERT INTO note (submission_id, at, agent_id, words) VALUES (%s, now(), %s, 'x') "
            "RETURNING agent_id",
            [asked[0], FORGED],
        ).fetchone()
        line = prompt.execute(
            "INSERT INTO journal (at, work_id, agent_id, login, topic, action, subject_id, detail) "
            "VALUES (now(), 'w', %s, 'someone', 'requests', 'x', 1, '{}') RETURNING agent_id, login",
            [FORGED],
        ).fetchone()
        prompt.rollback()
    assert note == (mine.id,)
    assert line == (mine.id, mine.login)


def test_what_the_program_would_refuse_the_base_refuses_as_well(hall, asked):
    bold = Agent(FORGED, "someone", "Someone else", Role.ADMINISTRATOR)
    for role in (Role.READER, Role.REGIE):
        database = hall.workstation(role)
        with pytest.raises(NotAllowed, match="Vos droits sur la base"), database.work(bold) as work:
            services.decide(work, [Seen(asked[1])], Answer(Verb.ACCEPT))
        database.close()
    assert hall.crowd.read(select(request.c.status).where(request.c.id == asked[1])) == [
        ("transmitted",)
    ]
    hall.crowd.sound()
