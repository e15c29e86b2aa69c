import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from ui.kit import dialogs
from ui.kit.buttons import Button
from ui.kit.dialogs import Reason, Sheet
from ui.kit.layout import column, panel

CONTROL = Qt.KeyboardModifier.ControlModifier
REASONS = (
    Reason("full", "Complet", "L’activité est complète ce jour-là."),
    Reason("late", "Hors délai"),
)


@pytest.fixture
def window(qtbot):
    field = QLineEdit()
    page = panel("surface", column(field, None))
    outer = panel("window", column(page))
    outer.field = field
    outer.pressed = []
    accept = QAction(page)
    accept.setShortcut("Ctrl+Return")
    accept.triggered.connect(lambda: outer.pressed.append("beneath"))
    page.addAction(accept)
    qtbot.addWidget(outer)
    outer.resize(1092, 614)
    outer.show()
    outer.activateWindow()
    field.setFocus()
    QApplication.processEvents()
    return outer


def test_the_default_of_a_confirmation_is_to_do_nothing(qtbot, window):
    done = []
    sheet = dialogs.confirm(
        window, "Révoquer", "C’est définitif.", "Révoquer le code", lambda: done.append(True)
    )
    assert sheet.cancel.hasFocus()
    qtbot.keyClick(sheet.cancel, Qt.Key.Key_Return)
    assert done == []
    assert window.field.hasFocus()
    sheet = dialogs.confirm(window, "Révoquer", "x", "Révoquer", lambda: done.append(True))
    qtbot.mouseClick(sheet.primary, Qt.MouseButton.LeftButton)
    assert done == [True]


def test_nothing_beneath_a_sheet_hears_the_keyboard(qtbot, window):
    done = []
    sheet = dialogs.ask_text(window, "Message", done.append, verb="Envoyer", value="Bonjour")
    area = sheet.findChild(QPlainTextEdit, "text")
    assert area.hasFocus()
    assert not window.field.isEnabled()
    qtbot.keyClick(area, Qt.Key.Key_Return, CONTROL)
    assert done == ["Bonjour"]
    assert window.pressed == []
    assert window.field.isEnabled()
    assert window.field.hasFocus()
    qtbot.keyClick(window.field, Qt.Key.Key_Return, CONTROL)
    assert window.pressed == ["beneath"]


def test_echap_closes_without_answering(qtbot, window):
    done = []
    sheet = dialogs.ask_text(window, "Message", done.append, verb="Envoyer", value="Bonjour")
    with qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet.findChild(QPlainTextEdit), Qt.Key.Key_Escape)
    assert done == []
    assert window.findChild(Sheet) is None or sheet.isHidden()


def test_an_empty_text_cannot_be_sent(qtbot, window):
    done = []
    sheet = dialogs.ask_text(window, "Message", done.append, verb="Envoyer", limit=5)
    area = sheet.findChild(QPlainTextEdit)
    qtbot.keyClicks(area, "  ")
    assert not sheet.primary.isEnabled()
    qtbot.keyClick(area, Qt.Key.Key_Return, CONTROL)
    assert done == []
    qtbot.keyClicks(area, "abcdefgh")
    qtbot.keyClick(area, Qt.Key.Key_Return, CONTROL)
    assert done == ["abc"]


def test_one_line_is_confirmed_by_entree(qtbot, window):
    done = []
    sheet = dialogs.ask_line(window, "Enregistrer ce filtre", done.append, verb="Enregistrer")
    field = sheet.findChild(QLineEdit, "text")
    assert not sheet.primary.isEnabled()
    qtbot.keyClicks(field, "Moins de 24 h")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert done == ["Moins de 24 h"]


def test_a_reason_is_picked_by_arrows_and_its_text_may_be_changed(qtbot, window):
    done = []
    sheet = dialogs.ask_reason(
        window, "Refuser", REASONS, lambda *said: done.append(said), verb="Refuser"
    )
    first = sheet.findChild(Button.__mro__[1], "reason_full")
    assert first.hasFocus()
    assert not sheet.primary.isEnabled()
    qtbot.keyClick(first, Qt.Key.Key_Space)
    area = sheet.findChild(QPlainTextEdit, "text")
    assert area.toPlainText() == "L’activité est complète ce jour-là."
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert area.toPlainText() == "Hors délai"
    area.setFocus()
    qtbot.keyClicks(area, ".")
    qtbot.keyClick(area, Qt.Key.Key_Return, CONTROL)
    assert done == [("late", "Hors délai.")]


def test_a_reason_may_only_be_typed(qtbot, window):
    done = []
    sheet = dialogs.ask_reason(
        window, "Rectifier", (), lambda *said: done.append(said), verb="Rectifier"
    )
    area = sheet.findChild(QPlainTextEdit, "text")
    assert area.hasFocus()
    qtbot.keyClicks(area, "Erreur")
    qtbot.keyClick(area, Qt.Key.Key_Return, CONTROL)
    assert done == [("", "Erreur")]


def test_a_reason_can_be_proposed(qtbot, window):
    sheet = dialogs.ask_reason(
        window, "Refuser", REASONS, lambda *_: None, verb="Refuser", chosen="late"
    )
    assert sheet.primary.isEnabled()
    assert sheet.findChild(QPlainTextEdit, "text").toPlainText() == "Hors délai"


def test_a_sheet_that_stays_tells_why_it_could_not(qtbot, window):
    sheet = Sheet(window, "Accepter 43 demandes", "Accepter", stays=True)
    sheet.open()
    with qtbot.waitSignal(sheet.accepted):
        sheet.accept()
    assert not sheet.primary.isEnabled()
    with qtbot.assertNotEmitted(sheet.accepted):
        sheet.accept()
    sheet.complain("Complet.")
    assert sheet.isVisible()
    assert sheet.banner.words == "Complet."
    assert sheet.primary.isEnabled()
    window.resize(800, 500)
    QApplication.processEvents()
    assert sheet.size() == window.size()
    sheet.set_about("Une phrase.")
    sheet.close_sheet()
    sheet.close_sheet()
    assert window.field.isEnabled()


def test_a_sheet_over_a_sheet_gives_it_back(qtbot, window):
    first = Sheet(window, "Première", "Faire")
    first.open()
    second = dialogs.confirm(window, "Seconde", "x", "Faire", lambda: None)
    assert not first.isEnabled()
    qtbot.keyClick(second.cancel, Qt.Key.Key_Escape)
    assert first.isEnabled()
    assert not window.field.isEnabled()
    first.reject()
    assert window.field.isEnabled()


def test_a_report_can_be_copied(qtbot, window):
    sheet = dialogs.show_report(window, "Vérifiez.", "Incident 12\nKeyError")
    qtbot.keyClick(sheet.findChild(Button, "copy_report"), Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "Incident 12\nKeyError"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_the_shortcut_sheet_closes_by_echap(qtbot, window):
    sheet = dialogs.show_shortcuts(window, {"Partout": [("Ctrl+K", "Rechercher")]})
    assert sheet.primary.isHidden()
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(sheet.cancel, Qt.Key.Key_Escape)


def test_what_a_family_typed_is_not_read_as_markup_in_a_question(qtbot, window):
    sheet = dialogs.confirm(window, "Supprimer", "x", "Supprimer", lambda: None, typed="<b>x</b>")
    shown = [words.text() for words in sheet.body.parentWidget().findChildren(type(sheet._about))]
    assert "<b>x</b>" in shown
