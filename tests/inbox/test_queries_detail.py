"""One line in full, and the advice of a page, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, insert

from backoffice.inbox import queries, services
from backoffice.inbox.advice import Level
from backoffice.inbox.reading import EventKind, InboxFilter
from backoffice.inbox.services import Answer, Seen
from backoffice.inbox.workflow import Status, Verb
from backoffice.kernel.errors import NotAllowed, Refused
from backoffice.kernel.permissions import SYSTEM
from backoffice.subscribers.tables import preference
from tests.fixtures.lines import MONDAY

WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


@pytest.fixture
def show(database, clerk):
    def call(line, agent=clerk):
        with database.read(agent) as work:
            return queries.detail(work, line)

    return call


def seen(lines, line):
    return [Seen(*pair) for pair in lines.requests_of(line)]


def test_everything_about_a_line_is_in_one_glance(lines, show):
    line = lines.ask(lines.household(), WEEK, words="Je reprends le 23 <b>merci</b>")
    found = show(line)
    assert (found.child, found.family, found.activity) == (
        "Inès Belkacem",
        "Belkacem-Roy",
        "Garderie soir",
    )
    assert found.birth_date == date(2019, 5, 4)
    assert found.guardians[0].name == "Mme Belkacem"
    assert found.guardians[0].phones == ("06 39 98 12 40",)
    assert found.words == ("Je reprends le 23 <b>merci</b>",)
    assert [one.day for one in found.lines] == WEEK
    assert found.advice.level is Level.FAVOURABLE
    assert found.outcome == "Accepter : 5 créneaux réservés"
    assert not found.waiting_outcome
    assert next((p.day, p.taken, p.capacity, p.pending) for p in found.places) == (MONDAY, 0, 30, 1)
    assert found.seen == tuple(lines.requests_of(line))


def test_a_full_day_says_who_would_wait(lines, show):
    people = lines.household()
    full = lines.town.slot(lines.activity_id, WEEK[3], capacity=1)
    lines.town.filled(full, 1)
    found = show(lines.ask(people, WEEK))
    assert found.advice.level is Level.TO_CHECK
    assert found.waiting_outcome
    assert found.outcome == (
        "Accepter : 4 créneaux réservés, le jeudi 26 novembre mis en liste d’attente"
    )
    assert [p.taken for p in found.places] == [0, 0, 0, 1, 0]


def test_the_thread_puts_the_latest_first_and_a_batch_in_one_word(
    lines, show, database, clerk, clock
):
    family = lines.household()
    line = lines.ask(family, WEEK)
    numbers = [number for number, _ in lines.requests_of(line)]
    steps = (
        lambda work: services.annotate(work, line, "Appeler la mère"),
        lambda work: services.send_message(work, numbers, "Le jeudi est presque complet."),
        lambda work: services.decide(work, seen(lines, line), Answer(Verb.ACCEPT)),
    )
    for step in steps:
        clock.now += timedelta(minutes=5)
        with database.work(clerk) as work:
            step(work)
    clock.now += timedelta(minutes=5)
    lines.ask(
        family,
        (),
        kind="contact_message",
        details={"subject": "Re", "body": "D'accord.", "in_reply_to": numbers[2]},
    )
    told = [(e.kind, e.who, e.words, e.requests) for e in show(line).events]
    assert told[0][:3] == (EventKind.REPLY, "Justine MARTIN", "D'accord.")
    assert told[1][1::2] == (clerk.name, 5)
    assert told[2] == (EventKind.MESSAGE, clerk.name, "Le jeudi est presque complet.", 5)
    assert told[3] == (EventKind.NOTE, clerk.name, "Appeler la mère", 1)
    assert told[-1][0] is EventKind.HISTORY


def test_an_answer_can_be_taken_back_until_the_mail_leaves(lines, show, database, clerk, clock):
    line = lines.ask(lines.household())
    with database.work(clerk) as work:
        report = services.decide(work, seen(lines, line), Answer(Verb.ACCEPT))
    [one] = show(line).lines
    assert (one.status, one.decided_by, one.operation_id) == (
        Status.ACCEPTED,
        clerk.name,
        report.operation_id,
    )
    assert one.undo_until == datetime(2026, 11, 16, 12, tzinfo=UTC)
    clock.now = one.undo_until
    [one] = show(line).lines
    assert (one.operation_id, one.undo_until) == ("", None)


def test_someone_else_who_looks_is_named_for_ten_minutes(lines, show, database, admin, clock):
    line = lines.ask(lines.household())
    with database.work(admin) as work:
        services.open_line(work, line)
    assert show(line).opened_by == admin.name
    assert show(line, admin).opened_by == ""
    clock.now += timedelta(minutes=11)
    assert show(line).opened_by == ""


def test_a_family_that_is_not_mailed_of_refusals_is_told_apart(lines, show, town, clock):
    people = lines.household()
    line = lines.ask(people)
    assert not show(line).no_mail_when_refused
    with town.database.work(SYSTEM) as work:
        values = {"account_id": "nadia", "reservation_refused": False, "updated_at": clock.now}
        work.run(insert(preference).values(**values))
    assert show(line).no_mail_when_refused
    assert not show(line).no_mail_when_accepted
    assert not show(lines.ask(people, WEEK[1:2], kind="absence")).no_mail_when_refused


def test_the_other_lines_of_the_family_are_at_hand(lines, show):
    people = lines.household()
    first, *others = [lines.ask(people, [day]) for day in WEEK] + [
        lines.ask(people, (), kind="address_change", details={"guardian_id": 1}) for _ in range(6)
    ]
    lines.ask(lines.household("Léo Durant", "Durant", "paul"))
    found = show(first)
    assert [one.id for one in found.siblings] == others[:8]
    assert found.siblings_more == 2


def test_what_is_not_decided_here_is_readable_and_cannot_be_answered(lines, show):
    details = {
        "guardian1": {"last_name": "Okafor", "email": None},
        "wishes": [4, 7],
        "halfdays": {"1": ["am", "pm"]},
        "care": "regular",
        "child": {"birth_expected": True},
        "odd": [{"a": 1}],
    }
    found = show(lines.ask(lines.household(), (), kind="creche", details=details))
    assert dict(found.content) == {
        "guardian1.last_name": "Okafor", "guardian1.email": "(vidé)", "wishes": "4, 7",
        "halfdays.1": "am, pm", "care": "regular", "child.birth_expected": "oui", "odd.1.a": "1",
    }  # fmt: skip
    assert (found.advice, found.outcome, found.seen) == (None, "", ())


def test_bank_details_are_masked(lines, show):
    details = {"holder": "Belkacem", "iban": "FR76 3000 6000 0112 3456 7890 189"}
    found = show(lines.ask(lines.household(), (), kind="creche", details=details))
    assert dict(found.content)["iban"] == "FR76 … 189"
    odd = show(lines.ask((1, 1), (), kind="creche", details={"iban": "FR76"}))
    assert dict(odd.content)["iban"] == "…"


def test_a_reader_sees_the_advice_and_no_promise(lines, show, reader):
    found = show(lines.ask(lines.household()), reader)
    assert found.advice.level is Level.FAVOURABLE
    assert found.outcome == ""


def test_another_site_s_line_and_a_line_that_is_not_are_refused(lines, show, manager_of):
    line = lines.ask(lines.household())
    with pytest.raises(NotAllowed):
        show(line, manager_of(lines.facility_id + 1))
    with pytest.raises(Refused):
        show(line + 100)


def test_the_advice_of_a_page_takes_few_queries_whatever_its_length(lines, database, clerk):
    people = lines.household()
    made = [lines.ask(people, [day]) for day in WEEK for _ in range(2)]
    dossier = lines.ask(people, (), kind="contact_message", details={"body": "Perdu."})
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    with database.read(clerk) as work:
        found = queries.advise(work, [*made, dossier])
    assert set(found) == set(made)
    reads = [statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]
    assert len(reads) <= 10


def test_the_first_page_follows_an_index(sqlite_lines, sqlite_database, clerk):
    sqlite_lines.ask(sqlite_lines.household())
    asked = []
    event.listen(
        sqlite_database.engine, "before_cursor_execute", lambda *a: asked.append((a[2], a[3]))
    )
    with sqlite_database.read(clerk) as work:
        queries.page(work, InboxFilter(), None, 100)
        [(statement, values)] = [one for one in asked if "AS line" in one[0]]
        plan = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert any("ix_submission_waiting" in row[-1] for row in plan)
    assert not any("SCAN submission" in row[-1] and "INDEX" not in row[-1] for row in plan)
