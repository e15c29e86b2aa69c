"""What the rules make of a request, and the sentence that says why."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import event, update

from backoffice.inbox.advice import Level, assess, gathered
from backoffice.inbox.facts import gather
from backoffice.planning.tables import slot

DAY = date(2026, 11, 26)
OK, LOOK, NO = Level.FAVOURABLE, Level.TO_CHECK, Level.UNFAVOURABLE


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


def advice_on(place, agent, *request_ids):
    with place.database.read(agent) as work:
        return gathered(gather(work, request_ids), request_ids)


def said(advice):
    return {check.key: (check.level, check.sentence) for check in advice.checks}


def test_a_plain_request_is_favourable_and_says_why(place, clerk):
    place.deadline(place.activity_id, "reservation", count=3, hour=time(9))
    advice = advice_on(place, clerk, asked(place))
    assert advice.level is OK
    assert said(advice) == {
        "enrolment": (OK, "Garderie soir, du 01/09/2026 au 02/07/2027"),
        "opening": (OK, "ouvert le jeudi 26 novembre"),
        "deadline": (OK, "demandé le 16/11 à 10 h ; limite le 23/11 à 9 h"),
        "subject": (OK, "créneau à réserver"),
        "places": (OK, "0/30 le jeudi 26 novembre"),
    }
    assert (advice.reason_code, advice.public_reason) == (None, None)


def test_a_full_day_is_unfavourable_with_the_town_s_own_words(place, clerk):
    place.filled(place.slot_id, 30)
    advice = advice_on(place, clerk, asked(place))
    assert said(advice)["places"] == (NO, "complet le jeudi 26 novembre : 30/30")
    assert (advice.level, advice.reason_code) == (NO, "full")
    assert advice.public_reason == "Il n’y a plus de place ce jour-là."


def test_a_batch_with_one_full_day_is_to_be_checked(place, clerk):
    place.filled(place.slot_id, 30)
    place.slot(place.activity_id, date(2026, 11, 27))
    ids = [asked(place), asked(place, day=date(2026, 11, 27))]
    advice = advice_on(place, clerk, *ids)
    assert advice.level is LOOK
    assert said(advice)["places"][0] is NO


def test_more_requests_than_places_are_to_be_checked(place, clerk):
    place.filled(place.slot_id, 29)
    other = place.child(place.family("Garnier"), "Tom", "Garnier")
    place.enrol(other, place.activity_id)
    place.request("reservation", other, place.activity_id, DAY)
    assert said(advice_on(place, clerk, asked(place)))["places"] == (
        LOOK,
        "29/30 le jeudi 26 novembre, 2 demandes en attente",
    )


def test_the_deadline_is_met_on_the_family_s_clock_not_ours(place, clerk, clock):
    place.deadline(place.activity_id, "reservation", count=3, hour=time(9))
    request_id = asked(place, at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))  # 9 h in the town
    clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert said(advice_on(place, clerk, request_id))["deadline"][0] is OK


def test_one_second_late_is_late(place, clerk):
    place.deadline(place.activity_id, "reservation", count=3, hour=time(9))
    request_id = asked(place, at=datetime(2026, 11, 23, 8, 0, 1, tzinfo=UTC))
    advice = advice_on(place, clerk, request_id)
    assert advice.reason_code == "late"
    assert said(advice)["deadline"] == (
        NO,
        "demandé le 23/11 à 9 h, après la limite du 23/11 à 9 h",
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("rendez-vous", "à facturer"), ("maladie", "motif justifié, à ne pas facturer")],
)
def test_a_late_absence_says_whether_it_is_invoiced(place, clerk, words, sentence):
    place.deadline(place.activity_id, "absence", form="hours_before", count=400, hour=None)
    place.reserve(place.slot_id, place.child_id)
    level, told = said(advice_on(place, clerk, asked(place, "absence", family_words=words)))[
        "deadline"
    ]
    assert level is LOOK
    assert told.endswith(sentence)


def test_a_child_not_enrolled_that_day_is_said(place, clerk):
    other = place.child(place.family_id, "Sami")
    advice = advice_on(place, clerk, place.request("reservation", other, place.activity_id, DAY))
    assert said(advice)["enrolment"] == (NO, "non inscrit à Garderie soir le jeudi 26 novembre")
    assert advice.reason_code == "not_enrolled"


def test_a_closed_day_says_its_reason(place, clerk):
    with place.database.work(clerk) as work:
        work.run(update(slot).values(closed_reason="Grève"))
    assert said(advice_on(place, clerk, asked(place)))["opening"] == (
        NO,
        "fermé le jeudi 26 novembre : Grève",
    )


def test_a_day_without_the_activity_and_a_day_gone_by(place, clerk, clock):
    nowhere = asked(place, day=date(2026, 11, 28))
    gone = asked(place)
    assert said(advice_on(place, clerk, nowhere))["opening"] == (
        NO,
        "pas d’accueil le samedi 28 novembre",
    )
    clock.now = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert said(advice_on(place, clerk, gone))["opening"] == (
        NO,
        "date passée : le jeudi 26 novembre",
    )


def test_nothing_to_cancel_is_said(place, clerk):
    advice = advice_on(place, clerk, asked(place, "reservation_cancellation"))
    assert said(advice)["subject"] == (NO, "rien n’est réservé")
    assert advice.reason_code == "nothing"


def test_a_duplicate_names_its_twin(place, clerk):
    first, second = asked(place), asked(place)
    level, told = said(advice_on(place, clerk, second))["duplicate"]
    assert level is NO
    assert f"{first:,}".replace(",", "\u202f") in told
    assert "duplicate" not in said(advice_on(place, clerk, first))


def test_an_enrolment_already_made_is_said(place, clerk):
    advice = advice_on(place, clerk, asked(place, "enrolment"))
    assert said(advice)["duplicate"] == (NO, "déjà inscrit du 01/09/2026 au 02/07/2027")


def test_a_kind_decided_elsewhere_is_to_be_looked_at(place, clerk):
    advice = advice_on(place, clerk, asked(place, "creche"))
    assert (advice.level, advice.checks) == (LOOK, ())


def test_the_facts_of_a_hundred_requests_take_ten_queries_at_most(place, clerk):
    place.deadline(place.activity_id, "reservation", count=3, working_days=True)
    place.document_type(mandatory=True, effect="block")
    ids = [
        asked(place, day=at)
        for at in (DAY, date(2026, 11, 27), date(2026, 11, 30))
        for _ in range(4)
    ]
    counted = []
    event.listen(
        place.database.engine, "before_cursor_execute", lambda *given: counted.append(given[2])
    )
    with place.database.read(clerk) as work:
        facts = gather(work, ids)
    for request_id in ids:
        assess(facts, request_id)
    asked_of_base = [one for one in counted if not one.startswith(("BEGIN", "SET TRANSACTION"))]
    assert len(asked_of_base) <= 10
