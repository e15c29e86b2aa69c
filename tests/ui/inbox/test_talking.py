"""Messages, notes, setting aside, giving to a colleague, kept filters, presence."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from backoffice.inbox import services
from backoffice.inbox.reading import InboxFilter, State
from backoffice.inbox.tables import note, request_history, submission
from backoffice.kernel.errors import Refused
from tests.ui.inbox.conftest import WEEK, settled
from ui.inbox import calls
from ui.kit.buttons import Link
from ui.kit.sheet import Sheet

KEY = Qt.Key


@pytest.fixture
def line(lines):
    return lines.ask(lines.household(), WEEK[:2])


def typed(view, words, field=QPlainTextEdit, name="text"):
    [sheet] = [one for one in view.window().findChildren(Sheet) if one.isVisible()]
    area = sheet.findChild(field, name)
    (area.setPlainText if field is QPlainTextEdit else area.setText)(words)
    return sheet


def sheet_of(view):
    [sheet] = [one for one in view.window().findChildren(Sheet) if one.isVisible()]
    return sheet


def area(view):
    return sheet_of(view).findChild(QPlainTextEdit, "text")


def said(qtbot, view, words):
    qtbot.waitUntil(lambda: view.toast.said == words)
    qtbot.waitUntil(lambda: view.tasks.idle)


def test_a_message_reaches_the_family_once_for_the_whole_line(qtbot, view, lines, line):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_M)
    typed(v, "Quel jour ?").accept()
    said(qtbot, v, "Message envoyé")
    told = [row for row in lines.town.read(request_history.select()) if row.message]
    assert [row.message for row in told] == ["Quel jour ?"]


def test_what_was_typed_is_found_again_after_escape_and_forgotten_once_sent(
    qtbot, view, lines, line
):
    other = lines.ask(lines.household("Léo Durant", "Durant", "b"), WEEK[:1])
    v = view()
    v.open_line(line)
    settled(qtbot, v)
    v.send_message()
    left = typed(v, "Quel jour")
    qtbot.keyClick(left, KEY.Key_Escape)
    v.annotate()
    assert area(v).toPlainText() == ""  # another text, about the same line
    qtbot.keyClick(sheet_of(v), KEY.Key_Escape)
    v.open_line(other)
    settled(qtbot, v)
    v.send_message()
    assert area(v).toPlainText() == ""
    qtbot.keyClick(sheet_of(v), KEY.Key_Escape)
    v.open_line(line)
    settled(qtbot, v)
    v.send_message()
    assert area(v).toPlainText() == "Quel jour"
    typed(v, "Quel jour ?").accept()
    said(qtbot, v, "Message envoyé")
    v.send_message()
    assert area(v).toPlainText() == ""
    settled(qtbot, v)


def test_a_message_that_was_not_sent_is_still_there(qtbot, view, lines, line, monkeypatch):
    def cut(*_given):
        raise Refused("La famille n’a plus de compte.")

    v = view()
    monkeypatch.setattr(calls, "send_message", cut)
    v.send_message()
    typed(v, "Quel jour ?").accept()
    qtbot.waitUntil(v.banner.isVisible)
    v.send_message()
    assert area(v).toPlainText() == "Quel jour ?"
    eraser = sheet_of(v).findChild(QWidget, "erase_text")
    eraser.click()
    assert (area(v).toPlainText(), eraser.isEnabled()) == ("", False)
    assert not sheet_of(v).primary.isEnabled()
    qtbot.keyClick(sheet_of(v), KEY.Key_Escape)
    v.send_message()
    assert area(v).toPlainText() == ""
    settled(qtbot, v)


def test_asking_for_more_keeps_the_line_open(qtbot, view, lines, line):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_C)
    typed(v, "Merci de préciser.").accept()
    said(qtbot, v, "Complément demandé")
    assert lines.statuses_of(line) == ["info_requested"] * 2
    assert v.model.rowCount() == 1
    settled(qtbot, v)


def test_an_internal_note_is_for_agents_only(qtbot, view, lines, line):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_N)
    typed(v, "<b>Attention</b>").accept()
    said(qtbot, v, "Note ajoutée")
    assert [row.words for row in lines.town.read(note.select())] == ["<b>Attention</b>"]
    settled(qtbot, v)
    assert "<b>Attention</b>" in v.detail._timeline.accessibleName()


def test_a_suspended_line_leaves_until_its_day_and_can_be_taken_back(qtbot, view, lines, line):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_S)
    sheet = typed(v, "Attend le certificat", QLineEdit, "reason")
    sheet.findChild(QLineEdit, "until").setText("1/1/2020")
    sheet.accept()
    assert sheet.isVisible()
    sheet.findChild(QLineEdit, "until").setText("20/11/2026")
    sheet.accept()
    qtbot.waitUntil(lambda: not v.model.rowCount())
    [row] = lines.town.read(submission.select())
    assert (row.suspended_until.day, row.suspended_reason) == (20, "Attend le certificat")
    v.filters.apply(InboxFilter(state=State.SUSPENDED))
    qtbot.waitUntil(lambda: v.model.rowCount() == 1)
    settled(qtbot, v)
    assert v.detail._note.isVisible()
    v.resume()
    qtbot.waitUntil(lambda: not v.model.rowCount())
    qtbot.waitUntil(lambda: v.tasks.idle)


def test_a_line_is_taken_or_given(qtbot, view, lines, line, admin, clerk):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_T)
    said(qtbot, v, "À vous")
    assert lines.town.read(submission.select())[0].assigned_to == clerk.id
    qtbot.waitUntil(lambda: bool(v.choices.agents))
    v.assign()
    [sheet] = [one for one in v.window().findChildren(Sheet) if one.isVisible()]
    sheet.findChild(QWidget, "colleague").choose(admin.id)
    sheet.accept()
    said(qtbot, v, f"Affectée à {admin.name}")
    settled(qtbot, v)


def test_ticked_lines_are_set_aside_together(qtbot, view, lines, line):
    other = lines.ask(lines.household("Léo Durant", "Durant", "b"), WEEK[:1])
    v = view()
    v.model.tick_all()
    v.assign_to_me()
    said(qtbot, v, "À vous")
    assert {row.assigned_to for row in lines.town.read(submission.select())} == {v.tasks.agent.id}
    assert not v.model.any_ticked
    assert other
    settled(qtbot, v)


def test_whoever_else_looks_is_named(qtbot, view, lines, line, admin, clock):
    with lines.database.work(admin) as work:
        services.open_line(work, line)
    clock.now += timedelta(minutes=2)
    v = view()
    assert v.detail._presence.words == "Ouverte par Zoé Blanc depuis 2\u00a0min"
    v._tell_presence()
    qtbot.waitUntil(lambda: v.tasks.idle)
    assert lines.town.read(submission.select())[0].opened_by == v.tasks.agent.id


def test_the_family_s_pile_its_other_lines_and_its_phone(qtbot, view, lines, line, navigator):
    people = (lines.town.read(submission.select())[0].family_id, 1)
    other = lines.ask(people, (), kind="address_change", details={})
    lines.ask(lines.household("Léo Durant", "Durant", "b"), WEEK[:1])
    v = view()
    v.findChild(Link, f"inbox_sibling_{other}").click()
    qtbot.waitUntil(lambda: v.current().id == other)
    settled(qtbot, v)
    qtbot.keyClick(v.list, KEY.Key_P)
    qtbot.waitUntil(lambda: v.model.rowCount() == 2)
    assert v.current().id == other
    settled(qtbot, v)
    v.findChild(Link, "inbox_phone").click()
    assert QGuiApplication.clipboard().text() == "06 39 98 12 40"
    with qtbot.waitSignal(navigator.family) as asked:
        v.findChild(Link, "inbox_open_family").click()
    assert asked.args == [people[0]]


def test_a_filter_is_kept_shared_applied_and_forgotten(qtbot, view, lines, line):
    v = view()
    v.filters.apply(InboxFilter(kind="reservation", older_than_days=1))
    v.save_filter()
    sheet = typed(v, "Vieilles", QLineEdit, "name")
    sheet.findChild(QWidget, "shared").click()
    sheet.accept()
    said(qtbot, v, "Filtre enregistré")
    qtbot.waitUntil(lambda: len(v.filters.saved) == 1)
    v.filters.reset()
    menu = v.filters.saved_menu()
    menu.actions()[0].trigger()
    assert (v.wanted.kind, v.wanted.older_than_days) == ("reservation", 1)
    v.forget_filter(v.filters.saved[0].id)
    said(qtbot, v, "Filtre supprimé")
    qtbot.waitUntil(lambda: not v.filters.saved)
    qtbot.waitUntil(lambda: v.tasks.idle)


def test_the_menu_of_filters_offers_what_the_town_has(qtbot, view, lines, line):
    v = view()
    qtbot.waitUntil(lambda: bool(v.choices.facilities))
    menu = v.filters.menu()
    titles = [one.text() for one in menu.actions() if one.text()]
    assert titles[:4] == ["État", "Établissement", "Activité", "Nature"]
    sites = menu.actions()[1].menu()
    sites.actions()[0].trigger()
    assert v.wanted.facility_ids == (lines.facility_id,)
    settled(qtbot, v)


def test_the_history_key_leads_to_the_exchanges(qtbot, view, line):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_H)
    assert v.detail.hasFocus()
    settled(qtbot, v)


def test_the_other_actions_are_under_the_dots(qtbot, view, line):
    v = view()
    names = [one.objectName() for one in v.menu(*v.commands).actions()]
    assert {"suspend", "annotate", "ask_information", "overbook"} <= set(names)
    v.open_more()
    settled(qtbot, v)


def test_a_screen_asked_for_a_request_shows_it_alone_if_it_must(qtbot, view, lines, line):
    v = view()
    v.filters.apply(InboxFilter(kind="absence"))
    qtbot.waitUntil(v.empty.isVisible)
    v.open_request(lines.requests_of(line)[1][0])
    qtbot.waitUntil(lambda: v.current() is not None and v.current().id == line)
    settled(qtbot, v)
    v.open_request(99_999_999)
    qtbot.waitUntil(v.banner.isVisible)


def test_ctrl_k_searches_among_all_requests(qtbot, view, line):
    v = view()
    v.search_everywhere()
    assert v.wanted.state is State.ALL
    assert v.filters.search.hasFocus()
    settled(qtbot, v)
