"""New families and joined dossiers with each agent's own login: what is asked, the base grants, no more."""

from datetime import date

import pytest
from sqlalchemy import select

from backoffice.families import merging
from backoffice.families.tables import bank_account
from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Result, Seen
from backoffice.inbox.services import CreationAnswer, WishAnswer
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import SYSTEM, Role
from tests.fixtures.town import Town

BEYOND = "SELECT setval(pg_get_serial_sequence(%s, 'id'), 100000)"
IBAN = "FR7630001007941234567890185"


def acted(hall, role, act):
    database = hall.workstation(role)
    try:
        with database.work(hall.agents[role]) as work:
            return act(work)
    finally:
        database.close()


def form(first_name: str, activity_id: int) -> dict:
    return {
        "guardians": [{"last_name": "Haddad", "first_name": first_name, "mobile": "06 39 98 20 31"}],
        "payer": 0,
        "children": [{"last_name": "Haddad", "first_name": "Noé", "birth_date": "2019-05-04", "diets": ["sans_porc"]}],
        "bank": {"holder": "S. Haddad", "iban": IBAN},
        "tax": {"family_quotient": 730},
        "enrolments": [{"child": 0, "activity_id": activity_id}],
    }  # fmt: skip


@pytest.fixture(scope="module")
def asked(hall):
    """Two forms, taken in by an instructor's program."""
    with hall.database.work(SYSTEM) as work:  # the crowd numbered its people itself
        for table in (
            "family",
            "guardian",
            "child",
            "enrolment",
            "submission",
            "activity",
            "facility",
        ):
            work.connection.exec_driver_sql(BEYOND, (table,))
    town = Town(hall.database)
    activity_id = town.activity()
    ids = [
        town.ask("a1", "family_creation", form(name, activity_id)) for name in ("Salma", "Selma")
    ]
    taken = acted(hall, Role.INSTRUCTOR, take_in)
    assert (taken.requests, taken.anomalies) == (2, 0)
    return ids


def opened(hall, request_id, *wishes):
    answer = CreationAnswer(Seen(request_id), new=True, wishes=wishes)
    return acted(hall, Role.INSTRUCTOR, lambda work: services.decide_creation(work, answer))


@pytest.mark.parametrize("verb", [Verb.ACCEPT, Verb.WAITLIST])
def test_an_instructor_opens_a_dossier_and_takes_it_back(hall, asked, verb):
    report = opened(hall, asked[0], WishAnswer(verb))
    assert report.counts == {Result.DONE: 1}
    kept = select(bank_account.c.iban).where(bank_account.c.request_id == asked[0])
    assert set(hall.crowd.read(kept)) == {(IBAN,)}  # which the instructor may not read
    undone = acted(hall, Role.INSTRUCTOR, lambda work: services.undo(work, report.operation_id))
    assert undone.done == 1


def test_an_instructor_joins_two_dossiers_and_parts_them(hall, asked):
    for request_id in asked:
        assert opened(hall, request_id).done == 1
    query = select(request.c.family_id).where(request.c.id.in_(asked)).order_by(request.c.id)
    kept, merged = (row.family_id for row in hall.crowd.read(query))

    def join(work):
        return merging.merge(work, merging.preview(work, kept, merged).wanted)

    merge_id = acted(hall, Role.INSTRUCTOR, join)
    assert {row.family_id for row in hall.crowd.read(query)} == {kept}
    acted(hall, Role.INSTRUCTOR, lambda work: merging.undo_merge(work, merge_id))
    assert [row.family_id for row in hall.crowd.read(query)] == [kept, merged]


@pytest.mark.parametrize("role", [Role.READER, Role.REGIE])
def test_a_prompt_of_theirs_makes_no_family(hall, role):
    made = f"INSERT INTO family (label, created_at) VALUES ('X', '{date(2026, 1, 1)}')"
    assert hall.said(role, made) == "InsufficientPrivilege"
