"""The screen over a real base, in which the portal wrote and a program took in."""

from datetime import date

import pytest

from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.families.services import create_family
from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM
from tests.inbox.newcomers.conftest import Desk
from tests.ui.shown import settle, show
from ui.kit.navigator import Navigator
from ui.newcomers.view import NewcomersView


@pytest.fixture
def desk(sqlite_database, town_of, clock) -> Desk:
    town = town_of(sqlite_database)
    town.reasons()
    school = town.facility()
    made = Desk(
        town, clock, town.activity(school, label="Restaurant scolaire"), town.activity(school)
    )
    person = {"last_name": "Haddad", "first_name": "Salma", "email": "salma@exemple.fr"}
    town.tell("salma", "account_created", person)
    town.tell("salma", "account_activated")
    with sqlite_database.work(SYSTEM) as work:
        take_in(work)
    return made


@pytest.fixture
def known(desk, clerk) -> int:
    """Nadia Haddad and her son Noé Roy, in the town's dossiers."""
    noe = ChildDraft("Roy", "Noé", birth_date=date(2019, 5, 4))
    with desk.database.work(clerk) as work:
        return create_family(work, "Haddad", [GuardianDraft("Haddad", "Nadia")], [noe]).family_id


@pytest.fixture
def navigator():
    """Remembers where it was asked to go."""
    made = Navigator()
    made.went = []
    made.back.connect(made.went.append)
    made.family.connect(made.went.append)
    return made


@pytest.fixture
def open_as(qtbot, tasks_of, navigator):
    def call(agent, request_id, size=(1166, 768)):
        view = NewcomersView(tasks_of(agent), navigator)
        show(qtbot, view, size)
        view.open_form(request_id)
        settle(qtbot, view.tasks)
        view.form.setFocus()
        qtbot.waitUntil(view.form.hasFocus)
        return view

    return call


@pytest.fixture
def opened(open_as, clerk, desk):
    """A form as sent, opened; on first use, so that a test may change the town before."""

    def call(kind="family_creation", account="salma", **changes):
        payload = desk.form(**changes) if kind == "family_creation" else changes
        return open_as(clerk, desk.ask(payload, kind, account))

    return call
