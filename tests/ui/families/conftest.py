"""« Familles » over a base where three families live."""

from dataclasses import dataclass
from datetime import date

import pytest

from backoffice.families.dossier import dossier
from backoffice.families.people import AddressDraft, ChildDraft, GuardianDraft
from backoffice.families.services import create_family
from backoffice.kernel.permissions import Role
from tests.fixtures.database import person
from tests.ui.shown import settle, show
from ui.families.view import FamiliesView
from ui.kit.navigator import Navigator

MOTHER = GuardianDraft(
    "Nguyen", "Linh", civility="Mme", capacity="Mère", email="linh@exemple.fr",
    mobile="06 39 98 20 11", is_payer=True, address=AddressDraft("14 rue des Tilleuls", "44210", "Valcourt"),
)  # fmt: skip


@dataclass
class Home:
    """The Nguyen: two guardians, one child; and two other families."""

    database: object
    family_id: int
    mother: int
    father: int
    minh: int
    other: int

    def dossier(self):
        with self.database.read(person(Role.ADMINISTRATOR)) as work:
            return dossier(work, self.family_id)


@pytest.fixture
def home(sqlite_database, clerk):
    minh = ChildDraft("Nguyen", "Minh", birth_date=date(2018, 3, 4), sex="M")
    with sqlite_database.work(clerk) as work:
        create_family(work, "Arnaud", [GuardianDraft("Arnaud", "Paul")])
        other = create_family(work, "Zola", [GuardianDraft("Zola", "Émile")])
        made = create_family(work, "Nguyen", [MOTHER, GuardianDraft("Nguyen", "Thanh")], [minh])
    ids = (made.family_id, *made.guardian_ids, *made.child_ids, other.family_id)
    return Home(sqlite_database, *ids)


@pytest.fixture
def navigator():
    return Navigator()


@pytest.fixture
def open_as(qtbot, tasks_of, navigator, home):
    """The screen of an agent, the Nguyen's dossier open."""

    def call(agent, family_id=None):
        view = FamiliesView(tasks_of(agent), navigator)
        show(qtbot, view)
        view.open_family(family_id or home.family_id)
        settle(qtbot, view.tasks)
        return view

    return call


@pytest.fixture
def view(open_as, clerk):
    return open_as(clerk)
