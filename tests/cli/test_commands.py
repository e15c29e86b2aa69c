"""The commands: what they answer, their exit codes, and what never is an argument."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice import app, settings
from backoffice.agents import services
from backoffice.cli import main, parser
from backoffice.database import schema
from backoffice.inbox.intake import take_in
from backoffice.inbox.tables import request
from backoffice.kernel.permissions import SYSTEM, Role
from backoffice.kernel.text import reference
from tests.cli.conftest import PASSWORD


@pytest.fixture
def asked(database, town, clock):
    """Three evenings asked for, in two families."""
    town.reasons()
    activity = town.activity(capacity=30)
    first = clock.now.date() + timedelta(days=7)
    family = town.family(accounts=["justine"])
    child = town.child(family)
    town.enrol(child, activity)
    for ahead in range(3):
        town.slot(activity, first + timedelta(days=ahead))
        day = (first + timedelta(days=ahead)).isoformat()
        payload = {"child_id": child, "activity_id": activity, "date": day}
        town.ask("justine", "reservation", payload)
    with database.work(SYSTEM) as work:
        take_in(work, 100)
        return [row.id for row in work.rows(select(request.c.id).order_by(request.c.id))]


def statuses(database):
    with database.read(SYSTEM) as work:
        return [row.status for row in work.rows(select(request.c.status).order_by(request.c.id))]


# --- how one is told off --------------------------------------------------------------------------


@pytest.mark.parametrize("before", [True, False])
def test_who_acts_is_said_before_the_command_or_after_it(before):
    said, command = ["--as", "claire", "--json", "--database", "x"], ["requests", "list"]
    found = parser.build().parse_args([*said, *command] if before else [*command, *said])
    assert (found.login, found.json, found.database) == ("claire", True, "x")


@pytest.mark.parametrize(
    "words",
    [
        ["inconnue"],
        ["requests"],
        ["requests", "accept"],
        ["agents", "add", "claire"],
        ["agents", "add", "claire", "--role", "roi"],
        ["database", "check", "--anchor", "12"],
        ["worker", "--at", "2026-11-19T10:42"],
        ["requests", "list", "--status", "jolie"],
        ["requests", "accept", "abc"],
        ["requests", "accept", "123"],
        ["requests", "refuse", "17378961", "--as", "claire"],
        ["requests", "message", "17378961", "--as", "claire"],
        ["requests", "accept", "17378961", "--password", "secret"],
    ],
)
def test_a_command_asked_wrongly_exits_2(sqlite_address, monkeypatch, capsys, words):
    monkeypatch.setenv("BACKOFFICE_DATABASE", sqlite_address)
    try:
        code = main(words)
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert capsys.readouterr().err


def test_without_a_base_one_is_asked_for_it(capsys):
    assert main(["requests", "list"]) == 2
    assert "--database" in capsys.readouterr().err


def test_who_acts_is_always_named(run, asked):
    if os.environ["BACKOFFICE_DATABASE"].startswith("sqlite"):
        code, _, err = run("requests", "accept", str(asked[0]))
        assert code == 2
        assert "--as" in err


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:////nulle/part/base.db", "Il n’y a pas de base"),
        ("postgresql://127.0.0.1:1/enfance", "n’accepte pas"),
        ("mysql://x/y", "sqlite:/// ou postgresql://"),
    ],
)
def test_a_base_that_is_not_there_is_refused_in_french(capsys, address, said):
    assert main(["requests", "list", "--database", address, "--as", "x"]) in (1, 2)
    assert main(["database", "check", "--database", address]) == 1
    assert said in capsys.readouterr().err


def test_with_json_a_refusal_is_json_too(run):
    code, out, err = run("requests", "show", "17378961", "--json", "--as", "personne")
    assert code in (1, 2)
    assert set(json.loads(out)) <= {"refused", "misused"}
    assert err


def test_on_a_server_the_address_may_say_who_acts(
    postgresql_address, postgresql_database, admin, capsys
):
    schema.upgrade(postgresql_database.engine)
    login = f"c{uuid4().hex[:10]}"
    with postgresql_database.work(admin) as work:
        services.add_agent(work, login, "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    secret = PASSWORD.replace(" ", "%20")
    hers = postgresql_address.replace("owner@", f"{login}:{secret}@")
    assert main(["requests", "list", "--json", "--database", hers]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["requests", "list", "--database", postgresql_address]) == 1
    assert "pas celui d’un agent" in capsys.readouterr().err


def test_a_wrong_password_is_refused(run, claire, monkeypatch):
    monkeypatch.setenv("BACKOFFICE_PASSWORD", "raté")
    code, _, err = run("requests", "list", "--as", claire)
    assert code == 1
    assert "incorrect" in err


# --- requests -------------------------------------------------------------------------------------


def test_requests_are_listed(run, claire, asked):
    code, out, _ = run("requests", "list", "--as", claire)
    assert code == 0
    assert out.splitlines()[0].startswith(reference(asked[0]))
    assert "Ajout de réservation" in out
    listed = json.loads(
        run("requests", "list", "--json", "--kind", "reservation", "--as", claire)[1]
    )
    assert [row["request_id"] for row in listed] == asked
    assert (
        json.loads(run("requests", "list", "--json", "--status", "refused", "--as", claire)[1])
        == []
    )


@pytest.mark.parametrize("spaces", ["", " ", "\u00a0", "\u202f"])
def test_a_reference_is_taken_whatever_its_spaces(run, claire, asked, spaces):
    ref = f"{asked[0]:,}".replace(",", spaces)
    code, out, _ = run("requests", "show", ref, "--json", "--as", claire)
    assert code == 0
    assert json.loads(out)["request"]["request_id"] == asked[0]


def test_a_reference_cut_in_arguments_is_put_together(run, claire, asked):
    parts = f"{asked[0]:,}".split(",")
    code, out, _ = run("requests", "show", *parts, "--as", claire)
    assert code == 0
    assert reference(asked[0]) in out


def test_accepting_then_taking_back(run, claire, asked, database):
    code, out, _ = run("requests", "accept", str(asked[0]), str(asked[1]), "--as", claire)
    assert code == 0
    assert statuses(database) == ["accepted", "accepted", "transmitted"]
    assert "réservé" in out
    code, _, _ = run("requests", "undo", str(asked[0]), "--as", claire)
    assert code == 0
    assert statuses(database) == ["transmitted"] * 3


def test_a_dry_run_writes_nothing(run, claire, asked, database):
    code, out, _ = run("requests", "accept", str(asked[0]), "--dry-run", "--json", "--as", claire)
    told = json.loads(out)
    assert code == 0
    assert told["dry_run"] is True
    assert told["done"] == 1
    assert statuses(database) == ["transmitted"] * 3


def test_refusing_gives_the_reason_of_the_list_or_one_s_own(run, claire, asked, database):
    assert run("requests", "refuse", str(asked[0]), "--reason", "full", "--as", claire)[0] == 0
    assert run("requests", "refuse", str(asked[1]), "--text", "Travaux.", "--as", claire)[0] == 0
    with database.read(SYSTEM) as work:
        told = work.rows(select(request.c.public_reason).order_by(request.c.id))
    assert [row.public_reason for row in told][:2] == [
        "Il n’y a plus de place ce jour-là.",
        "Travaux.",
    ]


def test_waiting_list_and_message(run, claire, asked, database):
    assert run("requests", "waitlist", str(asked[0]), "--as", claire)[0] == 0
    assert statuses(database)[0] == "waitlisted"
    code, out, _ = run(
        "requests", "message", str(asked[1]), "--text", "Appelez-nous.", "--as", claire
    )
    assert code == 0
    assert "1 demande" in out


def test_an_unknown_request_is_refused(run, claire, asked, database):
    code, _, err = run("requests", "accept", "99999999", "--as", claire)
    assert code == 1
    assert "Aucune demande" in err
    assert statuses(database) == ["transmitted"] * 3


def test_what_was_already_answered_is_said_and_exits_1(run, claire, asked):
    assert run("requests", "accept", str(asked[0]), "--as", claire)[0] == 0
    code, _, err = run("requests", "refuse", str(asked[0]), "--text", "Non.", "--as", claire)
    assert code == 1
    assert err


def test_a_reader_may_not_answer(run, database, admin, asked, monkeypatch):
    schema.upgrade(database.engine)
    login = f"r{uuid4().hex[:10]}"
    with database.work(admin) as work:
        services.add_agent(work, login, "Rémi Petit", Role.READER, PASSWORD)
    monkeypatch.setenv("BACKOFFICE_PASSWORD", PASSWORD)
    code, _, err = run("requests", "accept", str(asked[0]), "--as", login)
    assert code == 1
    assert "droit" in err


# --- agents ---------------------------------------------------------------------------------------


def test_agents_are_added_listed_and_disabled(run, database, admin, monkeypatch):
    schema.upgrade(database.engine)
    boss, new = f"b{uuid4().hex[:10]}", f"n{uuid4().hex[:10]}"
    with database.work(admin) as work:
        services.add_agent(work, boss, "Zoé Blanc", Role.ADMINISTRATOR, PASSWORD)
    monkeypatch.setenv("BACKOFFICE_PASSWORD", PASSWORD)
    monkeypatch.setenv("BACKOFFICE_NEW_PASSWORD", "un autre secret tout neuf")
    code, out, _ = run("agents", "add", new, "--name", "Paul", "--role", "reader", "--as", boss)
    assert code == 0
    assert "un autre secret" not in out
    listed = json.loads(run("agents", "list", "--json", "--as", boss)[1])
    assert new in [row["login"] for row in listed]
    assert run("agents", "disable", new, "--as", boss)[0] == 0
    active = json.loads(run("agents", "list", "--active", "--json", "--as", boss)[1])
    assert new not in [row["login"] for row in active]


def test_a_password_nobody_gave_is_made_up_and_shown_once(
    sqlite_address, sqlite_database, admin, monkeypatch, capsys
):
    with sqlite_database.work(admin) as work:
        services.add_agent(work, "zoe", "Zoé Blanc", Role.ADMINISTRATOR, PASSWORD)
    monkeypatch.setenv("BACKOFFICE_PASSWORD", PASSWORD)
    words = ["agents", "add", "paul", "--role", "reader", "--as", "zoe", "--json"]
    assert main([*words, "--database", sqlite_address]) == 0
    made = json.loads(capsys.readouterr().out)
    app.open_signed_in(sqlite_address, "paul", made["password"]).close()


def test_the_first_agent_of_an_empty_base_needs_nobody(tmp_path, monkeypatch, capsys):
    address = f"sqlite:///{tmp_path / 'neuf.db'}"
    assert main(["database", "upgrade", "--database", address]) == 0
    monkeypatch.setenv("BACKOFFICE_PASSWORD", PASSWORD)
    words = ["agents", "add", "zoe", "--role", "administrator", "--database", address]
    assert main(words) == 0
    capsys.readouterr()
    assert app.open_signed_in(address, "zoe", PASSWORD).agent.role is Role.ADMINISTRATOR
    assert main(["agents", "add", "paul", "--role", "administrator", "--database", address]) == 2


# --- the base -------------------------------------------------------------------------------------


def test_a_sound_base_is_said_sound_with_its_anchor(run, asked):
    code, out, _ = run("database", "check", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["breaches"] == []
    assert run("database", "check", "--anchor", told["anchor"])[0] == 0


def test_a_broken_promise_exits_1_and_is_named(run, asked, database):
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE slot SET taken = 7 WHERE id = 1")
    code, out, err = run("database", "check", "--json")
    assert code == 1
    assert [breach["name"] for breach in json.loads(out)["breaches"]] == ["slot_taken"]
    assert "promesses" in err


def test_an_anchor_that_is_not_of_this_journal_is_a_breach(run, asked):
    code, out, _ = run("database", "check", "--anchor", f"1:{'0' * 64}")
    assert code == 1
    assert "journal_anchor" in out


def test_upgrading_an_upgraded_base_changes_nothing(run):
    assert run("database", "upgrade")[0] == 0
    assert run("database", "upgrade", "--json")[1].strip().startswith("{")


def test_the_worker_takes_in_once(run, town, database):
    family = town.family(accounts=["justine"])
    town.child(family)
    town.ask("justine", "contact_message", {"service": "S", "subject": "S", "body": "Bonjour"})
    code, out, _ = run("worker", "--once", "--json")
    assert code == 0
    assert json.loads(out)["requests"] == 1
    assert json.loads(run("worker", "--once", "--json")[1])["requests"] == 0
    assert "0 pièces devenues obsolètes, 0 rappels" in run("worker", "--once")[1]


# --- the program itself ---------------------------------------------------------------------------


def test_the_password_of_the_keyring_serves_when_the_keyring_is_a_known_one(
    sqlite_address, sqlite_database, admin, monkeypatch, capsys, memory_keyring
):
    with sqlite_database.work(admin) as work:
        services.add_agent(work, "claire", "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    memory_keyring.set_password("backoffice-enfance", f"claire @ {sqlite_address}", PASSWORD)
    words = ["requests", "list", "--json", "--as", "claire", "--database", sqlite_address]
    assert main(words) == 2
    assert "BACKOFFICE_PASSWORD" in capsys.readouterr().err
    monkeypatch.setattr("backoffice.secrets._KNOWN", (type(memory_keyring).__module__,))
    assert main(words) == 0


def test_the_base_remembered_serves_the_commands(sqlite_address, capsys):
    settings.save(settings.Settings(database=sqlite_address))
    assert main(["requests", "list"]) == 0
    capsys.readouterr()
    settings.save(settings.Settings())


def test_the_program_tries_itself_without_a_screen(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "backoffice", "--self-test"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
    )
    assert told.returncode == 0, told.stderr
    assert "écrans construits" in told.stdout


def test_help_is_in_french(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "les demandes des familles" in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_is_not_an_error(sqlite_address):
    read, write = os.pipe()
    os.close(read)
    program = [
        sys.executable,
        "-m",
        "backoffice",
        "database",
        "upgrade",
        "--database",
        sqlite_address,
    ]
    done = subprocess.run(program, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
