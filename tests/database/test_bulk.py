"""Rows by thousands, in one statement."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from backoffice.activities.tables import calendar_day
from backoffice.database.bulk import insert_numbered, insert_rows
from backoffice.database.journal import setting
from backoffice.families.tables import child, family, family_child

NOW = datetime(2026, 11, 16, 9, 0, 0, 123456, tzinfo=UTC)


def test_rows_come_back_as_they_went(database, system):
    days = [(date(2026, 5, 1), "Fête du Travail"), (date(2026, 5, 2), None)]
    odd = ["é ' \" \\ % :x ? {} \u202f🙂", {"a": [1, None, "é"]}, 2**40, True]
    with database.work(system) as work:
        insert_rows(work, calendar_day, ("day", "public_holiday"), days)
        insert_rows(work, setting, ("key", "value"), [(f"k{n}", v) for n, v in enumerate(odd)])
        insert_rows(work, setting, ("key", "value"), [])
    with database.read(system) as work:
        found = work.rows(select(calendar_day.c.day, calendar_day.c.public_holiday))
        kept = work.rows(select(setting.c.key, setting.c.value).order_by(setting.c.key))
    assert sorted(map(tuple, found)) == days
    assert [row.value for row in kept] == odd


def test_each_row_is_told_its_number(database, system):
    with database.work(system) as work:
        first = insert_numbered(
            work, family, ("label", "created_at"), [(f"F{n}", NOW) for n in range(2500)]
        )
        more = insert_numbered(work, family, ("label", "created_at"), [("Z", NOW)])
        assert insert_numbered(work, family, ("label", "created_at"), []) == []
    with database.read(system) as work:
        rows = work.rows(select(family.c.id, family.c.label, family.c.created_at))
    labels = {row.id: row.label for row in rows}
    assert [labels[number] for number in first] == [f"F{n}" for n in range(2500)]
    assert labels[more[0]] == "Z"
    assert {row.created_at for row in rows} == {NOW}


def test_booleans_and_lists_keep_their_type(database, system):
    with database.work(system) as work:
        insert_rows(
            work,
            child,
            ("first_name", "last_name", "birth_date", "glasses", "diets", "allergies"),
            [("Inès", "Roy", date(2019, 5, 4), True, ["sans porc"], [])],
        )
        insert_rows(work, family, ("id", "label", "created_at"), [(7, "Roy", NOW)])
        insert_rows(work, family_child, ("family_id", "child_id"), [(7, 1)])
    with database.read(system) as work:
        found = work.first(select(child))
    assert (found.birth_date, found.glasses, found.diets) == (date(2019, 5, 4), True, ["sans porc"])
