"""The planning laid out, without a database."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.planning.arrange import Facts, build
from backoffice.planning.grid import (
    Enrolled,
    Group,
    Grouping,
    Head,
    PlanningFilter,
    Pupil,
    Row,
    label,
    said,
)
from backoffice.planning.period import View
from backoffice.planning.slots import SlotStatus

S = SlotStatus
MONDAY = date(2026, 11, 23)
EVERY_DAY = 0b1111111
YEAR = (date(2026, 9, 1), date(2027, 7, 2))


def head(slot_id, activity_id=1, day=MONDAY, *, taken=0, capacity=30, **values):
    name = {1: "Garderie matin", 2: "Garderie soir"}[activity_id]
    hour = 7 if activity_id == 1 else 16
    short = name.split()[1].capitalize()
    return Head(
        slot_id,
        activity_id,
        name,
        short,
        day,
        time(hour),
        time(hour + 2),
        capacity,
        taken,
        **values,
    )


def pupil(
    child_id, last_name, first_name="Léo", *, class_id=1, class_label="CE1 B", level="CE1", **values
):
    return Pupil(
        child_id,
        last_name,
        first_name,
        class_id,
        class_label,
        level,
        "Mme Rossi",
        "Jules-Ferry",
        **values,
    )


def enrolled(child_id, activity_id=1, *, weekdays=EVERY_DAY, starts_on=YEAR[0], ends_on=YEAR[1]):
    return Enrolled(child_id, activity_id, starts_on, ends_on, weekdays)


def facts(**values):
    base = {
        "heads": [head(1), head(2, 2), head(3, 1, MONDAY + timedelta(days=1))],
        "pupils": [pupil(1, "Durant"), pupil(2, "Belkacem", "Inès")],
        "enrolled": [enrolled(1), enrolled(1, 2), enrolled(2)],
        "statuses": {(1, 1): S.RESERVED, (2, 1): S.WAITLISTED},
        "facility": "Jules-Ferry",
    }
    return Facts(**{**base, **values})


def wanted(**values):
    return PlanningFilter(7, MONDAY, **values)


def rows(grid):
    return [line for line in grid.lines if isinstance(line, Row)]


def groups(grid):
    return [(line.name, line.about) for line in grid.lines if isinstance(line, Group)]


def test_children_are_lines_of_their_class_and_slots_are_columns():
    grid = build(wanted(), facts())
    assert groups(grid) == [("CE1 B", "Mme Rossi, 2 enfants")]
    assert [row.pupil.name for row in rows(grid)] == ["Belkacem Inès", "Durant Léo"]
    assert [column.head.slot_id if column.head else None for column in grid.columns] == [
        1,
        2,
        3,
        None,
        None,
        None,
    ]
    assert [(day.day.day, day.first, day.count) for day in grid.days][:2] == [
        (23, 0, 2),
        (24, 2, 1),
    ]
    assert grid.children == 2


def test_a_cell_is_a_status_free_or_not_enrolled():
    ines, leo = rows(build(wanted(), facts()))
    assert leo.cells == (S.RESERVED, S.WAITLISTED, S.FREE, None, None, None)
    assert ines.cells == (S.FREE, None, S.FREE, None, None, None)


def test_an_enrolment_knows_its_weekdays_and_its_end():
    only_monday = enrolled(1, weekdays=0b1)
    ended = enrolled(2, ends_on=MONDAY)
    ines, leo = rows(build(wanted(), facts(enrolled=[only_monday, ended], statuses={})))
    assert leo.cells[0] is S.FREE
    assert leo.cells[2] is None
    assert ines.cells[0] is S.FREE
    assert ines.cells[2] is None


def test_what_stands_is_shown_even_where_the_enrolment_is_gone():
    grid = build(wanted(), facts(enrolled=[], statuses={(1, 1): S.PRESENT_UNRESERVED}))
    assert [row.cells[0] for row in rows(grid)] == [S.PRESENT_UNRESERVED]


def test_by_activity_each_day_has_the_places_of_that_activity():
    grid = build(wanted(grouping=Grouping.ACTIVITY), facts())
    assert groups(grid) == [("Garderie matin", "2 enfants"), ("Garderie soir", "1 enfant")]
    morning, evening = (line for line in grid.lines if isinstance(line, Group))
    assert [one.slot_id if one else None for one in morning.heads] == [1, 3, None, None, None]
    assert [one.slot_id if one else None for one in evening.heads] == [2, None, None, None, None]
    assert grid.head_at(1, 1).slot_id == 3
    assert grid.children == 2


def test_the_list_tells_what_was_asked_day_by_day():
    grid = build(wanted(view=View.LIST), facts())
    told = [(entry.head.slot_id, entry.pupil.child_id, entry.status) for entry in grid.entries]
    assert told == [(1, 1, S.RESERVED), (2, 1, S.WAITLISTED)]
    assert grid.lines == ()


def test_a_status_that_is_looked_for_keeps_whole_lines():
    grid = build(wanted(statuses=frozenset({S.WAITLISTED})), facts())
    assert [row.pupil.last_name for row in rows(grid)] == ["Durant"]
    assert rows(grid)[0].cells[0] is S.RESERVED


def test_free_slots_are_listed_only_when_they_are_looked_for():
    grid = build(wanted(view=View.LIST, statuses=frozenset({S.FREE})), facts())
    assert {entry.status for entry in grid.entries} == {S.FREE}


@pytest.mark.parametrize("typed", ["ines", "INÈS", "belkacem inès", "  Inès  Belk"])
def test_a_child_is_found_without_accents_in_any_order(typed):
    grid = build(wanted(text=typed), facts())
    assert [row.pupil.first_name for row in rows(grid)] == ["Inès"]
    assert grid.narrowed


def test_classes_go_from_the_youngest_then_other_schools_then_none():
    known = [
        pupil(1, "A", class_id=4, class_label="CM1", level="CM1"),
        pupil(2, "B", class_id=3, class_label="CP", level="CP"),
        Pupil(3, "C", "Zoé", 9, "CE1", "CE1", "", "Autre école"),
        Pupil(4, "D", "Tom"),
    ]
    grid = build(
        wanted(), facts(pupils=known, enrolled=[enrolled(n) for n in (1, 2, 3, 4)], statuses={})
    )
    assert groups(grid) == [
        ("CP", "Mme Rossi, 1 enfant"),
        ("CM1", "Mme Rossi, 1 enfant"),
        ("CE1", "Autre école, 1 enfant"),
        ("Sans classe", "1 enfant"),
    ]


def test_a_class_that_is_picked_is_alone():
    known = [pupil(1, "A"), pupil(2, "B", class_id=2, class_label="CP", level="CP")]
    grid = build(wanted(class_ids=frozenset({2})), facts(pupils=known, statuses={}))
    assert [row.pupil.last_name for row in rows(grid)] == ["B"]


def test_a_month_leaves_out_the_days_on_which_nothing_runs():
    grid = build(wanted(view=View.MONTH), facts())
    assert [day.day.day for day in grid.days] == [23, 24]


@pytest.mark.parametrize(
    ("one", "figures", "words"),
    [
        (head(1, taken=28, pending=2), "28/30", "28 sur 30 places, 2 en attente"),
        (head(1, taken=30, waiting=3), "30/30", "30 sur 30 places, complet, 3 en liste d’attente"),
        (
            head(1, taken=31, extra=1),
            "31/30",
            "31 sur 30 places, au-delà de la capacité (dérogation)",
        ),
        (head(1, taken=12, capacity=None), "12", "12 enfants, sans limite"),
        (head(1, closed_reason="grève"), "0/30", "fermé : grève"),
    ],
)
def test_a_head_says_how_full_it_is(one, figures, words):
    assert one.figures == figures
    assert one.said == f"Garderie matin, lundi 23 novembre, {words}"


def test_a_cell_is_told_as_the_portal_would():
    _, leo = rows(build(wanted(), facts()))
    assert said(leo, 0) == "Réservé, Léo Durant, Garderie matin, lundi 23 novembre"
    assert said(leo, 3) == "Pas de créneau, Léo Durant"
    assert label(None) == "Non inscrit"


def test_a_closed_day_says_why_unless_something_stands_there():
    shut = facts(heads=[head(1, closed_reason="grève")])
    ines, leo = rows(build(wanted(view=View.DAY), shut))
    assert said(ines, 0).startswith("Fermé (grève), Inès Belkacem")
    assert said(leo, 0).startswith("Réservé, Léo Durant")


def test_a_slot_is_found_where_it_is_shown():
    grid = build(wanted(), facts())
    assert grid.find(1, 2, MONDAY) == (2, 1)
    assert grid.find(1, None, MONDAY + timedelta(days=1)) == (2, 2)
    assert grid.find(99, None, MONDAY) is None


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 3), st.integers(1, 4)), st.sampled_from(sorted(S)), max_size=12
    ),
    st.sampled_from(list(Grouping)),
    st.sampled_from([View.DAY, View.WEEK_5, View.WEEK_7, View.MONTH]),
)
def test_nothing_that_stands_is_ever_lost_or_doubled(statuses, grouping, view):
    known = [pupil(n, f"Nom{n}") for n in range(1, 5)]
    heads = [head(1), head(2, 2), head(3, 1, MONDAY + timedelta(days=1))]
    shown = {one.slot_id for one in heads if view is not View.DAY or one.day == MONDAY}
    grid = build(
        wanted(view=view, grouping=grouping),
        facts(
            heads=[one for one in heads if one.slot_id in shown],
            pupils=known,
            enrolled=[],
            statuses=statuses,
        ),
    )
    told = [
        (one.slot_id, row.pupil.child_id, cell)
        for row in rows(grid)
        for one, cell in zip(row.heads, row.cells, strict=True)
        if one and cell
    ]
    expected = [(*key, status) for key, status in statuses.items() if key[0] in shown]
    assert sorted(told) == sorted(expected)
