"""The page under the keyboard: zoom, turns, pages, files."""

from datetime import timedelta

from PySide6.QtCore import Qt
from sqlalchemy import insert, select

from backoffice.documents.tables import document
from backoffice.families.tables import stored_file
from backoffice.kernel.permissions import SYSTEM
from tests.documents.corpus import pdf, pdf_bomb, photo
from tests.ui.documents.conftest import drawn
from tests.ui.shown import press, settle

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def tap(qtbot, view, key, modifier=Qt.KeyboardModifier.NoModifier):
    press(qtbot, view.tasks, view.viewer, key, modifier)


def test_zoom_turn_and_back(qtbot, home, opened):
    home.send()
    view = opened()
    tap(qtbot, view, KEY.Key_Plus)
    assert view.percent.text().startswith("125")
    tap(qtbot, view, KEY.Key_Minus)
    tap(qtbot, view, KEY.Key_Minus)
    assert view.percent.text().startswith("75")
    tap(qtbot, view, KEY.Key_0)
    assert view.percent.text().startswith("100")
    press(qtbot, view.tasks, view, KEY.Key_R, CONTROL)
    assert view.viewer.angle == 90


def test_the_arrows_scroll(qtbot, home, opened):
    home.send()
    view = opened(size=(1100, 640))
    bar = view.viewer.verticalScrollBar()
    tap(qtbot, view, KEY.Key_Down)
    assert bar.value() > 0
    tap(qtbot, view, KEY.Key_End)
    assert bar.value() == bar.maximum()
    tap(qtbot, view, KEY.Key_Home)
    assert bar.value() == 0


def test_pages_then_the_next_file(qtbot, home, opened):
    home.send(("a.pdf", pdf(2)), ("b.jpg", photo()))
    view = opened()
    assert view.place.text() == "1 sur 2"
    assert not view.command("previous_page").isEnabled()
    for name, place in (("a.pdf", "2 sur 2"), ("b.jpg", "1 sur 1")):
        tap(qtbot, view, KEY.Key_PageDown)
        drawn(qtbot, view)
        assert (view.name.text(), view.place.text()) == (name, place)
        assert view.viewer.has_picture
    assert not view.command("next_page").isEnabled()
    tap(qtbot, view, KEY.Key_PageUp)
    drawn(qtbot, view)
    assert view.name.text() == "a.pdf"


def test_the_processes_end_with_the_screen(home, opened):
    home.send()
    view = opened()
    processes = [desk.drawer._process for desk in (view.pictures._front, view.pictures._ahead)]
    view.pictures.close()
    assert processes[0] is not None
    assert all(one is None or one.poll() is not None for one in processes)


def test_a_page_turned_is_kept_as_a_new_version(qtbot, home, opened):
    home.send(("a.jpg", photo(size=(640, 480))))
    view = opened()
    view.checklist.ticks[0].click()
    press(qtbot, view.tasks, view, KEY.Key_R, CONTROL)
    press(qtbot, view.tasks, view, KEY.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    drawn(qtbot, view)
    kept = home.town.read(select(stored_file.c.parent_id, stored_file.c.id))
    assert len(kept) == 2
    assert kept[1].parent_id == kept[0].id
    assert view.file.stored_id == kept[1].id
    assert view.viewer.angle == 0
    assert (view.viewer._picture.width(), view.viewer._picture.height()) == (480, 640)
    assert view.checklist.ticks[0].isChecked()


def test_a_document_turned_keeps_its_pages(qtbot, home, opened):
    home.send(("a.pdf", pdf(3)))
    view = opened()
    press(qtbot, view.tasks, view, KEY.Key_R, CONTROL)
    press(qtbot, view.tasks, view, KEY.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    drawn(qtbot, view)
    assert view.place.text() == "1 sur 3"
    picture = view.viewer._picture
    assert picture.width() > picture.height()


def test_a_bomb_left_behind_does_not_hold_the_next_one(qtbot, home, opened):
    home.send(("bombe.pdf", pdf_bomb()))
    home.send(child_id=home.sibling())
    view = opened(wait=False)
    assert not view.viewer.has_picture
    view.next_document()
    drawn(qtbot, view)
    assert view.sheet.whom == "Tom Fontaine"
    assert view.viewer.has_picture


def test_a_long_list_is_read_page_by_page(qtbot, home, opened):
    now = home.database.clock()
    rows = [
        {"document_type_id": home.type, "family_id": home.family, "child_id": home.child,
         "received_at": now + timedelta(seconds=n)}
        for n in range(250)
    ]  # fmt: skip
    with home.database.work(SYSTEM) as work:
        work.run(insert(document), rows)
    view = opened()
    assert view.strip.lines.rowCount() == 100
    view.strip.step(99)
    settle(qtbot, view.tasks)
    assert view.strip.lines.rowCount() == 200
    assert view.viewer.sentence == "Cette pièce n’a pas de fichier."
