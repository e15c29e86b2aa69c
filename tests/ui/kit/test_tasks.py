import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject

from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused, Unavailable
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.kit.jobs import Progress


@pytest.fixture
def owner():
    return QObject()


def note(work, subject=1):
    work.require(Permission.REQUEST_ANNOTATE)
    work.record(Topic.REQUESTS, "note", subject)
    return subject


def refuse(kind):
    def use_case(_work):
        raise kind("Non.")

    return use_case


def test_the_result_comes_back_on_the_window_s_thread(qtbot, tasks, owner):
    seen = []
    with qtbot.waitSignal(tasks.changed) as said:
        tasks.run(owner, note, then=lambda got: seen.append((got, threading.current_thread())))
    assert seen == [(1, threading.main_thread())]
    assert said.args == [frozenset({Topic.REQUESTS})]
    assert tasks.idle


def test_reading_changes_nothing(qtbot, tasks, owner):
    seen = []
    with qtbot.assertNotEmitted(tasks.changed):
        tasks.read(owner, lambda work: work.agent.login, then=seen.append)
        qtbot.waitUntil(lambda: tasks.idle)
    assert seen == ["instructor"]


@pytest.mark.parametrize("kind", [Refused, NotAllowed, OutOfDate])
def test_a_refusal_is_announced_and_not_raised(qtbot, tasks, owner, kind):
    failed = []
    with qtbot.waitSignal(tasks.refused) as said:
        tasks.run(owner, refuse(kind), failed=lambda: failed.append(True))
    assert said.args == ["Non."]
    qtbot.waitUntil(lambda: tasks.idle)
    assert failed == [True]


def test_a_refusal_may_be_said_by_the_sheet_that_asked(qtbot, tasks, owner):
    heard = []
    with qtbot.assertNotEmitted(tasks.refused):
        tasks.run(owner, refuse(Refused), on_refused=heard.append)
        qtbot.waitUntil(lambda: tasks.idle)
    assert heard == ["Non."]


def test_who_comes_second_sees_what_changed(qtbot, tasks, owner):
    with qtbot.waitSignal(tasks.changed) as said:
        tasks.run(owner, refuse(OutOfDate))
    assert said.args == [frozenset(Topic)]


def test_a_lost_base_is_told_and_so_is_its_return(qtbot, tasks, owner):
    with qtbot.waitSignal(tasks.unavailable) as said:
        tasks.run(owner, refuse(Unavailable))
    assert said.args == ["Non."]
    with qtbot.waitSignal(tasks.available):
        tasks.read(owner, lambda _work: None)
    with qtbot.assertNotEmitted(tasks.available):
        tasks.read(owner, lambda _work: None)
        qtbot.waitUntil(lambda: tasks.idle)


@pytest.mark.expects_log
def test_a_bug_is_announced_and_the_next_call_works(qtbot, tasks, owner, caplog):
    with qtbot.waitSignal(tasks.crashed) as said:
        tasks.run(owner, lambda _work: {}["inès"])
    assert isinstance(said.args[0], KeyError)
    with qtbot.waitSignal(tasks.changed):
        tasks.run(owner, note)


def test_nobody_is_called_back_when_the_owner_is_gone(qtbot, tasks, owner):
    started, seen = threading.Event(), []
    tasks.run(owner, lambda _work: started.wait(5), then=seen.append)
    shiboken6.delete(owner)
    started.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert seen == []


def test_of_two_questions_for_one_place_only_the_last_is_answered(qtbot, tasks, owner):
    first, seen = threading.Event(), []
    tasks.latest(owner, "detail", lambda _work: first.wait(5) and 1, then=seen.append)
    tasks.latest(owner, "detail", lambda _work: 2, then=seen.append)
    tasks.latest(owner, "history", lambda _work: 3, then=seen.append)
    qtbot.waitUntil(lambda: sorted(seen) == [2, 3])
    first.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert sorted(seen) == [2, 3]


def test_a_long_job_reports_and_returns(qtbot, tasks, owner):
    told, seen = [], []

    def steps(begin):
        for done in range(1, 4):
            with begin() as work:
                note(work, done)
            yield Progress(done, 3)
        return "fini"

    with qtbot.waitSignal(tasks.changed) as said:
        tasks.job(owner, steps, progress=told.append, then=seen.append)
    assert seen == ["fini"]
    assert told[-1] == Progress(3, 3)
    assert said.args == [frozenset({Topic.REQUESTS})]


def test_a_long_job_stops_between_two_items_and_keeps_what_is_done(qtbot, tasks, owner):
    halted, seen, first, go = [], [], threading.Event(), threading.Event()

    def steps(begin):
        for done in range(1, 1000):
            with begin() as work:
                note(work, done)
            first.set()
            go.wait(5)
            yield Progress(done, 999)

    job = tasks.job(owner, steps, then=seen.append, stopped=halted.append)
    assert first.wait(5)
    job.stop()
    go.set()
    with qtbot.waitSignal(tasks.changed):
        qtbot.waitUntil(lambda: tasks.idle)
    assert halted == [Progress(1, 999)]
    assert seen == []


def test_a_job_refused_half_way_announces_what_it_did(qtbot, tasks, owner):
    def steps(begin):
        with begin() as work:
            note(work)
        yield Progress(1, 2)
        with begin():
            raise Refused("Complet.")

    with qtbot.waitSignals([tasks.refused, tasks.changed]):
        tasks.job(owner, steps)
    qtbot.waitUntil(lambda: tasks.idle)


def test_closing_stops_jobs_and_drops_what_waits(qtbot, tasks_of, clerk, owner):
    tasks, steps_done = tasks_of(clerk), []

    def steps(_begin):
        while True:
            steps_done.append(1)
            yield Progress(len(steps_done))

    tasks.job(owner, steps)
    qtbot.waitUntil(lambda: bool(steps_done))
    tasks.close()
    qtbot.waitUntil(lambda: tasks.idle)


def test_what_a_leaving_screen_still_asks_is_dropped(qtbot, tasks_of, clerk, owner):
    tasks = tasks_of(clerk)
    tasks.close()
    asked = tasks.read(owner, lambda work: work.agent.login, then=pytest.fail)
    assert asked.cancelled()
    assert tasks.idle
