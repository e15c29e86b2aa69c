import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.kit.buttons import Button
from ui.kit.feedback import Arrivals, Banner, ConnectionStrip, Empty, Kind, Toast
from ui.kit.layout import column, label, panel
from ui.kit.popover import Popover, placed


@pytest.fixture
def page(qtbot):
    made = panel("surface", column(gap=0))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def put(page, widget):
    page.layout().addWidget(widget)
    QApplication.processEvents()
    return widget


def test_the_toast_undoes_without_taking_the_focus(qtbot, page):
    toast = put(page, Toast())
    assert toast.isHidden()
    toast.say("Demande acceptée", "Zoé Lemoine", "jusqu'à 13 h")
    assert toast.isVisible()
    assert "Annuler" in toast.accessibleName()
    undo = toast.findChild(type(toast._undo), "toast_undo")
    assert undo.focusPolicy() == Qt.FocusPolicy.NoFocus
    with qtbot.waitSignal(toast.undo):
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    toast.say("Filtre enregistré", undoable=False)
    assert undo.isHidden()
    toast.grab()
    toast.dismiss()
    assert toast.isHidden()


def test_arrivals_wait_to_be_called(qtbot, page):
    strip = put(page, Arrivals())
    assert strip.isHidden()
    strip.show_count(12)
    assert strip.isVisible()
    assert strip.accessibleName() == "12 nouvelles demandes, afficher"
    with qtbot.waitSignal(strip.clicked):
        qtbot.keyClick(strip, Qt.Key.Key_Return)
    strip.show_count(1)
    assert strip.words() == "1 nouvelle demande"
    strip.show_count(0)
    assert strip.isHidden()


def test_a_banner_says_offers_and_closes(qtbot, page):
    banner = put(page, Banner())
    assert banner.isHidden()
    banner.error("<b>Refusé</b> : complet.", action="Recharger")
    assert banner.kind is Kind.ERROR
    assert banner.words == "<b>Refusé</b>\u202f: complet."
    with qtbot.waitSignal(banner.acted):
        qtbot.keyClick(banner.findChild(Button, "banner_action"), Qt.Key.Key_Space)
    with qtbot.waitSignal(banner.closed):
        qtbot.keyClick(banner._close, Qt.Key.Key_Return)
    assert banner.isHidden()
    banner.info("Ouverte par M. Durand", closes=False)
    assert banner._close.isHidden()
    assert banner._action.isHidden()
    banner.warning("Attention")
    banner.grab()


def test_a_long_banner_takes_several_lines(qtbot, page):
    banner = put(page, Banner())
    banner.error("Une phrase assez longue pour ne pas tenir sur une seule ligne. " * 4)
    QApplication.processEvents()
    assert banner.height() > 60


def test_a_lost_connection_stays_until_it_is_back(qtbot, page):
    strip = put(page, ConnectionStrip())
    strip.lost("10:42", "10:41")
    assert "perdue depuis 10:42" in strip.words
    assert strip._close.isHidden()
    with qtbot.waitSignal(strip.retry):
        qtbot.keyClick(strip._action, Qt.Key.Key_Return)
    strip.back()
    assert strip.isHidden()


def test_an_empty_list_says_why_and_what_to_do(qtbot, page):
    empty = put(page, Empty())
    empty.show_words("Aucune demande.", "Un filtre les cache.", "Réinitialiser les filtres")
    with qtbot.waitSignal(empty.acted):
        qtbot.keyClick(empty._action, Qt.Key.Key_Return)
    empty.show_words("Aucune demande en attente.")
    assert empty._action.isHidden()


PAGE = QRect(0, 0, 1000, 600)


@pytest.mark.parametrize(
    "anchor",
    [
        QRect(100, 50, 68, 34),
        QRect(900, 500, 68, 34),
        QRect(500, 560, 68, 34),
        QRect(0, 300, 68, 34),
        QRect(930, 280, 68, 34),
    ],
    ids=["top", "corner", "bottom", "left", "right"],
)
@pytest.mark.parametrize("high", [200, 420])
def test_a_popover_is_never_over_what_was_pressed(anchor, high):
    box = QRect(placed(anchor, 404, high, PAGE), QSize(404, high))
    assert not box.intersects(anchor)
    assert PAGE.contains(box)


def test_echap_closes_a_popover_and_gives_the_focus_back(qtbot, page):
    before = put(page, QLineEdit())
    before.setFocus()
    inside = Button("Rectifier", "R")
    popover = Popover(column(label("Malo Le Goff"), inside), page, "Historique du créneau")
    popover.open_at(QRect(100, 100, 68, 34), focus=inside)
    assert inside.hasFocus()
    with qtbot.waitSignal(popover.closed):
        qtbot.keyClick(inside, Qt.Key.Key_Escape)
    assert before.hasFocus()
    assert popover.isHidden()


def test_echap_closes_a_popover_that_never_had_the_focus(qtbot, page):
    before = put(page, QLineEdit())
    before.setFocus()
    popover = Popover(column(label("Malo Le Goff")), page)
    popover.open_at(QRect(100, 100, 68, 34))
    assert before.hasFocus()
    with qtbot.waitSignal(popover.closed):
        qtbot.keyClick(page.windowHandle(), Qt.Key.Key_Escape)


def test_a_click_elsewhere_closes_a_popover_and_a_click_inside_does_not(qtbot, page):
    inside = Button("Rectifier", "R")
    popover = Popover(column(label("Malo Le Goff"), inside), page)
    popover.open_at(QRect(100, 100, 68, 34))
    with qtbot.assertNotEmitted(popover.closed):
        qtbot.mouseClick(inside, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(popover.closed):
        qtbot.mouseClick(page, Qt.MouseButton.LeftButton, pos=QPoint(800, 20))
