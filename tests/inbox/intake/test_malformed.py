"""I22: a malformed row of the portal harms only itself, whatever is wrong with it."""

import json
import random
from datetime import date

import pytest
from sqlalchemy import func, select, text

from backoffice.inbox import anomalies
from backoffice.inbox.intake import take_in
from backoffice.inbox.tables import anomaly, request
from backoffice.kernel.errors import Unavailable
from backoffice.kernel.permissions import SYSTEM
from backoffice.portal.tables import portal_in_request
from backoffice.worker import one_pass

DAY = "2026-11-26"
NOW = "2026-11-16T09:00:00.000000+00:00"


@pytest.fixture
def place(town):
    """Who and what a good row speaks of, and a stranger's child."""
    family = town.family(accounts=["nadia"])
    place = {"child_id": town.child(family), "activity_id": town.activity(), "date": DAY}
    town.enrol(place["child_id"], place["activity_id"])
    town.slot(place["activity_id"], date(2026, 11, 26))
    stranger = town.child(town.family("Dubois"), "Tom", "Dubois")
    town.account("alone")
    return place, stranger


def raw(kind, payload, account="nadia", at=NOW):
    return (account, kind, payload, at)


def malformed(place, stranger, dialect):
    """Forty rows, each wrong in a way of its own."""

    def reservation(**changes):
        return raw("reservation", json.dumps({**place, **changes}))

    enrolment = {"child_id": place["child_id"], "activity_id": place["activity_id"]}
    rows = [
        *(reservation(activity_id=odd) for odd in (None, "1", True, 1.5, -4, 2**70, 999_999, [])),
        *(reservation(child_id=odd) for odd in (None, {}, 0, 424_242, stranger)),
        *(reservation(date=odd) for odd in (None, "0001-01-01", "9999-12-31", "2026-02-30")),
        *(reservation(date=odd) for odd in (20261126, "", "26/11/2026", "2031-01-01")),
        raw("enrolment", json.dumps({**enrolment, "starts_on": DAY, "ends_on": "2026-11-01"})),
        raw("enrolment", json.dumps({**enrolment, "starts_on": DAY, "weekdays": [8]})),
        raw("reservation", json.dumps({**place, "note": "x" * 10_000_000})),
        raw("reservation", "null"),
        raw("reservation", "[]"),
        raw("reservation", '"{}"'),
        raw("reservation", "[" * 900 + "]" * 900),
        raw("reservation", '{"child_id": 1e999}'),
        raw("reservation\u202e", "{}"),
        raw("=cmd|'/C calc'!A0", json.dumps(place)),
        raw("k" * 100_000, json.dumps(place)),
        raw("absence", json.dumps(place)),
        raw("document", json.dumps({"document_type_id": 1, "file_ids": [77]})),
        raw("reservation", json.dumps(place), account="alone"),
        raw("reservation", json.dumps(place), account="a" * 5000),
    ]
    if dialect == "sqlite":
        rows += [
            raw("reservation", "{not json"),
            raw("reservation", "a\x00b"),
            raw("reservation", b"\xff\xfe\xed\xa0\x80"),
            raw("reservation", json.dumps(place), at="demain"),
        ]
    else:
        rows += [
            raw("reservation", json.dumps(place), at="infinity"),
            raw("reservation", json.dumps(place), at="0044-03-15 00:00:00+00 BC"),
            raw("reservation", "1" * 5000),
            reservation(child_id="\ud800\x00"),
        ]
    assert len(rows) == 40
    return rows


def append(database, rows):
    """As no driver of ours would write them."""
    as_json = (
        "CAST(:payload AS json)" if database.engine.dialect.name == "postgresql" else ":payload"
    )
    as_time = "CAST(:at AS timestamptz)" if "CAST" in as_json else ":at"
    statement = text(
        "INSERT INTO portal_in_request (account_id, kind, payload, submitted_at) "
        f"VALUES (:account, :kind, {as_json}, {as_time})"
    )
    names = ("account", "kind", "payload", "at")
    with database.engine.begin() as connection:
        for row in rows:
            connection.execute(statement, dict(zip(names, row, strict=True)))


def statuses(database):
    counted = select(request.c.status, func.count()).group_by(request.c.status)
    with database.read(SYSTEM) as work:
        return dict(tuple(row) for row in work.rows(counted))


def test_forty_bad_rows_among_a_hundred_good_harm_only_themselves(database, place, system):
    payload, stranger = place
    # A key of a later version of the contract, markup and formulas: all of this is welcome.
    good = json.dumps({**payload, "schema_version": 9, "note": "<b>=1+1</b>\ud800\x00"})
    bad = malformed(payload, stranger, database.engine.dialect.name)
    rows = [raw("reservation", good) for _ in range(100)] + bad
    random.Random(22).shuffle(rows)
    append(database, rows)
    done = one_pass(database)
    assert (done.requests, done.anomalies) == (140, 40)
    assert statuses(database) == {"transmitted": 100, "refused": 40}
    with database.read(system) as work:
        listed = anomalies.page(work)
        dropped = work.scalar(select(func.count()).where(portal_in_request.c.taken_in_at.is_(None)))
    assert (len(listed), dropped) == (40, 0)
    assert not any("erreur interne" in row.cause for row in listed)
    assert all(row.cause and len(row.public_reason) > 20 for row in listed)


def fails_on(request_ids, error):
    """Something nobody foresaw, on these rows."""
    from backoffice.inbox.intake import judge

    def fail(row, *others):
        if row.id in request_ids:
            raise error
        return judge(row, *others)

    return fail


def test_a_mistake_of_ours_on_one_row_stops_no_other(database, place, monkeypatch, town, system):
    payload, _ = place
    asked = [town.ask("nadia", "reservation", payload) for _ in range(20)]
    monkeypatch.setattr("backoffice.inbox.intake.judge", fails_on({asked[7]}, KeyError("SECRET")))
    with database.work(system) as work:
        taken = take_in(work)
    assert (taken.requests, taken.anomalies) == (20, 1)
    assert statuses(database) == {"transmitted": 19, "refused": 1}
    (listed,) = town.read(select(anomaly))
    assert (listed.source_id, listed.cause) == (asked[7], "erreur interne (KeyError)")
    with database.read(system) as work:
        told = select(func.count()).select_from(text("journal")).where(text("action = 'take_in'"))
        assert work.scalar(told) == 20


def test_a_row_that_cannot_even_be_closed_is_listed(database, place, monkeypatch, town, system):
    payload, _ = place
    asked = [town.ask("nadia", "reservation", payload) for _ in range(3)]

    def fail(work, drafts):
        if any(draft.id == asked[1] for draft in drafts):
            raise ValueError
        return write_down(work, drafts)

    from backoffice.inbox.intake import write_down

    monkeypatch.setattr("backoffice.inbox.intake.write_down", fail)
    with database.work(system) as work:
        assert take_in(work).anomalies == 1
    assert statuses(database) == {"transmitted": 2}
    assert [row.source_id for row in town.read(select(anomaly))] == [asked[1]]
    with database.work(system) as work:
        assert take_in(work).requests == 0


def test_when_the_world_fails_nothing_is_taken_and_nothing_is_lost(
    database, place, monkeypatch, town, system
):
    payload, _ = place
    asked = town.ask("nadia", "reservation", payload)
    monkeypatch.setattr(
        "backoffice.inbox.intake.judge", fails_on({asked}, Unavailable("Connexion perdue."))
    )
    with pytest.raises(Unavailable), database.work(system) as work:
        take_in(work)
    monkeypatch.undo()
    assert statuses(database) == {}
    assert one_pass(database).requests == 1
