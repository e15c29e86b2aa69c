"""Many at once: previewed by the code that decides, done by thousands, reported."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit
from sqlalchemy import select

from backoffice.database.journal import journal
from backoffice.inbox import services
from backoffice.inbox.services import Seen
from backoffice.inbox.workflow import Verb
from tests.ui.inbox.conftest import WEEK, settled
from ui.inbox import bulk
from ui.inbox.bulk import BulkSheet
from ui.inbox.calls import Reply
from ui.kit.buttons import Button
from ui.kit.choices import TickBox
from ui.kit.sheet import Sheet

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def crowd(lines):
    """Five families want one day where three places are left; one wants another day."""
    lines.town.slot(lines.activity_id, WEEK[0], capacity=3)
    names = ["Inès Un", "Léo Deux", "Zoé Trois", "Tom Quatre", "Lou Cinq"]
    made = [lines.ask(lines.household(n, n.split()[1], n), WEEK[:1]) for n in names]
    return [*made, lines.ask(lines.household("Max Six", "Six", "six"), WEEK[1:2])]


def previewed(qtbot, view):
    [sheet] = [one for one in view.window().findChildren(BulkSheet) if one.isVisible()]
    qtbot.waitUntil(sheet.primary.isEnabled)
    return sheet


def boxes(sheet):
    return {box.words(): box for box in sheet.findChildren(TickBox) if not box.isHidden()}


def test_all_that_matches_is_previewed_then_answered_and_undone_at_once(qtbot, view, lines, crowd):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_A, CTRL)
    qtbot.keyClick(v.list, KEY.Key_A)
    sheet = previewed(qtbot, v)
    assert list(boxes(sheet)) == ["4 créneaux réservés", "2 en liste d’attente"]
    assert sheet.primary.words() == "Accepter 6 demandes"
    assert "6 familles recevront un message à 13 h" in sheet._about.text().replace("\u00a0", " ")
    assert [lines.statuses_of(one) for one in crowd] == [["transmitted"]] * 6
    qtbot.keyClick(sheet, KEY.Key_Return, CTRL)
    qtbot.waitUntil(v.toast.isVisible)
    found = sorted(lines.statuses_of(one)[0] for one in crowd)
    assert found == ["accepted"] * 4 + ["waitlisted"] * 2
    assert not v.model.any_ticked
    sheet.reject()
    v.undo()
    qtbot.waitUntil(lambda: v.model.rowCount() == 6)
    settled(qtbot, v)


def test_a_group_left_out_is_left_as_it_was(qtbot, view, lines, crowd):
    v = view()
    v.model.tick_all()
    v.accept()
    sheet = previewed(qtbot, v)
    boxes(sheet)["2 en liste d’attente"].click()
    assert sheet.primary.words() == "Accepter 4 demandes"
    sheet.accept()
    qtbot.waitUntil(v.toast.isVisible)
    assert sorted(lines.statuses_of(one)[0] for one in crowd).count("transmitted") == 2
    sheet.reject()
    settled(qtbot, v)


def test_only_ticked_lines_are_answered_and_unticked_ones_of_all_are_not(qtbot, view, lines, crowd):
    v = view()
    v.model.tick(crowd[:2], on=True)
    v.accept()
    sheet = previewed(qtbot, v)
    assert sheet.primary.words() == "Accepter 2 demandes"
    sheet.reject()
    v.model.tick_all()
    v.model.tick(crowd[:1], on=False)
    v.accept()
    assert previewed(qtbot, v).primary.words() == "Accepter 5 demandes"
    settled(qtbot, v)


def test_one_reason_refuses_them_all(qtbot, view, lines, crowd):
    v = view()
    v.model.tick_all()
    qtbot.keyClick(v.list, KEY.Key_R)
    [sheet] = [one for one in v.window().findChildren(Sheet) if one.isVisible()]
    sheet.findChild(QPlainTextEdit, "text").setPlainText("Sortie scolaire.")
    sheet.accept()
    preview = previewed(qtbot, v)
    assert preview.primary.words() == "Refuser 6 demandes"
    preview.accept()
    qtbot.waitUntil(v.toast.isVisible)
    assert [lines.statuses_of(one) for one in crowd] == [["refused"]] * 6
    preview.reject()
    qtbot.waitUntil(lambda: v.tasks.idle)


def test_what_changed_meanwhile_is_reported_not_forced(qtbot, view, lines, crowd, admin):
    v = view()
    v.model.tick(crowd, on=True)
    v.accept()
    sheet = previewed(qtbot, v)
    with lines.database.work(admin) as work:
        seen = [Seen(*pair) for pair in lines.requests_of(crowd[5])]
        services.decide(work, seen, Reply(Verb.REFUSE, public_reason="Non.").answer())
    sheet.accept()
    qtbot.waitUntil(v.toast.isVisible)
    assert lines.statuses_of(crowd[5]) == ["refused"]
    told = [w.text() for w in sheet._inside.findChildren(type(sheet._progress))]
    assert any(words.startswith("1") and "Déjà traitée" in words for words in told)
    sheet.reject()
    qtbot.waitUntil(lambda: v.tasks.idle)


def test_a_long_answer_goes_by_chunks_and_stops_between_two(qtbot, view, lines, crowd, monkeypatch):
    """What is asked of one day is answered at once, however small the parts."""
    monkeypatch.setattr(bulk, "CHUNK", 2)
    v = view()
    v.model.tick_all()
    v.accept()
    sheet = previewed(qtbot, v)
    tally, stops = bulk.Tally(Verb.ACCEPT), []
    walk = bulk.steps(lambda: v.tasks.database.work(v.tasks.agent), sheet.seen, sheet.reply, tally)
    stops.append(next(walk))
    walk.close()
    assert (stops[0].done, stops[0].total) == (5, 6)
    assert tally.answered == 5
    assert [lines.statuses_of(one) == ["transmitted"] for one in crowd] == [False] * 5 + [True]
    sheet.reject()
    qtbot.waitUntil(lambda: v.tasks.idle)


def test_the_report_is_saved_as_a_table_line_by_line(qtbot, view, lines, crowd, tmp_path):
    v = view()
    v.model.tick_all()
    v.accept()
    sheet = previewed(qtbot, v)
    sheet.accept()
    qtbot.waitUntil(v.toast.isVisible)
    settled(qtbot, v)
    qtbot.keyClick(sheet, KEY.Key_S, CTRL)
    asked = sheet.findChild(QFileDialog, "ask_where")
    assert asked.selectedFiles()[0].endswith("rapport-2026-11-16-1000.csv")
    path = tmp_path / "rapport.csv"
    asked.fileSelected.emit(str(path))
    asked.reject()
    qtbot.waitUntil(lambda: "Enregistré" in sheet._progress.text())
    head, *rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert (head[0], head[-2:]) == ("Demande", ["Résultat", "Précision"])
    assert len(rows) == 6
    assert {row[7] for row in rows} == {"Créneau réservé", "Mise en liste d’attente"}
    assert {row[2] for row in rows} >= {"Inès Un", "Max Six"}
    [kept] = lines.town.read(select(journal.c.detail).where(journal.c.action == "export_report"))
    assert kept.detail == {"words": "6 lignes"}
    sheet.reject()
    settled(qtbot, v)


def test_a_report_that_cannot_be_saved_says_why(qtbot, view, lines, crowd, tmp_path):
    v = view()
    v.model.tick(crowd[:1], on=True)
    v.accept()
    sheet = previewed(qtbot, v)
    sheet.accept()
    qtbot.waitUntil(v.toast.isVisible)
    settled(qtbot, v)
    sheet.findChild(Button, "bulk_export").click()
    asked = sheet.findChild(QFileDialog, "ask_where")
    asked.fileSelected.emit(str(tmp_path / "absent" / "rapport.csv"))
    asked.reject()
    qtbot.waitUntil(lambda: "ce dossier n’existe plus" in sheet.banner.words)
    sheet.reject()
    settled(qtbot, v)


def test_lines_that_came_since_are_not_among_all_that_matches(qtbot, view, lines, crowd):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_A, CTRL)
    late = lines.ask(lines.household("Eve Sept", "Sept", "sept"), WEEK[2:3])
    v.reload()
    settled(qtbot, v)
    assert not v.model.is_ticked(late)
    assert v.model.is_ticked(crowd[0])
    v.accept()
    sheet = previewed(qtbot, v)
    assert sheet.primary.words() == "Accepter 6 demandes"
    sheet.reject()
    qtbot.waitUntil(lambda: v.tasks.idle)
