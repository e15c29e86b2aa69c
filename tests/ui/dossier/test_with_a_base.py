"""The six demands of one evening, from the portal to the portal, through the keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from sqlalchemy import select

from backoffice.families import editing
from backoffice.families.tables import guardian
from backoffice.kernel.permissions import Role
from backoffice.worker import run_once
from tests.fixtures.database import person
from tests.ui.dossier.test_view import told
from tests.ui.shown import press, settle, sheet, show
from ui.dossier.view import DossierView
from ui.kit.navigator import Navigator

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
IBAN = "FR7630001007941234567890185"


@pytest.fixture
def home(sqlite_database, town_of):
    town = town_of(sqlite_database)
    town.reasons()
    town.family_id = town.family("Nguyen", accounts=["linh"])
    town.child_id = town.child(town.family_id, "Minh", "Nguyen")
    [[town.mother]] = town.read(select(guardian.c.id))
    return town


@pytest.fixture
def evening(home):
    """What the guide's capture shows: six demands of one click."""
    mother, child = {"guardian_id": home.mother}, {"child_id": home.child_id}
    odile = {
        "full_name": "Odile Tran", "relation": "grand-mère", "phone": "06 39 98 55 55",
        "emergency": True, "pickup": True,
    }  # fmt: skip
    paul = {**odile, "full_name": "Paul Tran", "relation": "oncle", "pickup": False}
    for kind, payload in (
        ("bank_change", {**mother, "holder": "Mme Linh Nguyen", "iban": IBAN, "bic": None}),
        ("guardian_change", {**mother, "changes": {"mobile": "06 39 98 64 32"}}),
        ("child_extra_change", {**child, "changes": {"glasses": True}}),
        ("contact_add", {**child, "contact": odile}),
        ("contact_add", {**child, "contact": paul}),
        (
            "vaccination_change",
            {**child, "vaccinations": [{"vaccine": "ROR", "date": "2020-05-04"}]},
        ),
    ):
        home.ask("linh", kind, payload, batch="soir")
    run_once(home.database)
    return home


@pytest.fixture
def view(qtbot, tasks_of, home):
    def call(role=Role.ADMINISTRATOR):
        navigator = Navigator()
        made = DossierView(tasks_of(person(role)), navigator)
        made.left = []
        navigator.back.connect(made.left.append)
        show(qtbot, made, (1166, 768))
        made.open_pile(home.family_id, None)
        settle(qtbot, made.tasks)
        made.table.setFocus()
        return made

    return call


def tap(qtbot, v, key, modifier=Qt.KeyboardModifier.NoModifier):
    press(qtbot, v.tasks, v.table, key, modifier)


def waiting(home):
    return {row["field"] for row in home.view("portal_out_pending_field")}


def mobile(home):
    [row] = home.view("portal_out_guardian", guardian_id=home.mother)
    return row["mobile"]


def test_the_six_are_decided_in_one_pass(qtbot, view, evening):
    v = view()
    assert len(v.pile.parts) == 6
    tap(qtbot, v, KEY.Key_Return, CONTROL)  # all that is not sensitive
    left = {item.name for item in v.pile.items() if item.able}
    assert left == {"IBAN", "Titulaire du compte", "Autorisé à récupérer l’enfant"}
    assert mobile(evening) == "06 39 98 64 32"
    while v.pile.rest():  # then what one has to look at, one by one
        item = v.pile.rest()[0]
        v.table.go_to(item.key)
        tap(qtbot, v, KEY.Key_X)
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert v.pile.sheet is None, v.banner.words
    assert waiting(evening) == set()
    statuses = {row["status"] for row in evening.view("portal_out_request")}
    assert statuses == {"accepted"}


def test_what_is_undone_waits_again_on_the_portal(qtbot, view, evening):
    before, pending = mobile(evening), waiting(evening)
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert waiting(evening) < pending
    tap(qtbot, v, KEY.Key_Z, CONTROL)
    assert (mobile(evening), waiting(evening)) == (before, pending)
    assert v.banner.isHidden()


def test_the_rest_refused_is_told_to_the_family(qtbot, view, evening):
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    tap(qtbot, v, KEY.Key_R)
    front = sheet(v.shown_in)
    front.findChild(QWidget, "reason_late").click()
    qtbot.keyClick(front, KEY.Key_Return, CONTROL)
    settle(qtbot, v.tasks)
    assert v.pile.sheet is None, (v.banner.words, [(i.name, i.field.state) for i in v.pile.items()])
    assert waiting(evening) == set()
    statuses = {row["status"] for row in evening.view("portal_out_request")}
    assert statuses == {"accepted", "partly_accepted", "refused"}


def test_the_account_number_is_nowhere_to_be_read(view, evening):
    for role in (Role.ADMINISTRATOR, Role.INSTRUCTOR):
        v = view(role)
        said = " ".join(told(v)).replace(" ", "")
        assert IBAN not in said
        assert "007941234567890" not in said
        assert "••••" in said


def test_the_instructor_leaves_the_account_to_the_regie_and_the_regie_the_rest(
    qtbot, view, evening
):
    clerk, regie = view(Role.INSTRUCTOR), view(Role.REGIE)
    locked = [part.kind for part in clerk.pile.parts if part.locked]
    assert locked == ["bank_change"]
    assert {part.kind for part in regie.pile.parts if not part.locked} == {"bank_change"}


def test_a_field_changed_meanwhile_is_not_applied_by_itself(qtbot, view, evening, clock):
    clock.now += timedelta(minutes=5)
    v = view()
    with evening.database.work(person(Role.INSTRUCTOR)) as work:
        editing.change(work, "guardian", evening.mother, {"mobile": "07 39 98 01 55"})
    v.reload()
    settle(qtbot, v.tasks)
    item = next(one for one in v.pile.items() if one.key[1] and one.field.name == "mobile")
    assert "07 39 98 01 55" in item.field.since
    assert not v.pile.is_ticked(item)
    assert not v.frame.notices.isHidden()


def test_an_address_goes_to_whom_it_is_given(qtbot, view, home):
    changes = {"street": "3 bis allée du Moulin", "postcode": "44215", "city": "Valcourt-le-Bas"}
    home.ask("linh", "address_change", {"guardian_id": home.mother, "changes": changes})
    run_once(home.database)
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    front = sheet(v.shown_in)
    assert front.findChild(QLineEdit, "from_day").text()
    qtbot.keyClick(front, KEY.Key_Return, CONTROL)
    settle(qtbot, v.tasks)
    [row] = home.view("portal_out_guardian", guardian_id=home.mother)
    assert (row["street"], row["postcode"]) == ("3 bis allée du Moulin", "44215")
    assert v.toast.said == "3 champs acceptés"


def test_nothing_asked_is_said_plainly(view, home):
    v = view()
    assert "Rien n’attend de réponse" in v.frame.empty.accessibleName()
