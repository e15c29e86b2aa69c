"""On PostgreSQL, each agent's own login has the grants that the settings and the journal need."""

from datetime import date, time

import pytest

from backoffice.activities.queries import closures
from backoffice.activities.schedule import Deadline, DeadlineForm
from backoffice.activities.services import refresh_calendar, set_absence_rules, set_deadline
from backoffice.activities.tables import opening_period
from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.history import queries
from backoffice.history.queries import HistoryFilter
from backoffice.inbox import catalogue, services
from backoffice.inbox.rules import Condition
from backoffice.inbox.services import RuleDraft
from backoffice.inbox.workflow import Kind
from backoffice.planning.opening import close_days, generate_slots, reopen_days
from backoffice.planning.places import day_places, set_capacity, set_day_capacity
from backoffice.planning.reasons import add_absence_reason
from backoffice.planning.zone import set_school_zone

DAY = date(2026, 11, 26)


@pytest.fixture
def signed(request, postgresql_database, postgresql_address):
    """The base as an agent of this role opens it."""
    cluster, name = request.getfixturevalue("cluster"), postgresql_address.rpartition("/")[2]
    opened = []

    def sign(role):
        login = f"{role}_{name}"
        group = f"template_backoffice_{role}"
        cluster.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'secret' IN ROLE {group}")
        clock = postgresql_database.clock
        opened.append((login, Database(open_engine(postgresql_address, login, "secret"), clock)))
        return opened[-1][1]

    yield sign
    for login, database in opened:
        database.close()
        cluster.execute(f"DROP ROLE {login}")


@pytest.fixture
def evenings(postgresql_database, town_of, admin):
    town = town_of(postgresql_database)
    town.activity_id = town.activity()
    year = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 7, 2)}
    town.add(opening_period, activity_id=town.activity_id, **year)
    with postgresql_database.work(admin) as work:
        refresh_calendar(work, date(2026, 9, 1), date(2027, 7, 31))
        generate_slots(work)
    return town


def test_an_administrator_sets_everything_with_their_own_login(signed, admin, evenings):
    database, activity_id = signed("administrator"), evenings.activity_id
    deadline = Deadline(DeadlineForm.DAYS_BEFORE, 3, hour=time(9))
    with database.work(admin) as work:
        services.add_reason(work, "La sortie est complète.")
        services.archive_reason(work, "la_sortie_est_complete")
        add_absence_reason(work, "Sortie d’école", justified=False)
        rule_id = services.save_rule(work, RuleDraft("Soirs", Kind.ABSENCE, Condition.IN_TIME))
        services.enable_rule(work, rule_id, 1)
        set_deadline(work, activity_id, "reservation", deadline)
        catalogue.set_mail_hours(work, [time(12)])
        catalogue.set_town(work, "Mairie de Valcourt", "Service enfance", "Valcourt")
    with database.work(admin) as work:
        set_absence_rules(work, activity_id, 1, late_absence_invoiced=False, promotes_alone=True)
        set_capacity(work, activity_id, 2, 12)
        found = day_places(work, activity_id, DAY)
        set_day_capacity(work, found.slot_id, found.version, 10)
    with database.work(admin) as work:
        tried = set_school_zone(work, "B", dry_run=True)
        assert set_school_zone(work, "B") == tried
    with database.work(admin) as work:
        close_days(work, DAY, DAY, "Grève", dry_run=True)
        assert close_days(work, DAY, DAY, "Grève").closed == 1
    with database.work(admin) as work:
        (made,) = closures(work, DAY)
        reopen_days(work, made.id)


def test_a_reader_reads_the_journal_and_checks_the_base(signed, reader, evenings):
    database = signed("reader")
    with database.read(reader) as work:
        assert queries.page(work, HistoryFilter(), None, 50)
        assert queries.authors(work)
        assert queries.soundness(work).breaches == ()
        assert catalogue.town(work).school_zone == "A"
        assert catalogue.rules(work) == ()
