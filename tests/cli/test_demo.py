"""`backoffice demo`: a town in a base of its own, and the walk through the main job."""

import json
import os

import pytest
from PySide6.QtGui import QImage

from backoffice import app
from backoffice.cli import main
from backoffice.cli.demo import has_screen
from backoffice.demo import town
from backoffice.demo.walk import walk
from backoffice.kernel.permissions import Role

NOW = "2026-11-19T10:42"


@pytest.fixture(scope="module")
def small_town(tmp_path_factory):
    """A dozen families, on a Thursday morning."""
    address = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'valcourt.db'}"
    town.build(address, 14, now=app.read_instant(NOW, "now"))
    return address


def test_the_town_is_built_once_and_found_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BACKOFFICE_NOW", NOW)
    address = f"sqlite:///{tmp_path / 'valcourt.db'}"
    words = ["demo", "--database", address, "--families", "3", "--no-window", "--json"]
    assert main(words) == 0
    first = json.loads(capsys.readouterr().out)["town"]
    assert first["made"] is True
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["town"] == {**first, "made": False}


def test_a_base_that_holds_anything_else_is_refused(sqlite_address, capsys):
    assert main(["demo", "--database", sqlite_address, "--no-window"]) == 1
    assert "démonstration" in capsys.readouterr().err


def test_the_clock_of_the_demo_is_the_one_asked_for(small_town, monkeypatch):
    monkeypatch.setenv("BACKOFFICE_NOW", "2026-11-20T08:00")
    opened = app.open_signed_in(small_town, "lecteur", "demo")
    assert f"{opened.database.clock():%Y-%m-%d %H:%M}" == "2026-11-20 07:00"
    assert opened.agent.role is Role.READER
    opened.close()


def test_without_it_the_demo_keeps_its_own(small_town):
    opened = app.open_signed_in(small_town, "admin", "demo")
    assert f"{opened.database.clock():%Y-%m-%d %H:%M}" == "2026-11-19 09:42"
    opened.close()


def test_a_clock_that_is_none_is_told(small_town, monkeypatch, capsys):
    monkeypatch.setenv("BACKOFFICE_NOW", "demain")
    assert main(["requests", "list", "--database", small_town]) == 1
    assert "BACKOFFICE_NOW" in capsys.readouterr().err


def test_on_another_base_the_variable_does_nothing(sqlite_address, monkeypatch):
    monkeypatch.setenv("BACKOFFICE_NOW", NOW)
    database = app.open_database(sqlite_address)
    assert abs((database.clock() - app.system_clock()).total_seconds()) < 60
    database.close()


def test_a_screen_is_looked_for(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    assert not has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_screen()


def test_a_demo_base_lets_scripts_in(small_town, capsys):
    assert main(["requests", "list", "--json", "--database", small_town]) == 0
    pending = [r for r in json.loads(capsys.readouterr().out) if r["status"] == "transmitted"]
    able = next(r for r in pending if r["kind"] == "reservation")
    words = ["requests", "accept", str(able["request_id"]), "--dry-run", "--database", small_town]
    assert main(words) in (0, 1)


def test_the_walk_leaves_its_pictures_and_a_summary(qapp, small_town, tmp_path):
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    made = walk(small_town, "instructeur", "demo", tmp_path / "images")
    pictures = sorted((tmp_path / "images").glob("*.png"))
    told = (tmp_path / "images" / "resume.md").read_text()
    assert len(pictures) == made
    assert made >= 20
    assert all(picture.name in told for picture in pictures)
    assert not any(QImage(str(picture)).isNull() for picture in pictures)
    for step in ("connexion", "refuser", "apercu", "planning", "vue-famille", "verrou", "sombre"):
        assert any(step in picture.name for picture in pictures), step


def test_live_families_write_until_one_stops_them(small_town, monkeypatch, capsys):
    waited = []

    class Stop:
        """Three families, then the end."""

        def set(self):
            pass

        def wait(self, _seconds=None):
            waited.append(1)
            return len(waited) > 3

    class Now:
        """A thread that has already run."""

        def __init__(self, target, **_):
            target()

        def start(self):
            pass

        def join(self, _seconds):
            pass

    monkeypatch.setattr("backoffice.cli.demo.threading.Event", Stop)
    monkeypatch.setattr("backoffice.cli.demo.threading.Thread", Now)
    assert main(["demo", "--database", small_town, "--no-window", "--live"]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 2
