"""A document, from the portal to its answer and back: the five states, and no other."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from backoffice.documents import files, queries
from backoffice.documents import services as documents
from backoffice.documents.owners import Owner
from backoffice.documents.tables import document
from backoffice.families.tables import stored_file
from backoffice.inbox import services
from backoffice.inbox.documents.answers import DocumentAnswer
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.services.documents import accept_documents
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import SYSTEM
from backoffice.portal.tables import portal_in_file
from backoffice.portal.words import DOCUMENT_STATES

PDF = b"%PDF-1.4 une attestation"
ACCEPT = Answer(Verb.ACCEPT)
REFUSE = Answer(Verb.REFUSE, public_reason="La page est illisible.")


@pytest.fixture
def home(database, town, clock):
    return Home(town, clock)


class Home:
    def __init__(self, town, clock):
        self.town, self.clock, self.database = town, clock, town.database
        self.family = town.family(accounts=["nadia"])
        self.child = town.child(self.family)
        self.type = town.document_type(mandatory=True)

    def send(self, content=PDF, **more):
        sent = self.town.add(
            portal_in_file, account_id="nadia", name="a.pdf", media_type=None, content=content
        )
        payload = {
            "document_type_id": self.type,
            "child_id": self.child,
            "file_ids": [sent],
            **more,
        }
        asked = self.town.ask("nadia", "document", payload)
        with self.database.work(SYSTEM) as work:
            take_in(work)
        self.clock.now += timedelta(minutes=1)
        return asked

    def decide(self, agent, asked, answer=ACCEPT):
        with self.database.work(agent) as work:
            report = services.decide(work, [Seen(asked)], answer)
        self.clock.now += timedelta(minutes=1)
        return report

    def shown(self):
        rows = self.town.read(
            text(
                "SELECT state, state_label, reason, valid_until, file_names FROM portal_out_document "
                f"WHERE document_type_id = {self.type} AND child_id = {self.child}"
            )
        )
        return rows[0] if rows else None

    def status(self, asked):
        (row,) = self.town.read(
            text(f"SELECT status FROM portal_out_request WHERE request_id = {asked}")
        )
        return row.status


def test_nothing_given_is_to_be_completed(home):
    assert (home.shown().state, home.shown().state_label) == ("missing", "A compléter")


def test_accepted_it_is_transmitted_for_as_long_as_its_type_says(home, clerk):
    asked = home.send()
    assert home.shown().state == "validating"
    assert home.decide(clerk, asked).counts[Result.DONE] == 1
    shown = home.shown()
    assert (shown.state, home.status(asked)) == ("received", "accepted")
    a_year_on = home.clock.now.date().replace(year=home.clock.now.year + 1)
    assert str(shown.valid_until) == str(a_year_on)
    kept = home.town.read(select(stored_file.c.sha256, stored_file.c.size))
    assert [(row.sha256, row.size) for row in kept] == [(files.fingerprint(PDF), len(PDF))]


def test_the_agent_s_own_days_count(home, clerk):
    asked = home.send()
    with home.database.work(clerk) as work:
        answer = DocumentAnswer(
            Seen(asked),
            dated=date(2026, 11, 12),
            valid_until=date(2027, 6, 30),
            checked=("Lisible",),
        )
        accept_documents(work, [answer])
    assert str(home.shown().valid_until) == "2027-06-30"
    with home.database.work(clerk) as work, pytest.raises(OutOfDate):
        documents.accept(work, [documents.Acceptance(home.town.read(select(document.c.id))[0].id)])


def test_a_validity_already_over_is_not_taken(home, clerk):
    asked = home.send()
    with home.database.work(clerk) as work:
        report = accept_documents(work, [DocumentAnswer(Seen(asked), valid_until=date(2020, 1, 1))])
    assert "obsolète" in report.outcomes[0].sentence
    assert home.shown().state == "validating"


def test_refused_it_is_invalid_with_its_reason_until_another_comes(home, clerk):
    asked = home.send()
    home.decide(clerk, asked, REFUSE)
    shown = home.shown()
    assert (shown.state, shown.reason) == ("invalid", "La page est illisible.")
    assert home.status(asked) == "refused"
    home.send(b"%PDF-1.4 une autre")
    assert home.shown().state == "validating"


def test_a_refusal_always_has_a_reason(home, clerk):
    asked = home.send()
    with pytest.raises(Refused, match="motif"):
        home.decide(clerk, asked, Answer(Verb.REFUSE))


def test_what_was_accepted_holds_while_its_replacement_is_examined(home, clerk):
    home.decide(clerk, home.send())
    until = home.shown().valid_until
    again = home.send(b"%PDF-1.4 la nouvelle")
    assert (home.shown().state, home.shown().valid_until) == ("validating", until)
    home.decide(clerk, again, REFUSE)
    assert (home.shown().state, home.shown().valid_until) == ("received", until)


def test_undone_it_is_examined_again_and_the_one_before_holds(home, clerk):
    home.decide(clerk, home.send())
    again = home.send(b"%PDF-1.4 la nouvelle")
    report = home.decide(clerk, again)
    with home.database.work(clerk) as work:
        assert services.undo(work, report.operation_id).counts[Result.DONE] == 1
    assert home.shown().state == "validating"
    with home.database.read(clerk) as work:
        (line,) = queries.waiting(work)
        assert queries.sheet(work, line.id).in_force
    assert home.status(again) == "transmitted"


def test_once_its_end_is_past_it_is_obsolete_at_once_and_by_the_night_pass(home, clerk):
    home.decide(clerk, home.send())
    home.clock.now += timedelta(days=400)
    with home.database.work(SYSTEM) as work:
        assert documents.expire(work) == 1
        assert documents.expire(work) == 0
    assert (home.shown().state, home.shown().state_label) == ("expired", "Obsolète")


def test_reminders_are_said_once_each(home, clerk):
    home.decide(clerk, home.send())
    home.clock.now += timedelta(days=340)
    for expected in (1, 0):
        with home.database.work(SYSTEM) as work:
            assert documents.remind(work) == expected
    home.clock.now += timedelta(days=20)
    with home.database.work(SYSTEM) as work:
        assert documents.remind(work) == 1


def test_the_same_file_sent_twice_is_seen(home, clerk):
    home.decide(clerk, home.send())
    with home.database.read(clerk) as work:
        (before,) = files.seen_before(work, files.fingerprint(PDF))
    assert before.label == "Assurance scolaire"


def test_the_counter_adds_what_the_family_brings(home, clerk):
    with home.database.work(clerk) as work:
        owner = Owner(home.family, child_id=home.child)
        documents.add(work, home.type, owner, [("..\\CON.pdf", PDF)])
    assert home.shown().state == "received"
    (kept,) = home.town.read(select(stored_file.c.name))
    assert "\\" not in kept.name
    for wrong, sentence in (
        (Owner(home.family), "pour cette personne"),
        (Owner(home.family, child_id=999), "ne fait pas partie"),
    ):
        with home.database.work(clerk) as work, pytest.raises(Refused, match=sentence):
            documents.add(work, home.type, wrong, [("a.pdf", PDF)])


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"<html>"), ("a.jpg", PDF), ("a.pdf", b""), ("x.exe", PDF)]
)
def test_a_file_that_is_not_what_it_claims_is_not_taken_at_the_counter(home, clerk, name, content):
    with home.database.work(clerk) as work, pytest.raises(Refused):
        documents.add(work, home.type, Owner(home.family, child_id=home.child), [(name, content)])


def test_withdrawn_it_waits_for_nobody_any_more(home, clerk):
    asked = home.send()
    home.town.tell("nadia", "request_withdrawn", {"request_id": asked})
    with home.database.work(SYSTEM) as work:
        take_in(work)
    assert (home.status(asked), home.shown().state) == ("withdrawn", "missing")
    with home.database.read(clerk) as work:
        assert queries.waiting(work) == ()


def test_many_are_taken_in_by_sets(home):
    def statements(count):
        for number in range(count):
            sent = home.town.add(
                portal_in_file, account_id="nadia", name="a.pdf", media_type=None, content=PDF
            )
            payload = {"document_type_id": home.type, "child_id": home.child, "file_ids": [sent]}
            home.town.ask("nadia", "document", payload, batch=f"b{number}")
        seen = []
        with home.database.work(SYSTEM) as work:
            event.listen(
                work.connection, "before_cursor_execute", lambda *told: seen.append(told[2])
            )
            take_in(work)
        return len(seen)

    # Row by row, nineteen more would take thirty-eight more: two for each.
    assert statements(20) - statements(1) < 19


def test_a_reader_examines_nothing(home, reader):
    asked = home.send()
    with home.database.work(reader) as work, pytest.raises(Refused):
        services.decide(work, [Seen(asked)], Answer(Verb.ACCEPT))


STEPS = st.lists(
    st.sampled_from(["send", "accept", "refuse", "undo", "wait", "expire"]), max_size=9
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_other_state_is_ever_published(town, clock, clerk, steps):
    home = Home(town, clock) if not hasattr(town, "_home") else town._home
    town._home = home
    asked, done = [], []
    for step in steps:
        if step == "send":
            asked.append(home.send(f"%PDF-1.4 {len(asked)}".encode()))
        elif step in ("accept", "refuse") and asked:
            answer = ACCEPT if step == "accept" else REFUSE
            done.append(home.decide(clerk, asked.pop(), answer).operation_id)
        elif step == "undo" and done:
            with home.database.work(clerk) as work:
                try:
                    services.undo(work, done.pop())
                except Refused:
                    continue
        elif step == "wait":
            clock.now += timedelta(days=200)
        elif step == "expire":
            with home.database.work(SYSTEM) as work:
                documents.expire(work)
        shown = home.shown()
        assert DOCUMENT_STATES[shown.state] == shown.state_label
