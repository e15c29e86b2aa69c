import shutil
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select, text

from backoffice.activities.tables import facility
from backoffice.database import schema
from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.demo import ground, live
from backoffice.demo.standin import Portal
from backoffice.demo.town import build
from backoffice.families.queries import find
from backoffice.inbox.intake import take_in
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
THURSDAY, WEDNESDAY = date(2026, 11, 26), date(2026, 11, 25)


@pytest.fixture(scope="module")
def valcourt(tmp_path_factory):
    """The whole town, once for all; nobody here writes in it."""
    path = tmp_path_factory.mktemp("valcourt") / "demo.db"
    address = f"sqlite:///{path}"
    return address, build(address, now=NOW)


@pytest.fixture
def ask(valcourt):
    """Rows of plain SQL on the town."""
    engine = open_engine(valcourt[0])

    def read(query, **values):
        with engine.connect().execution_options(writing=False) as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    yield read
    engine.dispose()


@pytest.fixture
def copy(valcourt, tmp_path):
    """A town of one's own."""
    shutil.copyfile(valcourt[0].removeprefix("sqlite:///"), tmp_path / "copy.db")
    opened = Database(open_engine(f"sqlite:///{tmp_path / 'copy.db'}"), lambda: NOW)
    yield opened
    opened.close()


def test_the_town_has_the_size_that_was_promised(valcourt, ask):
    told = valcourt[1]
    assert (told.made, told.families, told.activities) == (True, 150, 12)
    assert 210 <= told.children <= 250
    assert told.reservations > 30_000
    assert 185 <= told.pending <= 215
    kinds = dict(ask("SELECT kind, count(*) FROM facility GROUP BY kind"))
    assert kinds == {"school": 3, "leisure_centre": 1, "creche": 1}


def test_every_kind_of_request_waits(ask):
    waiting = {
        kind
        for (kind,) in ask(
            "SELECT DISTINCT r.kind FROM request r "
            "JOIN request_status s ON s.status = r.status WHERE s.pending"
        )
    }
    assert waiting >= {
        "reservation", "reservation_cancellation", "absence", "absence_cancellation", "enrolment",
        "guardian_change", "address_change", "bank_change", "authorisation_change", "health_change",
        "vaccination_change", "contact_add", "document", "creche", "family_creation", "appointment",
        "contact_message",
    }  # fmt: skip


def test_what_came_wrong_is_listed_and_answered(ask):
    assert len(ask("SELECT cause FROM anomaly")) >= 10
    assert ask("SELECT count(*) FROM request WHERE status = 'withdrawn'")[0][0] >= 5
    assert ask("SELECT count(*) FROM request WHERE status = 'waitlisted'")[0][0] >= 1
    (tax,) = ask("SELECT status, public_reason FROM request WHERE kind = 'tax_change'")
    assert tax[0] == "refused"


def test_every_status_a_planning_can_show_is_somewhere(ask):
    shown = {status for (status,) in ask("SELECT DISTINCT status FROM reservation")}
    assert shown >= {
        "reserved", "reservation_pending", "absence_pending", "cancellation_pending", "waitlisted",
        "absent", "absent_invoiced", "reservation_refused", "reservation_cancelled",
    }  # fmt: skip


def test_thursday_evening_is_full_and_wednesday_is_over_by_one(ask):
    rows = {
        activity: (taken, capacity)
        for activity, taken, capacity in ask(
            "SELECT a.short_label || ' ' || a.id, s.taken, s.capacity FROM slot s "
            "JOIN activity a ON a.id = s.activity_id WHERE s.day IN (:thursday, :wednesday)",
            thursday=THURSDAY.isoformat(),
            wednesday=WEDNESDAY.isoformat(),
        )
    }
    assert rows["Soir 3"] == (30, 30)
    assert rows["Journée 11"] == (41, 40)
    ((places, reason),) = ask("SELECT places, reason FROM derogation")
    assert places == 1
    assert "Fratrie" in reason


def test_no_slot_counts_otherwise_than_its_reservations_do(ask):
    assert not ask(
        "SELECT s.id FROM slot s LEFT JOIN reservation r ON r.slot_id = s.id "
        "LEFT JOIN slot_status t ON t.status = r.status GROUP BY s.id, s.taken "
        "HAVING s.taken <> coalesce(sum(t.counted), 0)"
    )


def test_nobody_lives_in_the_future(ask):
    moment = NOW.isoformat(timespec="microseconds")
    for query in (
        "SELECT max(submitted_at) FROM portal_in_request",
        "SELECT max(at) FROM slot_event",
        "SELECT max(at) FROM request_history",
        "SELECT max(created_at) FROM family",
    ):
        assert ask(query)[0][0] <= moment, query


def test_history_is_in_the_order_of_time(ask):
    assert not ask(
        "SELECT a.id FROM slot_event a JOIN slot_event b "
        "ON b.reservation_id = a.reservation_id AND b.id > a.id WHERE b.at < a.at"
    )
    assert not ask(
        "SELECT r.id FROM request r WHERE r.taken_in_at < r.submitted_at OR r.decided_at < r.taken_in_at"
    )


def test_the_people_of_the_pictures_ask_what_they_ask_there(ask):
    lines = {
        (label, kind): (pending, first)
        for label, kind, pending, first in ask(
            "SELECT f.label, s.kind, s.pending, s.first_day FROM submission s "
            "JOIN family f ON f.id = s.family_id WHERE s.pending > 0"
        )
    }
    assert lines["Belkacem-Roy", "reservation"][0] == 10
    assert lines["Picard-Moreau", "reservation"][0] == 12
    assert lines["Lefèvre", "reservation"][0] == 4
    assert lines["Rousseau", "reservation"][0] == 3
    assert lines["Nguyen", "address_change"][0] == 6
    assert lines["Lambert", "reservation"] == (1, "2026-11-20")
    assert lines["Haddad", "reservation"] == (1, THURSDAY.isoformat())
    assert {("Garnier", "absence"), ("Marchand", "absence"), ("Okafor", "creche")} <= lines.keys()
    assert {("Cherif", "reservation_cancellation"), ("Fontaine", "document")} <= lines.keys()
    classes = dict(
        ask(
            "SELECT k.label, count(*) FROM child c JOIN school_class k ON k.id = c.school_class_id "
            "WHERE k.teacher IN ('Mme Rossi', 'M. Henry') GROUP BY k.label"
        )
    )
    assert classes == {"CE1 B": 9, "CE2 A": 7}


def test_one_rule_is_at_work_and_one_waits_to_be_rehearsed(ask):
    assert sorted(ask("SELECT enabled FROM rule WHERE condition <> 'built_in'")) == [(0,), (1,)]
    assert ask(
        "SELECT count(*) FROM decision d JOIN rule r ON r.id = d.rule_id WHERE r.condition = 'in_time'"
    )[0][0]


def test_deadlines_come_in_the_three_forms(ask):
    forms = {form for (form,) in ask("SELECT DISTINCT form FROM deadline_rule")}
    assert forms == {"days_before", "week_before", "hours_before"}


def test_phones_and_addresses_reach_nobody(ask):
    for mobile, phone, email in ask("SELECT mobile, phone, email FROM guardian"):
        assert mobile.startswith("06 39 98 ")
        assert phone is None or phone.startswith("01 99 00 ")
        assert email.endswith("@exemple.fr")
    assert ask("SELECT count(*) - count(DISTINCT email) FROM guardian") == [(0,)]


def test_the_agents_sign_in_with_the_password_of_the_demo(copy):
    from backoffice.agents.signin import sign_in

    roles = {login: sign_in(copy, login, "demo").role.value for login, _, _ in ground.AGENTS}
    assert roles == {
        "instructeur": "instructor",
        "regie": "regie",
        "lecteur": "reader",
        "admin": "administrator",
    }
    with copy.read(sign_in(copy, "lecteur", "demo")) as work:
        assert len(find(work, "inès belkacem")) == 1


def test_a_seed_and_a_moment_make_the_same_town(tmp_path):
    towns = []
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        address = f"sqlite:///{tmp_path / name}.db"
        build(address, families=25, seed=seed, now=NOW)
        engine = open_engine(address)
        with engine.connect() as connection:
            towns.append(
                [
                    connection.execute(text(f"SELECT {columns} ORDER BY 1, 2, 3")).all()
                    for columns in (
                        "id, last_name, first_name FROM guardian",
                        "slot_id, child_id, status FROM reservation",
                        "id, kind, status, details FROM request",
                    )
                ]
            )
        engine.dispose()
    assert towns[0] == towns[1]
    assert towns[0] != towns[2]


def test_a_town_that_is_there_is_found_and_only_made_again_when_asked(tmp_path):
    address = f"sqlite:///{tmp_path / 'deep' / 'demo.db'}"
    first = build(address, families=3, now=NOW)
    again = build(address, families=9, now=NOW)
    assert (first.made, again.made, again.families) == (True, False, 3)
    assert build(address, families=9, fresh=True, now=NOW).families == 9


@pytest.mark.parametrize(
    ("moment", "families"),
    [
        (datetime(2026, 7, 14, 12, tzinfo=UTC), 19),
        (datetime(2026, 8, 31, 23, tzinfo=UTC), 4),
        (datetime(2027, 1, 1, 0, tzinfo=UTC), 1),
        (datetime(2027, 6, 30, 8, tzinfo=UTC), 19),
        (datetime(2031, 3, 15, 6, tzinfo=UTC), 2),
    ],
    ids=lambda value: f"{value:%Y-%m}" if isinstance(value, datetime) else str(value),
)
def test_a_town_of_any_size_lives_on_any_day(tmp_path, moment, families):
    town = build(f"sqlite:///{tmp_path / 'demo.db'}", families=families, now=moment)
    assert town.families == families
    assert town.reservations


def test_a_base_that_holds_anything_else_is_left_alone(database, address, admin):
    with database.work(admin) as work:
        work.run(facility.insert().values(label="École du Bourg", kind="school"))
    for fresh in (False, True):
        with pytest.raises(Refused, match="qui ne sont pas celles de la démonstration"):
            build(address, families=3, fresh=fresh, now=NOW)
    with database.read(admin) as work:
        assert work.scalar(select(facility.c.label)) == "École du Bourg"


def test_a_file_that_is_another_programs_is_left_alone(tmp_path):
    import sqlite3

    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    with pytest.raises(Refused, match="qui ne sont pas celles"):
        build(f"sqlite:///{tmp_path / 'other.db'}", families=3, fresh=True, now=NOW)


def test_an_interrupted_demo_is_made_again(tmp_path):
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    engine = open_engine(address)
    schema.upgrade(engine)
    with Database(engine).work(SYSTEM) as work:
        ground.settle(work, fixed_clock=False)
    engine.dispose()
    assert build(address, families=2, now=NOW).made


def test_a_silly_number_of_families_is_refused(tmp_path):
    with pytest.raises(Refused, match="familles"):
        build(f"sqlite:///{tmp_path / 'demo.db'}", families=0)


def test_two_demos_live_on_one_server_and_share_their_logins(cluster):
    names = ("valcourt_one", "valcourt_two")
    for name in names:
        town = build(cluster.create(name), families=4, now=NOW)
        assert (town.made, town.families) == (True, 4)
    for name in names:
        engine = open_engine(cluster.url(name), "admin", "demo")
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM agent")).scalar() == 4
        engine.dispose()
    assert build(cluster.url(names[0]), families=2, fresh=True, now=NOW).families == 2
    for name in names:
        cluster.drop(name)


def test_families_go_on_writing_and_all_they_write_is_understood(copy):
    families = live.Families(Portal(copy.engine), Random(3), lambda: NOW)
    said = [families.step() for _ in range(25)]
    assert sum(1 for sentence in said if sentence) > 20
    with copy.work(SYSTEM) as work:
        taken = take_in(work)
    assert taken.requests + taken.events >= 20
    assert taken.anomalies == 0


def test_a_live_town_stops_when_it_is_told(valcourt, tmp_path):
    import threading

    shutil.copyfile(valcourt[0].removeprefix("sqlite:///"), tmp_path / "live.db")
    stop, said = threading.Event(), []

    def told(sentence):
        said.append(sentence)
        stop.set()

    live.run(f"sqlite:///{tmp_path / 'live.db'}", stop, told=told, clock=lambda: NOW, every=0)
    assert len(said) == 1


def test_nobody_lives_in_an_empty_base(sqlite_database):
    assert live.Families(Portal(sqlite_database.engine), Random(1)).step() == ""


def test_children_of_two_homes_are_seen_by_both(ask):
    shared = ask("SELECT child_id FROM family_child GROUP BY child_id HAVING count(*) = 2")
    assert shared
    seen = ask(
        "SELECT count(DISTINCT family_id) FROM portal_out_slot WHERE child_id = :child",
        child=shared[0][0],
    )
    assert seen == [(2,)]


def test_the_school_year_is_that_of_now(ask):
    ((first, last),) = ask("SELECT min(day), max(day) FROM slot")
    assert first == "2026-09-01"
    assert date.fromisoformat(last) - date(2027, 8, 31) <= timedelta(0)
    assert ask("SELECT count(*) FROM slot WHERE day = '2026-11-11'") == [(0,)]
