"""Codes are made for the right people, shown once, replaced, revoked; nothing readable is kept."""

import logging
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.subscribers import codes, queries, services
from backoffice.subscribers.queries import CodeFilter, CodeState
from backoffice.subscribers.recipients import CodeKind, CodeRules, Scope
from backoffice.subscribers.sealing import seal
from backoffice.subscribers.services import Channel
from tests.subscribers.conftest import Desk, parts, spoiled


def page(desk, **wanted):
    with desk.database.read(desk.agent) as work:
        return queries.code_page(work, CodeFilter(**wanted))


def state(desk):
    return [row.state for row in page(desk)]


def test_a_code_is_shown_once_and_kept_only_as_a_hash(desk, town):
    (issued,) = desk.give(town.family())
    (kept,) = desk.codes()
    read = codes.read(issued.code)
    assert (kept.kind, kept.selector, kept.guardian_id) == ("family", read.selector, None)
    assert kept.secret_hash.startswith("$argon2id$")
    assert kept.expires_at - desk.database.clock() > timedelta(days=60)
    assert issued.until == date(2027, 1, 15)
    (row,) = page(desk)
    assert (row.state, row.until, row.issued_by) == (CodeState.SENT, issued.until, "Claire Martin")


def test_nothing_readable_is_in_the_base_its_dumps_or_the_logs(desk, town, caplog):
    caplog.set_level(logging.DEBUG)
    issued = desk.give(town.family("Un"), town.family("Deux"))
    town.account("nadia")
    desk.typed("nadia", spoiled(issued[0].code), issued[0].code.lower(), issued[1].code)
    told = desk.everything() + caplog.text + repr(issued)
    assert [part for part in parts(issued) if part in told] == []


def test_the_secret_is_wiped_even_from_an_event_nobody_foresaw(desk, town, monkeypatch):
    (issued,) = desk.give(town.family())
    town.account("nadia")
    desk.type("nadia", issued.code)

    def broken(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr("backoffice.subscribers.linking.carry_out", broken)
    desk.intake()
    assert issued.code not in desk.everything()
    assert desk.links() == []


def test_what_was_wiped_is_not_left_in_the_file_either(
    sqlite_database, sqlite_address, town_of, clerk
):
    town = town_of(sqlite_database)
    desk = Desk(sqlite_database, town, clerk)
    (issued,) = desk.give(town.family(), kind=CodeKind.PERSONAL)
    town.account("nadia")
    assert desk.typed("nadia", issued.code) == ["wrong"]
    sqlite_database.close()
    with closing(sqlite3.connect(sqlite_address.removeprefix("sqlite:///"))) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(sqlite_address.removeprefix("sqlite:///"))
    kept = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert b"nadia" in kept
    assert [part for part in parts([issued]) if part.encode() in kept] == []


def test_a_new_code_replaces_the_one_before(desk, town):
    family = town.family()
    (first,), (second,) = desk.give(family), desk.give(family)
    assert state(desk) == [CodeState.SENT, CodeState.REVOKED]
    town.account("nadia")
    assert desk.typed("nadia", first.code) == ["wrong"]
    assert desk.typed("nadia", second.code) == ["linked"]


def test_codes_of_another_kind_or_family_stay(desk, town):
    family, other = town.family("Un"), town.family("Deux")
    desk.give(family)
    desk.give(other)
    desk.give(family, kind=CodeKind.PERSONAL)
    desk.give(family, kind=CodeKind.GUARDIAN)
    assert state(desk) == [CodeState.SENT] * 4


def test_a_personal_code_has_no_end(desk, town):
    (issued,) = desk.give(town.family(), kind=CodeKind.PERSONAL)
    assert issued.until is None
    (row,) = page(desk)
    assert (row.until, row.guardian, row.kind) == (None, "Nadia Belkacem", CodeKind.PERSONAL)


def test_what_goes_by_mail_still_has_to_be_sent(desk, town):
    family = town.family()
    with desk.database.work(desk.agent) as work:
        found = queries.recipients(work, CodeKind.FAMILY, Scope((family,)))
        services.give(work, found, Channel.EMAIL)
    assert state(desk) == [CodeState.ISSUED]


def test_a_code_lives_from_issued_to_expired(desk, town, clock):
    issued = desk.give(town.family())
    clock.now += timedelta(days=61)
    assert state(desk) == [CodeState.EXPIRED]
    assert [len(page(desk, state=one)) for one in CodeState] == [0, 0, 0, 0, 1, 0]
    town.account("nadia")
    assert desk.typed("nadia", issued[0].code) == ["wrong"]


def test_a_revoked_code_answers_like_a_wrong_one(desk, town):
    (issued,) = desk.give(town.family())
    (kept,) = desk.codes()
    with desk.database.work(desk.agent) as work:
        assert services.revoke_codes(work, [kept.id]) == 1
    with desk.database.work(desk.agent) as work:
        assert services.revoke_codes(work, [kept.id]) == 0
    town.account("nadia")
    assert desk.typed("nadia", issued.code) == ["wrong"]
    (row,) = page(desk, state=CodeState.REVOKED)
    assert row.revoked_by == "Claire Martin"


def test_the_town_says_whose_codes_are_and_for_how_long(desk, town, admin):
    with desk.database.work(admin) as work:
        services.set_code_rules(work, CodeRules(CodeKind.GUARDIAN, 30))
        assert queries.code_rules(work) == CodeRules(CodeKind.GUARDIAN, 30)
        for wrong in (CodeRules(CodeKind.PERSONAL), CodeRules(days=0), CodeRules(days=4000)):
            with pytest.raises(Refused):
                services.set_code_rules(work, wrong)
    (issued,) = desk.give(town.family(), kind=CodeKind.GUARDIAN)
    assert issued.until == date(2026, 12, 16)


def test_codes_are_for_the_families_of_a_school_or_a_class(desk, town, clerk):
    school, other = town.facility(), town.facility("École La Fontaine")
    classes = [town.school_class(school, "CP"), town.school_class(other, "CE1 B")]
    families = [town.family(label) for label in ("Un", "Deux", "Trois")]
    for family, where in zip(families, (*classes, None), strict=True):
        town.child(family, school_class_id=where)
    with desk.database.read(clerk) as work:

        def found(**scope):
            listed = queries.recipients(work, CodeKind.FAMILY, Scope(**scope))
            return [one.family for one in listed]

        assert found(facility_id=school) == ["Un"]
        assert found(class_id=classes[1]) == ["Deux"]
        assert sorted(found()) == ["Deux", "Trois", "Un"]


def test_those_already_served_may_be_left_out(desk, town, clerk, clock):
    linked, waiting = town.family("Reliée", accounts=["nadia"]), town.family("Attend")
    desk.give(waiting)
    alone = town.family("Seule")

    def missing(kind=CodeKind.FAMILY):
        with desk.database.read(clerk) as work:
            found = queries.recipients(work, kind, Scope(only_missing=True))
            return {one.family_id for one in found}

    assert missing() == {alone}
    assert missing(CodeKind.PERSONAL) == {linked, waiting, alone}
    clock.now += timedelta(days=61)
    assert missing() == {waiting, alone}


def test_letters_wait_for_nothing_and_two_agents_do_not_clash(desk, town):
    family, sealed = town.family(), list(seal(1))
    with desk.database.read(desk.agent) as work:
        found = queries.recipients(work, CodeKind.FAMILY, Scope((family,)))
        prepared = services.prepare(work, found, sealed)
    assert desk.codes() == []
    with desk.database.work(desk.agent) as work:
        services.issue(work, prepared, Channel.LETTER)
    with pytest.raises(OutOfDate), desk.database.work(desk.agent) as work:
        services.issue(work, prepared, Channel.LETTER)
    assert len(desk.codes()) == 1


def test_only_some_may_issue_and_see(desk, town, reader, manager_of):
    family = town.family()
    for nobody in (reader, manager_of(1)):
        with desk.database.work(nobody) as work:
            for forbidden in (
                lambda: queries.recipients(work, CodeKind.FAMILY, Scope((family,))),
                lambda: services.give(work, ()),
                lambda: services.issue(work, (), Channel.LETTER),
                lambda: services.revoke_codes(work, [1]),
            ):
                with pytest.raises(NotAllowed):
                    forbidden()


def test_the_counter_gives_a_few(desk, town):
    with pytest.raises(Refused, match="lettres"):
        desk.give(*(town.family(f"F{number}") for number in range(11)))
    with pytest.raises(Refused, match="Personne"):
        desk.give(404)
