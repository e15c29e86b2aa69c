"""« Voir comme la famille »: the portal's words, beside what the service knows."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import select, text

from backoffice.families.tables import (
    asked_field,
    guardian,
    search_entry,
    tax_record,
    vaccination,
)
from backoffice.families.waiting import YELLOW
from backoffice.inbox.services import Answer, ask_for_family, decide, send_message
from backoffice.inbox.services import Seen as SeenRequest
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.text import fold
from tests.fixtures.town import Town
from ui.kit import theme
from ui.kit.fieldlines import FieldLines
from ui.kit.navigator import Navigator
from ui.portalview.view import FAMILY, INVOICES, PLANNING, REQUESTS, PortalView

MONDAY = date(2026, 11, 16)
HOSTILE = "<b>Léo</b> <img src=x>"


@pytest.fixture
def town(sqlite_database):
    return Town(sqlite_database)


@pytest.fixture
def durant(town, clerk):
    """A family with two requests: one refused in words, one with a message."""
    town.reasons()
    activity_id = town.activity(town.facility())
    town.slots(activity_id, MONDAY, 10)
    family_id = town.family("Durant", accounts=["acc-1"])
    child_id = town.child(family_id, HOSTILE, "Durant")
    town.enrol(child_id, activity_id)
    town.add(
        search_entry, family_id=family_id, kind="family", subject_id=family_id, key=fold("Durant")
    )
    with town.database.work(clerk) as work:
        [first] = ask_for_family(
            work, Kind.RESERVATION, child_id, activity_id, [date(2026, 11, 18)]
        )
        decide(work, [SeenRequest(first)], Answer(Verb.REFUSE, public_reason="Complet ce jour-là."))
    with town.database.work(clerk) as work:
        [second] = ask_for_family(
            work, Kind.RESERVATION, child_id, activity_id, [date(2026, 11, 19)]
        )
        send_message(work, [second], "Pouvez-vous préciser ?")
    return family_id, child_id, activity_id, first, second


@pytest.fixture
def view(qtbot, tasks):
    view = PortalView(tasks, Navigator())
    qtbot.addWidget(view)
    view.resize(1166, 768)
    with qtbot.waitExposed(view):
        view.show()
    return view


def settled(qtbot, view):
    qtbot.waitUntil(lambda: view.tasks.idle)


def opened(qtbot, view, durant, tab=REQUESTS):
    view.show_family(durant[0])
    settled(qtbot, view)
    view.tabs.choose(tab)
    settled(qtbot, view)
    return view


def said(widget):
    """Every word shown in labels."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def test_it_says_all_the_time_whose_portal_this_is(qtbot, view, durant):
    assert view.frame.ribbon.accessibleName().startswith("Ce que lit une famille")
    opened(qtbot, view, durant)
    assert view.frame.ribbon.accessibleName() == "Ce que lit la famille Durant, lecture seule"


def test_my_requests_are_told_in_the_portals_words(qtbot, view, durant):
    opened(qtbot, view, durant)
    labels = [one.status_label for one in view.requests.rows.requests]
    assert labels == ["En cours", "Refusée"]
    first = view.requests.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "1 nouveau message" in first


def test_a_request_is_opened_on_both_sides(qtbot, view, durant):
    opened(qtbot, view, durant)
    view.requests.listing.setCurrentIndex(view.requests.rows.index(1))
    settled(qtbot, view)
    family, service = view.requests.sheet, view.aside
    assert "Complet ce jour-là." in _histories(family)
    assert "Claire Martin" not in _histories(family) + said(family)
    assert "Claire Martin" in _histories(service) + said(service)
    with qtbot.waitSignal(view.navigator.request) as asked:
        service.doors[0].click()
    assert asked.args == [durant[3]]


def _histories(widget):
    return " ".join(
        one.accessibleName()
        for one in widget.findChildren(QWidget)
        if one.accessibleName().startswith("Historique")
    )


def test_the_planning_has_the_portals_words_and_leads_to_ours(qtbot, view, durant):
    opened(qtbot, view, durant, PLANNING)
    cells = view.planning.calendar.rows
    told = [
        cells.index(0, at).data(Qt.ItemDataRole.AccessibleTextRole).split(",")[0] for at in range(7)
    ]
    assert told[:4] == [
        "Non réservé",
        "Non réservé",
        "Réservation refusée",
        "Réservation en attente",
    ]
    assert told[5:] == ["Pas de créneau", "Pas de créneau"]
    view.planning.calendar.setCurrentIndex(cells.index(0, 2))
    settled(qtbot, view)
    with qtbot.waitSignal(view.navigator.planning) as asked:
        view.aside.doors[0].click()
    assert asked.args == [durant[1], durant[2], date(2026, 11, 18)]


def test_the_planning_is_also_a_month_and_a_list(qtbot, view, durant):
    opened(qtbot, view, durant, PLANNING)
    view.planning.views.choose(0)
    settled(qtbot, view)
    assert view.planning.calendar.rows.columnCount() == 10
    view.planning.views.choose(2)
    settled(qtbot, view)
    assert view.planning.rows.rowCount() == 5
    qtbot.mouseClick(view.findChild(QWidget, "portal_next"), Qt.MouseButton.LeftButton)
    settled(qtbot, view)
    assert view.planning.rows.slots[0].day == date(2026, 11, 23)


def facts(view):
    return "\n".join(
        one.said for block in view.household.findChildren(FieldLines) for one in block.lines
    )


def test_the_family_is_shown_exactly_as_it_was_typed(qtbot, view, durant):
    opened(qtbot, view, durant, FAMILY)
    words = said(view.household)
    assert f"{HOSTILE} Durant" in words
    assert "Mme Nadia Durant" in words
    assert "E-mail : nadia@exemple.fr" in facts(view)
    assert not view.household.yellow.isVisible()
    formats = {one.textFormat() for one in view.household.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_the_beneficiary_is_named(qtbot, view, town, durant):
    [(guardian_id,)] = town.read(select(guardian.c.id))
    when = {"recorded_at": town.database.clock(), "valid_from": date(2026, 1, 1)}
    means = {"source": "caf", "beneficiary_guardian_id": guardian_id}
    town.add(tax_record, family_id=durant[0], **when, **means)
    opened(qtbot, view, durant, FAMILY)
    assert "Allocataire : Nadia Durant" in facts(view)


def test_what_is_asked_is_yellow_with_the_portals_sentence(qtbot, view, town, durant):
    _, child_id, *_, request_id = durant
    [(guardian_id,)] = town.read(select(guardian.c.id))
    values = {"request_id": request_id, "position": 0, "asked_text": HOSTILE}
    town.add(asked_field, subject="guardian", subject_id=guardian_id, field="mobile", **values)
    town.add(asked_field, subject="child", subject_id=child_id, field="allergies", **values)
    opened(qtbot, view, durant, FAMILY)
    assert view.household.yellow.words == YELLOW
    assert f"Téléphone portable : 06 39 98 12 40, demandé : {HOSTILE}" in facts(view)
    assert "Allergies : rien, demandé : masqué" in facts(view)


def test_health_is_shown_when_asked_and_the_journal_says_so(qtbot, view, town, durant):
    town.add(vaccination, child_id=durant[1], vaccine="ROR", given_on=MONDAY)
    opened(qtbot, view, durant, FAMILY)
    assert "Régimes, allergies, vaccins : masqué" in facts(view)
    button = view.household.findChild(QWidget, "portal_health")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "ROR : 16/11/2026" in facts(view))
    settled(qtbot, view)
    assert "ROR : 16/11/2026" in facts(view)
    seen = text("SELECT subject_id FROM journal WHERE action = 'see_health'")
    assert [row[0] for row in town.read(seen)] == [durant[1]]
    opened(qtbot, view, durant, FAMILY)
    assert "ROR" not in facts(view)


def test_invoices_are_empty_for_now(qtbot, view, durant):
    opened(qtbot, view, durant, INVOICES)
    assert view.invoices.empty.isVisible()


def test_a_family_is_found_by_its_name(qtbot, view, durant):
    qtbot.keyClicks(view.finder, "durant")
    qtbot.keyClick(view.finder, Qt.Key.Key_Return)
    settled(qtbot, view)
    settled(qtbot, view)
    assert view.family_id == durant[0]


def test_several_families_are_offered_and_the_keyboard_chooses(qtbot, view, town, durant):
    other = town.family("Durant-Roy")
    town.add(search_entry, family_id=other, kind="family", subject_id=other, key="durant roy")
    qtbot.keyClicks(view.finder, "durant")
    qtbot.keyClick(view.finder, Qt.Key.Key_Return)
    settled(qtbot, view)
    assert view.finder.answers.isVisible()
    assert [one.objectName() for one in view.finder.offered] == [
        f"family_{durant[0]}",
        f"family_{other}",
    ]
    qtbot.keyClick(view.finder, Qt.Key.Key_Down)
    qtbot.keyClick(view.finder.offered[0], Qt.Key.Key_Return)
    settled(qtbot, view)
    assert view.family_id == durant[0]


def test_nobody_found_is_said(qtbot, view):
    qtbot.keyClicks(view.finder, "zzz")
    qtbot.keyClick(view.finder, Qt.Key.Key_Return)
    settled(qtbot, view)
    assert "Aucune famille trouvée." in said(view.finder.answers)


def test_what_changes_while_one_reads_is_read_again(qtbot, view, durant, town, clerk):
    opened(qtbot, view, durant)
    with town.database.work(clerk) as work:
        decide(work, [SeenRequest(durant[4])], Answer(Verb.ACCEPT))
    view.tasks.changed.emit(view.topics)
    settled(qtbot, view)
    assert [one.status_label for one in view.requests.rows.requests] == ["Acceptée", "Refusée"]


@pytest.mark.parametrize("wanted", [theme.Theme.LIGHT, theme.Theme.DARK])
@pytest.mark.parametrize("tab", [REQUESTS, PLANNING, FAMILY, INVOICES])
def test_every_tab_paints_in_both_themes_down_to_the_smallest_window(
    qtbot, qapp, view, durant, wanted, tab
):
    theme.apply(qapp, wanted)
    view.resize(1040, 614)
    opened(qtbot, view, durant, tab)
    assert not view.grab().isNull()
    assert view.minimumSizeHint().width() <= 1040
