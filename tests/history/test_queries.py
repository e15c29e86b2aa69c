"""The journal as agents read it, on both engines."""

from datetime import date

import pytest

from backoffice.agents.services import add_agent
from backoffice.history import queries
from backoffice.history.queries import HistoryFilter
from backoffice.inbox import services
from backoffice.inbox.anomalies import handle
from backoffice.inbox.rules import Condition
from backoffice.inbox.services import Answer, RuleDraft, Seen
from backoffice.inbox.tables import anomaly
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.errors import NotAllowed, Refused
from backoffice.kernel.permissions import SYSTEM, Permission, Role
from backoffice.kernel.topics import Topic
from backoffice.planning import places

THURSDAY = date(2026, 11, 26)


@pytest.fixture
def evening(town):
    """Inès asks for one evening; the journal starts empty of decisions."""

    class Evening:
        family = town.family(accounts=["nadia"])
        child = town.child(family)
        activity = town.activity()
        slot = town.slot(activity, THURSDAY)

    town.enrol(Evening.child, Evening.activity)
    town.reasons()
    Evening.request = town.request("reservation", Evening.child, Evening.activity, THURSDAY)
    return Evening


def read(database, agent, **wanted):
    with database.read(agent) as work:
        return queries.page(work, HistoryFilter(**wanted), None, 100)


def decide(database, agent, *ids, verb=Verb.ACCEPT):
    with database.work(agent) as work:
        services.decide(work, [Seen(one) for one in ids], Answer(verb, "full"))


def test_a_decision_says_who_what_and_on_what(database, clerk, evening):
    decide(database, clerk, evening.request)
    (row,) = read(database, clerk, topic=Topic.REQUESTS)
    assert (row.who, row.sentence) == ("Claire Martin", "Demande acceptée")
    assert row.subject.words.endswith(", Inès Belkacem")
    assert row.subject.request_id == evening.request
    assert row.subject.opens


def test_what_was_done_in_one_go_is_one_row(database, town, clerk, evening):
    other = town.child(evening.family, "Adam")
    town.enrol(other, evening.activity)
    ids = [evening.request, town.request("reservation", other, evening.activity, THURSDAY)]
    decide(database, clerk, *ids)
    (row,) = read(database, clerk, topic=Topic.REQUESTS)
    assert (row.sentence, row.count) == ("2 demandes acceptées", 2)
    assert row.subject.words.endswith(" et 1 autre")
    assert row.subject.request_id == ids[-1]


def test_a_reference_finds_all_that_was_done_to_its_request(database, town, clerk, evening):
    other = town.child(evening.family, "Adam")
    town.enrol(other, evening.activity)
    second = town.request("reservation", other, evening.activity, THURSDAY)
    decide(database, clerk, evening.request, second)
    with database.work(clerk) as work:
        line = services_line(work, evening.request)
        services.annotate(work, line, "La mère a appelé.")
    found = read(database, clerk, request_id=evening.request)
    assert [row.sentence for row in found] == ["Note interne ajoutée", "Demande acceptée"]
    assert {row.subject.request_id for row in found} == {evening.request}


def services_line(work, request_id):
    from sqlalchemy import select

    from backoffice.inbox.tables import request

    return work.scalar(select(request.c.submission_id).where(request.c.id == request_id))


def test_a_rule_signs_with_its_name_and_the_program_with_its_own(database, admin, clerk, evening):
    with database.work(admin) as work:
        draft = RuleDraft("Soirs", Kind.RESERVATION, Condition.FAVOURABLE, evening.activity)
        rule_id = services.save_rule(work, draft)
        services.enable_rule(work, rule_id, 1)
    with database.work(SYSTEM) as work:
        work.record(Topic.REQUESTS, "accept", evening.request, rule=rule_id)
        work.record(Topic.REQUESTS, "take_in", evening.request)
    taken, accepted = read(database, clerk, topic=Topic.REQUESTS)
    assert accepted.who == "Règle « Soirs »"
    assert taken.who == "L’application enfance"
    with database.work(SYSTEM) as work:
        assert services.run_rules(work) == 1
    answered = read(database, clerk, topic=Topic.REQUESTS)[0]
    assert (answered.sentence, answered.who) == ("Demande acceptée", "Règle « Soirs »")
    enabled, saved = read(database, clerk, topic=Topic.RULES)
    assert {enabled.subject.words, saved.subject.words} == {"« Soirs »"}
    assert saved.subject.section == "settings"


def test_each_family_of_things_is_named(database, town, admin, evening):
    faulty = town.add(
        anomaly, source="request", source_id=evening.request, account_id="nadia", kind="reservation",
        cause="date illisible", at=database.clock(),
    )  # fmt: skip
    with database.work(admin) as work:
        places.set_capacity(work, evening.activity, 1, 28)
    with database.work(admin) as work:
        places.set_day_capacity(work, evening.slot, 2, 26)
    with database.work(admin) as work:
        handle(work, faulty)
    if (
        database.engine.dialect.name == "sqlite"
    ):  # on PostgreSQL it would make a login of the server
        with database.work(admin) as work:
            add_agent(work, "durand", "Paul Durand", Role.READER, "trois petits chats bleus")
    found = {row.sentence: row for row in read(database, admin)}
    capacity = found["Capacité d’une activité changée"]
    assert capacity.subject.words == "Garderie soir, École Jules-Ferry"
    assert capacity.detail == "28 places"
    day = found["Places d’un jour changées"]
    assert day.subject.words == "Garderie soir, 26/11/2026"
    assert (day.subject.activity_id, day.subject.day) == (evening.activity, THURSDAY)
    assert found["Anomalie traitée"].subject.words == "date illisible"
    if "Agent ajouté" in found:
        assert found["Agent ajouté"].subject.words == "Paul Durand"


def test_a_reservation_and_a_family_are_named_too(database, clerk, evening, town):
    reservation_id = town.reserve(town.slot(evening.activity, date(2026, 11, 27)), evening.child)
    with database.work(SYSTEM) as work:
        work.record(Topic.PLANNING, "promote", reservation_id)
        work.record(Topic.FAMILIES, "edit_family", evening.family)
        work.record(Topic.FAMILIES, "edit_child", evening.child)
        work.record(Topic.PLANNING, "promote", 0)
    words = [row.subject.words for row in read(database, clerk)]
    assert words == [
        "Inès Belkacem", "Famille Belkacem-Roy", "Inès Belkacem, Garderie soir, 27/11/2026",
    ]  # fmt: skip


def test_filters_narrow_by_topic_agent_and_day(database, clock, clerk, admin, evening):
    decide(database, clerk, evening.request)
    clock.now = clock.now.replace(day=18)
    with database.work(admin) as work:
        services.add_reason(work, "La sortie est complète.")
    assert len(read(database, clerk, agent_id=clerk.id, topic=Topic.REQUESTS)) == 1
    assert read(database, clerk, agent_id=admin.id, topic=Topic.REQUESTS) == []
    (row,) = read(database, clerk, since=date(2026, 11, 18), until=date(2026, 11, 18))
    assert (row.sentence, row.detail) == ("Motif de refus écrit", "La sortie est complète")
    assert all(
        row.topic is not Topic.SETTINGS for row in read(database, clerk, until=date(2026, 11, 17))
    )


def test_pages_follow_one_another_without_a_gap(database, clerk, monkeypatch):
    monkeypatch.setattr(queries, "WINDOW", 3)
    for number in range(1, 11):
        with database.work(clerk) as work:
            work.record(Topic.FAMILIES, "create_family", number)
    seen, after = [], None
    with database.read(clerk) as work:
        while found := queries.page(work, HistoryFilter(), after, 4):
            seen += [row.id for row in found]
            after = found[-1].key
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 10


def test_a_sound_base_says_so_and_gives_the_end_of_its_journal(database, clerk, evening):
    decide(database, clerk, evening.request)
    with database.read(clerk) as work:
        found = queries.soundness(work)
        assert (found.breaches, found.at) == ((), work.now)
        assert found.head == queries.head(work)
    with database.read(clerk) as work:
        assert queries.soundness(work, found.head).breaches == ()
        rank, mark = found.head.split(":")
        forged = f" {rank}:{'0' * 64} "
        assert [one.name for one in queries.soundness(work, forged).breaches] == ["journal_anchor"]
        with pytest.raises(Refused, match="repère"):
            queries.soundness(work, mark)


def test_only_those_who_may_read_the_journal_do(database, clerk, monkeypatch):
    monkeypatch.setattr(
        "backoffice.kernel.permissions.GRANTS", {clerk.role: frozenset({Permission.REQUEST_READ})}
    )
    with database.read(clerk) as work, pytest.raises(NotAllowed):
        queries.page(work, HistoryFilter(), None, 10)
