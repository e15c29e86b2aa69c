"""The rules of the house, on the whole house; and a sample of what each one catches."""

import subprocess
from pathlib import Path

import pytest

from tests.support import house

ROOT = Path(__file__).parent.parent
PROGRAM = ("backoffice", "ui")
ALL_CODE = (*PROGRAM, "resources", "tools", "tests", "bench")

# The instant of a work is read here; the window reads it to say « il y a 3 min ».
CLOCKS = {Path("backoffice/database/work.py"), Path("ui/app.py")}
# Triggers, grants and views are made of names, which SQL cannot bind.
SQL_MADE_OF_NAMES = (Path("backoffice/database"), Path("backoffice/portal"))
# Nobody has signed in yet when these are called.
BEFORE_SIGN_IN: dict[str, set[str]] = {}


def test_every_door_asks_for_a_permission_first():
    doors = [path for path in _code("backoffice") if _is_door(path)]
    complaints = _complaints(house.unasked_doors, doors)
    assert [line for line in complaints if not _is_before_sign_in(line)] == []


def test_no_file_is_a_burden():
    assert _complaints(house.too_long, _code(*ALL_CODE)) == []


def test_the_clock_is_read_in_one_place():
    elsewhere = [path for path in _code(*PROGRAM) if path not in CLOCKS]
    assert _complaints(house.private_clocks, elsewhere) == []


def test_sql_is_never_pasted_together():
    others = [
        path
        for path in _code(*PROGRAM)
        if not any(path.is_relative_to(place) for place in SQL_MADE_OF_NAMES)
    ]
    assert _complaints(house.pasted_sql, others) == []


def test_no_test_sleeps_or_skips():
    assert _complaints(house.sleeps_and_skips, _code("tests")) == []


def test_only_the_kit_opens_boxes():
    screens = [path for path in _code("ui") if not path.is_relative_to("ui/kit")]
    assert _complaints(house.foreign_boxes, screens) == []


def test_what_families_typed_is_never_read_as_markup():
    assert _complaints(house.rich_texts, _code("ui")) == []


def test_every_action_has_a_key():
    screens = [path for path in _code("ui") if not path.is_relative_to("ui/kit")]
    assert _complaints(house.keyless_actions, screens) == []


def test_the_repository_names_no_registry_and_no_machine():
    assert _complaints(house.places_of_ours, _texts()) == []


DOOR = "def accept(work, ids):\n    '''Accept.'''\n    "


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (house.unasked_doors, DOOR + "return ids", DOOR + "work.require(P.X)"),
        (house.unasked_doors, "def accept(ids): work.require(P.X)", "def _get(ids): pass"),
        (house.too_long, "\n" * 401, "\n" * 400),
        (house.private_clocks, "import datetime\ndatetime.datetime.now(UTC)", "work.now()"),
        (house.private_clocks, "from datetime import date\ndate.today()", "clock.today()"),
        (house.pasted_sql, "work.execute(text(f'select {x}'))", "work.execute(text('select :x'))"),
        (house.pasted_sql, "c.exec_driver_sql('select ' + x)", "c.exec_driver_sql(QUERY)"),
        (house.pasted_sql, "c.execute('select %s' % x)", "c.execute('select %s', [x])"),
        (house.pasted_sql, "text('select {}'.format(x))", "text('select 1')"),
        (house.sleeps_and_skips, "import time\ntime.sleep(1)", "qtbot.waitUntil(ready)"),
        (house.sleeps_and_skips, "@pytest.mark.skipif(True)\ndef f(): pass", "pytest.fail('x')"),
        (house.foreign_boxes, "QMessageBox.warning(self, 'x')", "dialogs.confirm('x')"),
        (house.rich_texts, "label.setTextFormat(Qt.TextFormat.RichText)", "label.setText(x)"),
        (house.keyless_actions, "@action('Non')\ndef f(): pass", "action('Oui', shortcut='O')"),
        (house.places_of_ours, "see /" + "home/claire/notes", "see docs/home/notes"),
        (house.places_of_ours, "https://pypi" + ".org/simple", "https://valcourt.example"),
    ],
)
def test_each_rule_bites(rule, bad, good):
    assert rule(bad)
    assert rule(good) == []


def _code(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path.relative_to(ROOT) for path in sorted(found)]


def _is_door(path: Path) -> bool:
    doors = {"services", "queries"}
    return path.stem in doors or (path.parent.name in doors and not path.stem.startswith("_"))


def _is_before_sign_in(complaint: str) -> bool:
    path, _, rest = complaint.partition(": ")
    return rest.partition(":")[0] in BEFORE_SIGN_IN.get(path, set())


def _texts() -> list[Path]:
    """Every text a clone would hold, committed or about to be."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in told.split("\0") if name and (ROOT / name).is_file()]
    return [Path(name) for name in names if b"\0" not in (ROOT / name).read_bytes()]


def _complaints(rule: house.Rule, paths: list[Path]) -> list[str]:
    return [
        f"{path.as_posix()}: {complaint}"
        for path in paths
        for complaint in rule((ROOT / path).read_text(encoding="utf-8"))
    ]
