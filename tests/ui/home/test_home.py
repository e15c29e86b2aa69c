"""Accueil: what it says, and where it leads."""

from datetime import UTC, date, datetime, timedelta

import pytest

from backoffice.history import overview
from backoffice.history.overview import Health
from backoffice.inbox.intake import take_in
from backoffice.inbox.queries.alerts import Alert
from backoffice.kernel.permissions import SYSTEM
from ui.home import words
from ui.home.view import HomeView
from ui.kit.navigator import Navigator
from ui.kit.tokens import Advice

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def town(sqlite_database, town_of):
    return town_of(sqlite_database)


@pytest.fixture
def asked(town, sqlite_database, clock):
    """Two children ask for the same evening, one of them four days ago."""
    activity = town.activity(capacity=30)
    day = clock.now.date() + timedelta(days=2)
    town.slot(activity, day)
    for number, age in ((1, 0), (2, 4)):
        family = town.family(f"Dubois{number}", accounts=[f"compte{number}"])
        child = town.child(family)
        town.enrol(child, activity)
        payload = {"child_id": child, "activity_id": activity, "date": day.isoformat()}
        town.ask(f"compte{number}", "reservation", payload, at=clock.now - timedelta(days=age))
    with sqlite_database.work(SYSTEM) as work:
        take_in(work, 100)
    return activity


def read(database, agent):
    with database.read(agent) as work:
        return overview.overview(work)


def test_an_empty_town_has_an_overview_too(sqlite_database, reader):
    found = read(sqlite_database, reader)
    assert found.queues == ()
    assert found.places.day is None
    assert found.most_urgent is None
    assert len(found.flow) == 10


def test_what_waits_is_told_by_queue_and_by_age(asked, sqlite_database, clerk):
    (queue,) = read(sqlite_database, clerk).queues
    assert (queue.waiting, queue.under_a_day, queue.up_to_three, queue.older) == (2, 1, 0, 1)


def test_the_places_of_the_next_open_day_are_told_by_site(asked, town, sqlite_database, clerk):
    found = read(sqlite_database, clerk).places
    assert found.moments == ("Soir",)
    assert found.facilities == (("École Jules-Ferry", (overview.Places(0, 30),)),)
    assert found.total == (overview.Places(0, 30),)


def test_an_activity_without_limit_has_no_total_capacity(town, sqlite_database, clerk, clock):
    site = town.facility()
    for capacity in (None, 20):
        town.slot(town.activity(site, capacity=capacity), clock.now.date())
    (places,) = read(sqlite_database, clerk).places.total
    assert places.capacity is None


def test_a_site_manager_sees_their_own_site(asked, town, sqlite_database, manager_of):
    other = town.facility("École La Fontaine")
    found = read(sqlite_database, manager_of(other))
    assert found.queues == ()
    assert found.places.facilities == ()


def test_the_flow_counts_working_days_and_skips_week_ends(asked, sqlite_database, clerk):
    flow = read(sqlite_database, clerk).flow
    assert all(one.day.weekday() < 5 for one in flow)
    assert sum(one.received for one in flow) == 2
    assert sum(one.handled for one in flow) == 0


def test_the_sidebar_counts_lines_and_anomalies(asked, sqlite_database, clerk):
    with sqlite_database.read(clerk) as work:
        found = overview.waiting(work)
    assert (found.inbox, found.anomalies) == (2, 0)


def test_an_age_is_told_in_the_largest_whole_unit():
    ages = [timedelta(seconds=5), timedelta(minutes=20), timedelta(hours=5), timedelta(days=3)]
    assert [words.age(NOW - age, NOW) for age in ages] == ["1 min", "20 min", "5 h", "3 j"]


def health(**changed):
    usual = {
        "received_at": NOW, "not_taken_in": 0, "waiting_since": None, "anomalies": 0,
        "next_mail": NOW + timedelta(hours=3), "answers_to_mail": 18,
        "following_mail": NOW + timedelta(hours=8), "coming_back": (),
    }  # fmt: skip
    return Health(**{**usual, **changed})


def state(**changed):
    found = overview.Overview(
        NOW, date(2026, 11, 16), (), overview.DayPlaces(None), (), health(**changed), None
    )
    return {check.rule: check for check in words.state(found)}


def test_a_good_morning_is_all_ticks():
    said = state()
    assert {check.advice for check in said.values()} == {Advice.FAVOURABLE}
    assert said["Portail"].reason == "reçu à 10:00"
    assert said["Courriels"].reason == "18\u202fréponses partent à 13 h".replace("\u202f", " ")


@pytest.mark.parametrize(
    ("changed", "rule", "told"),
    [
        ({"received_at": None}, "Portail", "rien reçu encore"),
        ({"anomalies": 3}, "Anomalies", "3 à voir"),
        (
            {"not_taken_in": 12, "waiting_since": NOW - timedelta(hours=2)},
            "Traitements",
            "12 lignes attendent depuis 2 h",
        ),
    ],
)
def test_what_needs_someone_is_said(changed, rule, told):
    check = state(**changed)[rule]
    assert check.advice is Advice.TO_CHECK
    assert check.reason == told


def test_an_alert_comes_first_and_leads_to_its_request(qtbot, tasks):
    one = Alert(10_000_007, 3, "Maï Nguyen", "Allergie déclarée : gluten", NOW)
    found = overview.Overview(
        NOW, date(2026, 11, 16), (), overview.DayPlaces(None), (), health(), None, (one, one, one)
    )
    first, more = words.state(found)[:2]
    assert (first.rule, first.reason) == ("Alerte", "Maï Nguyen : Allergie déclarée : gluten")
    assert more.reason.replace("\u202f", " ") == "2 autres alertes dans la file"
    navigator = Navigator()
    view = HomeView(tasks, navigator)
    qtbot.addWidget(view)
    view.state.show_checks(words.state(found))
    with qtbot.waitSignal(navigator.request) as opened:
        view.state.acted.emit(first.key)
    assert opened.args == [10_000_007]


def test_the_most_urgent_is_one_key_away(qtbot, tasks, asked):
    navigator = Navigator()
    view = HomeView(tasks, navigator)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.command("handle_most_urgent").isEnabled(), timeout=10_000)
    with qtbot.waitSignal(navigator.request) as opened:
        view.handle_most_urgent()
    assert opened.args[0] >= 10_000_000
    assert "Réservations : 2" in view.queues.accessibleName().replace("\u202f", " ")


def test_nothing_to_do_is_said_in_words(qtbot, tasks):
    view = HomeView(tasks, Navigator())
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: tasks.idle)
    qtbot.waitUntil(view.nothing.isVisible, timeout=10_000)
    assert not view.command("handle_most_urgent").isEnabled()
