import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from ui.kit.settings import WindowSettings
from ui.kit.theme import Theme


@pytest.fixture
def store(tmp_path):
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def splitter(qtbot):
    made = QSplitter()
    qtbot.addWidget(made)
    made.addWidget(QLabel("a"))
    made.addWidget(QLabel("b"))
    made.resize(800, 300)
    made.show()
    return made


def test_panes_come_back_for_the_agent_who_moved_them(qtbot, store):
    first = splitter(qtbot)
    assert not WindowSettings("claire", store).remember_splitter(first, "inbox")
    first.setSizes([600, 200])
    first.splitterMoved.emit(600, 1)
    again, other = splitter(qtbot), splitter(qtbot)
    assert WindowSettings("claire", store).remember_splitter(again, "inbox")
    assert again.sizes() == first.sizes()
    assert not WindowSettings("remi", store).remember_splitter(other, "inbox")


def test_the_window_comes_back(qtbot, store):
    window = QWidget()
    qtbot.addWidget(window)
    settings = WindowSettings("claire", store)
    assert not settings.restore_window(window)
    settings.save_window(window)
    assert settings.restore_window(window)


def test_theme_and_letters_are_remembered_and_nonsense_is_not(store):
    settings = WindowSettings("claire", store)
    assert (settings.theme, settings.letters) == (Theme.SYSTEM, True)
    settings.theme, settings.letters = Theme.DARK, False
    again = WindowSettings("claire", store)
    assert (again.theme, again.letters) == (Theme.DARK, False)
    store.setValue("claire/theme", "pink")
    assert again.theme is Theme.SYSTEM


def test_the_usual_store_is_not_the_one_of_whoever_runs_the_tests(tmp_path_factory):
    settings = WindowSettings("claire")
    assert str(tmp_path_factory.getbasetemp()) in settings._store.fileName()
