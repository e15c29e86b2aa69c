"""What a family brings to the counter, and what an agent takes out of the program."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from sqlalchemy import select, text

from backoffice.documents.tables import document
from tests.documents.corpus import pdf, photo
from tests.ui.shown import click, settle, sheet


@pytest.fixture
def scan(tmp_path):
    def call(name="scan.pdf", content=None):
        path = tmp_path / name
        path.write_bytes(content or pdf())
        return path

    return call


def drop(view, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.dropEvent(QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, none))


def test_a_file_dropped_is_a_document_of_the_family_one_looks_at(qtbot, home, opened, scan):
    home.send()
    view = opened()
    drop(view, scan(), scan("verso.jpg", photo()))
    settle(qtbot, view.tasks)
    asked = sheet(view.shown_in)
    assert asked.family.family_id == home.family
    assert "scan.pdf · verso.jpg" in asked.chosen.text()
    click(qtbot, view.tasks, asked, "sheet_accept")
    settle(qtbot, view.tasks)
    rows = home.town.read(select(document.c.state, document.c.origin).order_by(document.c.id))
    assert [tuple(one) for one in rows] == [("validating", "portal"), ("received", "agent")]
    assert view.toast.said == "Pièce ajoutée"


def test_a_file_that_is_not_what_it_claims_is_told_and_the_sheet_stays(qtbot, home, opened, scan):
    home.send()
    view = opened()
    drop(view, scan("page.pdf", b"<html>rien</html>"))
    settle(qtbot, view.tasks)
    asked = sheet(view.shown_in)
    click(qtbot, view.tasks, asked, "sheet_accept")
    settle(qtbot, view.tasks)
    assert "ni un PDF ni une photo" in asked.banner.words
    assert len(home.town.read(select(document.c.id))) == 1


def test_a_copy_is_the_original_read_only_and_in_the_journal(qtbot, home, opened, tmp_path):
    content = pdf(words="L’original")
    home.send(("a.pdf", content))
    view, path = opened(), tmp_path / "copie.pdf"
    view._copy(view.file.id, path)
    settle(qtbot, view.tasks)
    assert path.read_bytes() == content
    assert not path.stat().st_mode & 0o222
    assert view.toast.said == "Copie enregistrée"
    noted = home.town.read(text("SELECT action FROM journal WHERE action = 'copy_document'"))
    assert len(noted) == 1


def test_a_copy_that_cannot_be_written_says_so(qtbot, home, opened, tmp_path):
    home.send()
    view = opened()
    view._copy(view.file.id, tmp_path / "nulle part" / "copie.pdf")
    settle(qtbot, view.tasks)
    assert "n’a pas pu être écrite" in view.banner.words
