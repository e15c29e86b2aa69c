import pytest

from ui.kit import theme
from ui.kit.charts import DayCount, Key, Queue, Queues, ReceivedHandled, round_step
from ui.kit.theme import Theme


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (3, 1), (4, 1), (5, 2), (72, 20), (81, 50), (1200, 500)]
)
def test_the_scale_is_round_and_holds_the_highest(highest, step):
    assert round_step(highest, 4) == step
    assert step * 4 >= highest


def test_bars_are_said_and_drawn_whatever_the_figures(qapp, qtbot):
    chart = ReceivedHandled()
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    assert "aucune" in chart.accessibleName()
    chart.grab()
    chart.show_days([DayCount("5", 36, 33), DayCount("6", 0, 0)])
    assert "5 36 et 33" in chart.accessibleName()
    light = chart.grab().toImage()
    theme.apply(qapp, Theme.DARK)
    assert chart.grab().toImage() != light
    chart.show_days([DayCount(str(day), day * 1000, day) for day in range(60)])
    chart.grab()


def test_queues_are_said_and_drawn_even_when_nothing_waits(qtbot):
    queues = Queues()
    qtbot.addWidget(queues)
    queues.resize(600, 200)
    queues.grab()
    queues.show_queues(
        [
            Queue("calendar", "Réservations", 38, "3 j", True, (20, 18, 0)),
            Queue("cross", "Absences", 0, "", False, (0, 0, 0)),
        ]
    )
    assert "Réservations\u202f: 38, depuis 3\u00a0j" in queues.accessibleName()
    queues.grab()


def test_a_key_names_its_colour(qtbot):
    key = Key("nearly", "1 à 3 j")
    qtbot.addWidget(key)
    assert key.accessibleName() == "1 à 3\u00a0j"
    key.grab()
