"""The planning on screen: what it shows, and where it goes."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from backoffice.planning.grid import Group, Grouping
from backoffice.planning.period import View
from backoffice.planning.slots import SlotStatus
from tests.ui.planning.conftest import MONDAY, at, settled, status
from ui.kit import theme

Role = Qt.ItemDataRole


def choose_view(qtbot, view, wanted):
    view.period.views.choose(
        [View.DAY, View.WEEK_5, View.WEEK_7, View.MONTH, View.LIST].index(wanted)
    )
    settled(qtbot, view)


def names(view):
    return [
        line.name if isinstance(line, Group) else line.pupil.name for line in view.table.grid.lines
    ]


def test_the_week_opens_on_today_with_children_under_their_class(view):
    assert view.period.words() == "Semaine 47, du 16 au 20 novembre 2026"
    assert names(view) == ["CE1 B", "Belkacem Inès", "Durant Léo", "CE2 A", "Vidal Paul"]
    assert view.table.rows.columnCount() == 5


def test_each_cell_says_itself(view, school):
    school.town.reserve(school.slots[0], school.leo)
    view.reload()
    at(view, school.leo, 0)
    index = view.table.currentIndex()
    assert index.data(Role.AccessibleTextRole).startswith("Non réservé, Léo Durant")
    assert "lundi 16 novembre" in index.data(Role.ToolTipRole)
    head = view.table.rows.headerData(0, Qt.Orientation.Horizontal, Role.AccessibleTextRole)
    assert head.startswith("Garderie soir, lundi 16 novembre")
    name = view.table.rows.headerData(2, Qt.Orientation.Vertical, Role.AccessibleTextRole)
    assert name == "Durant Léo, CE1 B"


def test_what_a_colleague_does_appears_without_moving_the_cursor(qtbot, view, school):
    at(view, school.ines, 2)
    school.town.reserve(school.slots[0], school.leo)
    view.tasks.changed.emit(view.topics)
    settled(qtbot, view)
    assert status(view, school.leo, 0) is SlotStatus.RESERVED
    assert view.table.head_at(view.table.currentIndex()).slot_id == school.slots[2]


@pytest.mark.parametrize(
    ("wanted", "words", "columns"),
    [
        (View.DAY, "Lundi 16 novembre 2026", 1),
        (View.WEEK_7, "Semaine 47, du 16 au 22 novembre 2026", 7),
        (View.MONTH, "Novembre 2026", 10),
    ],
)
def test_each_view_shows_its_days(qtbot, view, wanted, words, columns):
    choose_view(qtbot, view, wanted)
    assert view.period.words() == words
    assert view.table.rows.columnCount() == columns


def test_arrows_go_to_the_weeks_around_and_today_comes_back(qtbot, view):
    view.next()
    settled(qtbot, view)
    assert view.period.words() == "Semaine 48, du 23 au 27 novembre 2026"
    assert view.table.grid.columns[0].head is not None
    view.previous()
    view.previous()
    settled(qtbot, view)
    assert "du 9 au 13" in view.period.words()
    view.today()
    settled(qtbot, view)
    assert "du 16 au 20" in view.period.words()


def test_the_keyboard_turns_the_pages(qtbot, view):
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, view)
    assert "du 23 au 27" in view.period.words()
    qtbot.keyClick(view.table, Qt.Key.Key_T)
    settled(qtbot, view)
    assert "du 16 au 20" in view.period.words()


def test_a_period_where_nothing_runs_says_so_and_offers_to_come_back(qtbot, view):
    for _ in range(4):
        view.next()
    settled(qtbot, view)
    assert not view.empty.isHidden()
    assert "Rien n’est prévu" in view.empty.accessibleName()
    view.empty.acted.emit()
    settled(qtbot, view)
    assert view.empty.isHidden()


def test_a_child_is_found_by_typing_and_the_arrow_leads_into_the_grid(qtbot, view):
    view.find_child()
    qtbot.keyClicks(view.filters.search, "leo")
    qtbot.keyClick(view.filters.search, Qt.Key.Key_Return)
    settled(qtbot, view)
    assert names(view) == ["CE1 B", "Durant Léo"]
    qtbot.keyClick(view.filters.search, Qt.Key.Key_Down)
    assert view.table.currentIndex().row() == 1


def test_filters_that_hide_everyone_can_be_reset(qtbot, view):
    view.filters.search.setText("personne")
    qtbot.keyClick(view.filters.search, Qt.Key.Key_Return)
    settled(qtbot, view)
    assert "Aucun enfant" in view.empty.accessibleName()
    view.empty.acted.emit()
    settled(qtbot, view)
    assert len(names(view)) == 5


def test_a_status_or_a_class_narrows_the_lines(qtbot, view, school):
    school.town.reserve(school.slots[1], school.paul)
    view.filters.status.choose(1)
    settled(qtbot, view)
    assert names(view) == ["CE2 A", "Vidal Paul"]
    view.filters.reset()
    view.filters.school_class.choose(view.filters.school_class.choices()[1][0])
    settled(qtbot, view)
    assert "CE2 A" not in names(view)


def test_by_activity_places_stand_in_the_grid(qtbot, view, school):
    school.town.reserve(school.slots[0], school.leo)
    view.filters.grouping.choose(Grouping.ACTIVITY)
    settled(qtbot, view)
    assert names(view)[0] == "Garderie soir"
    assert "1 sur 2 places" in view.table.rows.index(0, 0).data(Role.AccessibleTextRole)


def test_a_group_folds_by_entree_and_by_a_click_on_its_name(qtbot, view):
    view.table.go_to(0, 0)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert view.table.isRowHidden(1)
    names_ = view.table.names
    middle = QPoint(20, names_.sectionViewportPosition(0) + 5)
    qtbot.mouseClick(names_.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not view.table.isRowHidden(1)


def test_the_list_tells_what_was_asked(qtbot, view, school):
    school.town.reserve(school.slots[0], school.leo)
    choose_view(qtbot, view, View.LIST)
    assert len(view.listing.rows.entries) == 1
    said = view.listing.rows.index(0).data(Role.AccessibleTextRole)
    assert said == "Réservé, Léo Durant, Garderie soir, lundi 16 novembre"


def test_another_screen_can_send_here_to_a_childs_day(qtbot, view, school):
    view.open_at(school.paul, school.activity_id, MONDAY + timedelta(days=8))
    settled(qtbot, view)
    qtbot.waitUntil(lambda: view.table.currentIndex().isValid())
    settled(qtbot, view)
    row, head = (
        view.table.row_at(view.table.currentIndex()),
        view.table.head_at(view.table.currentIndex()),
    )
    assert (row.pupil.child_id, head.day) == (school.paul, date(2026, 11, 24))


def test_without_any_activity_the_screen_says_what_to_do(qtbot, tasks_of, clerk):
    from ui.kit.navigator import Navigator
    from ui.planning.view import PlanningView

    view = PlanningView(tasks_of(clerk), Navigator())
    qtbot.addWidget(view)
    view.show()
    settled(qtbot, view)
    assert "Aucune activité" in view.empty.accessibleName()


@pytest.mark.parametrize("wanted", [theme.Theme.LIGHT, theme.Theme.DARK])
@pytest.mark.parametrize("shown", list(View))
def test_every_view_paints_in_both_themes_down_to_the_smallest_window(
    qtbot, qapp, view, school, wanted, shown
):
    for at_, (child_id, state, event) in enumerate(
        (
            (school.leo, "waitlisted", "waitlist"),
            (school.ines, "reservation_refused", "refuse"),
            (school.paul, "reserved", "accept"),
        )
    ):
        school.town.reserve(school.slots[at_], child_id, state, event=event)
    theme.apply(qapp, wanted)
    view.resize(1040, 614)
    choose_view(qtbot, view, shown)
    assert not view.grab().isNull()
    for box in (view.period, view.filters):
        assert box.minimumSizeHint().width() <= 1040
