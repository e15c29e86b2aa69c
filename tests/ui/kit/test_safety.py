import logging
import sys
import threading

import pytest
from PySide6.QtCore import qWarning

from tests.fixtures.database import MONDAY
from ui.kit.report import describe
from ui.kit.safety import Safety, write_log_to

SECRET = "Inès Belkacem, 06 39 98 12 40"


@pytest.fixture
def safety(qtbot):
    made = Safety(lambda: MONDAY)
    made.install()
    yield made
    made.uninstall()


def fail():
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise RuntimeError(SECRET) from error


def failure():
    try:
        fail()
    except RuntimeError as error:
        return error


@pytest.mark.expects_log
def test_a_failure_is_told_without_a_word_about_a_family(qtbot, safety, tmp_path):
    handler = write_log_to(tmp_path / "logs")
    try:
        with qtbot.waitSignal(safety.crashed) as said:
            error = failure()
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    sentence, report = said.args
    written = (tmp_path / "logs" / "backoffice.log").read_text(encoding="utf-8")
    assert "enregistré" in sentence
    for text in (report, written):
        assert "RuntimeError" in text
        assert "KeyError" in text
        assert "fail" in text
        assert "Inès" not in text
        assert "Belkacem" not in text
    assert "16/11/2026" in report


@pytest.mark.expects_log
def test_the_same_failure_is_told_once(qtbot, safety):
    error = failure()
    with qtbot.waitSignal(safety.crashed):
        safety.catch(error)
    with qtbot.assertNotEmitted(safety.crashed, wait=20):
        safety.catch(error)


@pytest.mark.expects_log
def test_a_failure_of_another_thread_is_told_too(qtbot, safety):
    with qtbot.waitSignal(safety.crashed):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()


@pytest.mark.expects_log
def test_what_qt_complains_of_goes_to_the_log(safety, caplog):
    qWarning("rien de grave")
    assert "rien de grave" in caplog.text


def test_a_description_names_places_and_not_this_pc():
    words = describe(failure())
    assert "tests/ui/kit/test_safety.py" in words
    assert str(__file__) not in words


def test_the_hooks_are_put_back(qtbot):
    before = sys.excepthook
    safety = Safety(lambda: MONDAY)
    safety.install()
    assert sys.excepthook is not before
    safety.uninstall()
    assert sys.excepthook is before
