"""What answers by itself, what closes by itself, and what an agent types for a family."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.rules import Condition, RuleDraft
from backoffice.inbox.tables import decision, note, request, request_history, submission
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.planning.tables import slot_event

DAY = date(2026, 11, 26)


@pytest.fixture
def place(town):
    town.reasons()
    town.activity_id = town.activity()
    town.slot_id = town.slot(town.activity_id, DAY)
    town.family_id = town.family(accounts=["nadia"])
    town.child_id = town.child(town.family_id)
    town.enrol(town.child_id, town.activity_id)
    return town


def asked(place, kind="reservation", day=DAY, **values):
    return place.request(kind, place.child_id, place.activity_id, day, **values)


def a_rule(place, admin, **values):
    draft = RuleDraft(
        **{
            "name": "Favorables",
            "kind": Kind.RESERVATION,
            "condition": Condition.FAVOURABLE,
            **values,
        }
    )
    with place.database.work(admin) as work:
        rule_id = services.save_rule(work, draft)
        services.enable_rule(work, rule_id, 1)
    return rule_id


class TestRules:
    def test_a_favourable_request_is_accepted_by_rule_and_named_to_agents_only(
        self, place, admin, system
    ):
        rule_id = a_rule(place, admin)
        request_id = asked(place)
        with place.database.work(system) as work:
            assert services.run_rules(work) == 1
        assert place.status(request_id) == "accepted"
        [row] = place.read(select(decision.c.agent_id, decision.c.rule_id, decision.c.facts))
        assert (row.agent_id, row.rule_id) == (None, rule_id)
        assert row.facts
        line = place.view("portal_out_slot_history", child_id=place.child_id)[-1]
        assert (line["status_label"], line["actor_label"]) == (
            "Réservé",
            "Traité par l'application enfance",
        )

    def test_what_is_not_favourable_waits_for_an_agent(self, place, admin, system):
        a_rule(place, admin)
        place.filled(place.slot_id, 30)
        request_id = asked(place)
        with place.database.work(system) as work:
            assert services.run_rules(work) == 0
        assert place.status(request_id) == "transmitted"

    def test_an_absence_in_time_is_accepted_and_a_late_one_waits(self, place, admin, system):
        place.deadline(place.activity_id, "absence", form="days_before", count=2)
        a_rule(place, admin, name="Absences", kind=Kind.ABSENCE, condition=Condition.IN_TIME)
        place.reserve(place.slot_id, place.child_id)
        tomorrow = date(2026, 11, 17)
        place.reserve(place.slot(place.activity_id, tomorrow), place.child_id)
        early, late = asked(place, "absence"), asked(place, "absence", tomorrow)
        with place.database.work(system) as work:
            services.run_rules(work)
        assert (place.status(early), place.status(late)) == ("accepted", "transmitted")

    def test_a_rule_leaves_alone_what_an_agent_has_taken(self, place, admin, clerk, system):
        a_rule(place, admin)
        request_id = asked(place)
        [line] = place.read(select(submission.c.id))
        with place.database.work(clerk) as work:
            services.assign(work, [line.id], clerk.id)
        with place.database.work(system) as work:
            assert services.run_rules(work) == 0
        assert place.status(request_id) == "transmitted"

    def test_a_new_rule_is_off_until_it_is_switched_on(self, place, admin, system):
        with place.database.work(admin) as work:
            services.save_rule(
                work, RuleDraft("Favorables", Kind.RESERVATION, Condition.FAVOURABLE)
            )
        asked(place)
        with place.database.work(system) as work:
            assert services.run_rules(work) == 0

    def test_a_rule_is_switched_off(self, place, admin, system):
        rule_id = a_rule(place, admin)
        with place.database.work(admin) as work:
            services.disable_rule(work, rule_id, 2)
        with pytest.raises(OutOfDate), place.database.work(admin) as work:
            services.disable_rule(work, rule_id, 2)
        asked(place)
        with place.database.work(system) as work:
            assert services.run_rules(work) == 0

    def test_the_rehearsal_compares_with_what_agents_answered(self, place, admin, clerk):
        good, bad = asked(place), asked(place, day=date(2026, 11, 27))
        second_slot_missing = bad  # no slot that day: an agent refused it
        with place.database.work(clerk) as work:
            services.decide(work, [Seen(good)], Answer(Verb.ACCEPT))
            services.decide(work, [Seen(second_slot_missing)], Answer(Verb.REFUSE, "closed"))
        with place.database.read(admin) as work:
            told = services.rehearse(
                work, RuleDraft("Essai", Kind.RESERVATION, Condition.FAVOURABLE)
            )
        assert (told.requests, told.would_answer, told.agreed, told.refused_by_agents) == (
            2,
            1,
            1,
            0,
        )

    @pytest.mark.parametrize(
        ("draft", "said"),
        [
            (RuleDraft("  ", Kind.ABSENCE, Condition.IN_TIME), "nom"),
            (RuleDraft("Adresse", Kind.ADDRESS_CHANGE, Condition.IN_TIME), "ne répond"),
            (RuleDraft("Ailleurs", Kind.ABSENCE, Condition.IN_TIME, 999), "activité"),
            (RuleDraft("Liste d’attente", Kind.ABSENCE, Condition.IN_TIME), "déjà"),
        ],
    )
    def test_a_senseless_rule_is_refused(self, place, admin, draft, said):
        with pytest.raises(Refused, match=said), place.database.work(admin) as work:
            services.save_rule(work, draft)

    def test_an_instructor_sets_no_rule(self, place, clerk):
        with pytest.raises(NotAllowed), place.database.work(clerk) as work:
            services.save_rule(work, RuleDraft("Non", Kind.ABSENCE, Condition.IN_TIME))


class TestExpiry:
    def test_a_day_that_passed_unanswered_is_void_with_an_apology(self, place, system, clock):
        request_id = asked(place)
        clock.now += timedelta(days=11)
        with place.database.work(system) as work:
            assert services.expire(work) == 1
        last = place.view("portal_out_request_history", request_id=request_id)[-1]
        assert last["status_label"] == "Sans objet"
        assert "excuser" in last["public_reason"]
        assert place.slot_status(place.child_id, place.slot_id) == "reservation_refused"

    def test_whoever_waited_in_vain_is_refused(self, place, clerk, system, clock):
        request_id = asked(place)
        with place.database.work(clerk) as work:
            services.decide(work, [Seen(request_id)], Answer(Verb.WAITLIST))
        clock.now += timedelta(days=11)
        with place.database.work(system) as work:
            services.expire(work)
        assert place.status(request_id) == "refused"
        assert place.slot_status(place.child_id, place.slot_id) == "reservation_refused"

    def test_an_absence_is_never_closed_by_time(self, place, system, clock):
        place.reserve(place.slot_id, place.child_id)
        request_id = asked(place, "absence")
        clock.now += timedelta(days=11)
        with place.database.work(system) as work:
            assert services.expire(work) == 0
        assert place.status(request_id) == "transmitted"

    def test_an_absence_of_nothing_is_void(self, place, system):
        request_id = asked(place, "absence")
        with place.database.work(system) as work:
            assert services.expire(work) == 1
        assert place.status(request_id) == "void"


class TestOnBehalf:
    def ask(self, place, agent, kind=Kind.RESERVATION, days=(DAY,), words="par téléphone"):
        with place.database.work(agent) as work:
            return services.ask_for_family(
                work, kind, place.child_id, place.activity_id, days, words
            )

    def test_it_is_the_family_s_request_typed_by_an_agent(self, place, clerk):
        [request_id] = self.ask(place, clerk)
        [row] = place.read(select(request.c.origin, request.c.typed_by, request.c.account_id))
        assert tuple(row) == ("agent", clerk.id, "nadia")
        [seen] = place.view("portal_out_request", request_id=request_id)
        assert (seen["status"], seen["family_id"]) == ("transmitted", place.family_id)
        assert place.slot_status(place.child_id, place.slot_id) == "reservation_pending"
        [event] = place.read(select(slot_event.c.agent_id, slot_event.c.account_id))
        assert tuple(event) == (clerk.id, "nadia")

    def test_it_is_then_answered_like_any_other(self, place, clerk):
        ids = self.ask(place, clerk)
        with place.database.work(clerk) as work:
            assert services.decide(work, [Seen(one) for one in ids], Answer(Verb.ACCEPT)).done == 1
        assert place.slot_status(place.child_id, place.slot_id) == "reserved"

    def test_a_day_without_the_activity_is_refused(self, place, clerk):
        with pytest.raises(Refused, match="pas ouverte le 28/11/2026"):
            self.ask(place, clerk, days=(date(2026, 11, 28),))

    def test_what_is_already_reserved_is_not_asked_again(self, place, clerk):
        place.reserve(place.slot_id, place.child_id)
        with pytest.raises(Refused, match="déjà réservé"):
            self.ask(place, clerk)
        self.ask(place, clerk, Kind.ABSENCE)

    def test_only_slots_are_asked_for_at_the_counter(self, place, clerk):
        with pytest.raises(Refused, match="au moins un jour"):
            self.ask(place, clerk, Kind.ADDRESS_CHANGE)

    def test_a_site_manager_types_for_their_own_site_only(self, place, manager_of):
        with pytest.raises(NotAllowed):
            self.ask(place, manager_of(999))


class TestLines:
    @pytest.fixture
    def line(self, place):
        self.request_id = asked(place)
        return place.read(select(submission.c.id))[0][0]

    def test_a_note_is_kept_between_agents(self, place, clerk, line):
        with place.database.work(clerk) as work:
            services.annotate(work, line, "Rappeler la mère jeudi")
        assert place.read(select(note.c.words, note.c.agent_id)) == [
            ("Rappeler la mère jeudi", clerk.id)
        ]
        told = place.view("portal_out_request_history", request_id=self.request_id)
        assert not any(row["message"] for row in told)

    def test_a_suspended_line_has_a_day_and_a_reason(self, place, clerk, line):
        with place.database.work(clerk) as work:
            services.suspend(work, [line], date(2026, 11, 20), "Attend le certificat")
        s = submission.c
        assert place.read(select(s.suspended_until, s.suspended_reason)) == [
            (date(2026, 11, 20), "Attend le certificat")
        ]
        with place.database.work(clerk) as work:
            services.resume(work, [line])
        assert place.read(select(s.suspended_until)) == [(None,)]

    @pytest.mark.parametrize(
        ("until", "reason", "said"),
        [(date(2026, 11, 16), "x", "à venir"), (date(2026, 11, 20), " ", "pourquoi")],
    )
    def test_a_line_is_not_hidden_without_both(self, place, clerk, line, until, reason, said):
        with pytest.raises(Refused, match=said), place.database.work(clerk) as work:
            services.suspend(work, [line], until, reason)

    def test_a_message_is_read_on_the_portal_and_counted_unread(self, place, clerk, line):
        with place.database.work(clerk) as work:
            services.send_message(
                work, [self.request_id], "La liste d’attente vous convient-elle ?"
            )
        [row] = place.view("portal_out_request", request_id=self.request_id)
        assert (row["unread_messages"], row["status"]) == (1, "transmitted")

    def test_asking_for_more_keeps_the_request_open(self, place, clerk, line):
        for words in ("Il manque l’adresse.", "Et le téléphone."):
            with place.database.work(clerk) as work:
                services.ask_information(work, [Seen(self.request_id)], words)
        [row] = place.view("portal_out_request", request_id=self.request_id)
        assert (row["state"], row["status"], row["unread_messages"]) == (
            "open",
            "info_requested",
            2,
        )
        last = place.view("portal_out_request_history", request_id=self.request_id)[1:]
        assert [one["status_label"] for one in last] == [
            "En cours d'instruction",
            "Complément demandé",
            "Complément demandé",
        ]

    def test_nothing_is_asked_of_a_request_a_colleague_answered(self, place, clerk, line):
        with place.database.work(clerk) as work:
            services.decide(work, [Seen(self.request_id)], Answer(Verb.ACCEPT))
        with pytest.raises(OutOfDate), place.database.work(clerk) as work:
            services.ask_information(work, [Seen(self.request_id)], "Encore ?")

    def test_an_empty_message_is_refused(self, place, clerk, line):
        with pytest.raises(Refused, match="message"), place.database.work(clerk) as work:
            services.send_message(work, [self.request_id], " \x00 ")
        assert place.read(select(request_history.c.message))[-1] == (None,)

    def test_reasons_are_added_reworded_and_archived(self, place, admin, clerk):
        with place.database.work(admin) as work:
            code = services.add_reason(work, "Dossier incomplet")
            services.add_reason(work, "Dossier incomplet : appelez-nous.", code)
            services.archive_reason(work, code)
        with pytest.raises(NotAllowed), place.database.work(clerk) as work:
            services.archive_reason(work, code)
