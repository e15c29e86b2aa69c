"""Each answer: its key, what it writes, what is selected next, and how it is taken back."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from backoffice.inbox import services
from backoffice.inbox.services import Seen
from backoffice.inbox.workflow import Verb
from backoffice.planning.tables import reservation
from tests.ui.inbox.conftest import WEEK, settled
from ui.inbox.calls import Reply
from ui.kit.sheet import Sheet

KEY = Qt.Key


@pytest.fixture
def three(lines):
    people = [
        ("Inès Belkacem", "Belkacem", "a"),
        ("Léo Durant", "Durant", "b"),
        ("Zoé Alba", "Alba", "c"),
    ]
    made = []
    for n, person in enumerate(people):
        at = lines.database.clock() - timedelta(days=3 - n)
        made.append(lines.ask(lines.household(*person), [WEEK[n]], at=at))
    return made


def sheet_of(view):
    found = [one for one in view.window().findChildren(Sheet) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_one_key_accepts_and_the_next_line_opens_by_itself(qtbot, view, lines, three):
    v = view()
    assert v.current().id == three[0]
    qtbot.keyClick(v.list, KEY.Key_A)
    assert v.current().id == three[1]
    settled(qtbot, v)
    assert lines.statuses_of(three[0]) == ["accepted"]
    assert [row.id for row in v.model.rows()] == three[1:]
    assert v.toast.said == "Demande acceptée"
    assert v.list.hasFocus()


def test_three_quick_keys_answer_three_lines(qtbot, view, lines, three):
    v = view()
    for _ in range(3):
        qtbot.keyClick(v.list, KEY.Key_A)
    qtbot.waitUntil(lambda: v.tasks.idle and not v.model.rowCount())
    assert [lines.statuses_of(one) for one in three] == [["accepted"]] * 3
    assert v.empty.isVisible()
    assert "Aucune demande en attente" in v.empty.accessibleName()


def test_the_last_line_answered_leads_to_the_one_above(qtbot, view, three):
    v = view()
    v.list.select_id(three[2])
    settled(qtbot, v)
    qtbot.keyClick(v.list, KEY.Key_A)
    assert v.current().id == three[1]
    settled(qtbot, v)


def test_refusing_asks_for_a_reason_the_family_reads(qtbot, view, lines, three):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_R)
    sheet = sheet_of(v)
    assert not sheet.primary.isEnabled()
    area = sheet.findChild(QPlainTextEdit, "text")
    area.setPlainText("Pas <b>ce</b> jour-là")
    qtbot.keyClick(area, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, v)
    assert lines.statuses_of(three[0]) == ["refused"]
    [told] = lines.town.view(
        "portal_out_request_history", request_id=lines.requests_of(three[0])[0][0]
    )[-1:]
    assert told["public_reason"] == "Pas <b>ce</b> jour-là"


def test_a_listed_reason_is_proposed_by_the_advice(qtbot, view, lines):
    full = lines.town.slot(lines.activity_id, WEEK[0], capacity=1)
    lines.town.filled(full, 1)
    lines.ask(lines.household(), WEEK[:1])
    v = view()
    qtbot.waitUntil(lambda: bool(v.choices.reasons))
    qtbot.keyClick(v.list, KEY.Key_R)
    sheet = sheet_of(v)
    assert (
        sheet.findChild(QPlainTextEdit, "text").toPlainText()
        == "Il n’y a plus de place ce jour-là."
    )
    qtbot.keyClick(sheet, KEY.Key_Escape)
    assert v.current() is not None


def test_the_waiting_list_is_one_key_too(qtbot, view, lines, three):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_L)
    settled(qtbot, v)
    assert lines.statuses_of(three[0]) == ["waitlisted"]


def test_undo_brings_the_line_back_and_selects_it(qtbot, view, lines, three):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_A)
    settled(qtbot, v)
    qtbot.keyClick(v.list, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: v.model.rowCount() == 3)
    settled(qtbot, v)
    assert v.current().id == three[0]
    assert lines.statuses_of(three[0]) == ["transmitted"]
    assert v.toast.said == "Réponse annulée"


def test_after_the_mail_slot_nothing_is_undone_and_it_is_said(qtbot, view, lines, three, clock):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_A)
    settled(qtbot, v)
    clock.now += timedelta(hours=4)
    v.undo()
    qtbot.waitUntil(v.banner.isVisible)
    assert lines.statuses_of(three[0]) == ["accepted"]


def test_an_answer_can_be_rectified_with_a_reason(qtbot, view, lines, three, clock):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_A)
    settled(qtbot, v)
    clock.now += timedelta(hours=4)
    v.open_request(lines.requests_of(three[0])[0][0])
    qtbot.waitUntil(lambda: v.current() is not None and v.current().id == three[0])
    settled(qtbot, v)
    v.rectify()
    sheet = sheet_of(v)
    sheet.findChild(QWidget, "verb").choose(1)
    sheet.findChild(QPlainTextEdit, "text").setPlainText("Erreur de notre part : complet.")
    sheet.accept()
    qtbot.waitUntil(lambda: lines.statuses_of(three[0]) == ["refused"])
    settled(qtbot, v)


def test_what_a_colleague_answered_first_is_said_not_overwritten(qtbot, view, lines, three, admin):
    v = view()
    with lines.database.work(admin) as work:
        seen = [Seen(*pair) for pair in lines.requests_of(three[0])]
        reply = Reply(Verb.REFUSE, public_reason="Non.").answer()
        services.decide(work, seen, reply)
    qtbot.keyClick(v.list, KEY.Key_A)
    qtbot.waitUntil(v.banner.isVisible)
    settled(qtbot, v)
    assert lines.statuses_of(three[0]) == ["refused"]
    assert three[0] not in [row.id for row in v.model.rows()]


def test_some_days_of_a_period_are_answered_alone(qtbot, view, lines):
    line = lines.ask(lines.household(), WEEK)
    v = view()
    qtbot.keyClick(v.list, KEY.Key_D)
    days = v.findChild(QWidget, "inbox_days")
    for day in (0, 3):
        days.setCurrentIndex(days.model().index(day, 0))
        qtbot.keyClick(days, KEY.Key_Space)
    v.list.setFocus()
    qtbot.keyClick(v.list, KEY.Key_A)
    settled(qtbot, v)
    qtbot.waitUntil(lambda: v.current().pending == 2)
    assert lines.statuses_of(line) == [
        "transmitted",
        "accepted",
        "accepted",
        "transmitted",
        "accepted",
    ]
    assert v.current().id == line


@pytest.mark.parametrize(("key", "status"), [("F", "absent_invoiced"), ("G", "absent")])
def test_an_absence_is_accepted_invoiced_or_not(qtbot, view, lines, key, status):
    lines.ask(lines.household(), WEEK[:1], kind="absence")
    v = view()
    qtbot.keyClick(v.list, getattr(KEY, f"Key_{key}"))
    qtbot.waitUntil(lambda: v.tasks.idle and not v.model.rowCount())
    assert [row.status for row in lines.town.read(reservation.select())] == [status]


def test_over_the_capacity_only_as_a_derogation_with_its_reason(qtbot, view, lines):
    full = lines.town.slot(lines.activity_id, WEEK[0], capacity=1)
    lines.town.filled(full, 1)
    line = lines.ask(lines.household(), WEEK[:1])
    v = view()
    v.overbook()
    sheet = sheet_of(v)
    assert not sheet.primary.isEnabled()
    sheet.findChild(QPlainTextEdit, "text").setPlainText("Accord de la directrice")
    sheet.accept()
    qtbot.waitUntil(lambda: lines.statuses_of(line) == ["accepted"])
    qtbot.waitUntil(lambda: v.tasks.idle)


def test_a_site_manager_and_a_reader_are_not_offered_what_they_may_not(
    open_as, lines, three, reader, manager_of
):
    read = open_as(reader)
    assert [read.command(n) for n in ("accept", "refuse", "undo", "annotate", "overbook")] == [
        None
    ] * 5
    managed = open_as(manager_of(lines.facility_id))
    assert managed.command("accept") is not None
    assert managed.command("overbook") is None


def test_what_is_not_decided_here_says_so_and_takes_no_answer(qtbot, view, lines):
    line = lines.ask(lines.household(), (), kind="contact_message", details={"note": "<i>X</i>"})
    v = view()
    assert not v.command("accept").isEnabled()
    assert "hors de ce programme" in v.detail._content._sentence.text()
    v.answer(Reply(Verb.ACCEPT))
    assert v.banner.isVisible()
    assert lines.statuses_of(line) == ["transmitted"]
