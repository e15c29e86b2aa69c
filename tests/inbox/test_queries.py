"""The list, its filters and its searches, on both engines."""

from datetime import date, timedelta

import pytest

from backoffice.inbox import queries, services
from backoffice.inbox.queries import _people
from backoffice.inbox.reading import InboxFilter, Order, State
from backoffice.inbox.services import Answer, Seen
from backoffice.inbox.workflow import Queue, Status, Verb
from backoffice.kernel.errors import NotAllowed
from backoffice.kernel.permissions import Agent, Role
from backoffice.kernel.text import reference
from tests.fixtures.lines import MONDAY
from tests.fixtures.town import SUMMER

WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


@pytest.fixture
def ask(database, clerk):
    def call(query, *args, agent=clerk, **kwargs):
        with database.read(agent) as work:
            return query(work, *args, **kwargs)

    return call


@pytest.fixture
def page(ask):
    def call(after=None, size=100, agent=None, **wanted):
        extra = {"agent": agent} if agent else {}
        return ask(queries.page, InboxFilter(**wanted), after, size, **extra)

    return call


def decide(database, agent, seen, verb, **answer):
    with database.work(agent) as work:
        return services.decide(work, [Seen(*pair) for pair in seen], Answer(verb, **answer))


def test_a_period_of_five_days_is_one_line(lines, page):
    lines.ask(lines.household(), WEEK)
    [row] = page()
    assert (row.child, row.family, row.activity) == (
        "Inès Belkacem",
        "Belkacem-Roy",
        "Garderie soir",
    )
    assert (row.requests, row.pending, len(row.seen)) == (5, 5, 5)
    assert (row.first_day, row.last_day) == (WEEK[0], WEEK[-1])
    assert row.statuses == ((Status.TRANSMITTED, 5),)


def test_the_family_that_has_waited_longest_comes_first(lines, page):
    people = lines.household()
    late = lines.ask(people, [WEEK[0]], at=SUMMER + timedelta(days=2))
    early = lines.ask(people, [WEEK[1]], at=SUMMER)
    assert [row.id for row in page()] == [early, late]
    assert [row.id for row in page(order=Order.NEAREST)] == [late, early]


@pytest.mark.parametrize("wanted", [{}, {"order": Order.NEAREST}, {"state": State.ALL}])
def test_pages_follow_one_another_without_a_gap(lines, page, wanted):
    people = lines.household()
    made = {lines.ask(people, [WEEK[n % 5]], at=SUMMER + timedelta(hours=n % 3)) for n in range(7)}
    read, after = [], None
    while rows := page(after, 3, **wanted):
        read += [row.id for row in rows]
        after = rows[-1].key
    assert len(read) == 7
    assert set(read) == made


def test_an_answered_line_leaves_the_list_and_is_found_among_the_closed(
    lines, page, database, clerk
):
    line = lines.ask(lines.household())
    decide(database, clerk, lines.requests_of(line), Verb.ACCEPT)
    assert page() == []
    [row] = page(state=State.CLOSED)
    assert (row.id, row.statuses, row.seen) == (line, ((Status.ACCEPTED, 1),), ())


def test_a_line_on_the_waiting_list_is_no_longer_to_decide_yet_can_be_answered(
    lines, page, database, clerk
):
    line = lines.ask(lines.household())
    decide(database, clerk, lines.requests_of(line), Verb.WAITLIST)
    assert page() == []
    [row] = page(state=State.WAITLISTED)
    assert row.id == line
    assert row.decidable
    assert page(state=State.CLOSED) == []


def test_a_suspended_line_hides_until_its_day_then_comes_back_by_itself(
    lines, page, database, clerk, clock
):
    line = lines.ask(lines.household())
    with database.work(clerk) as work:
        services.suspend(work, [line], work.today + timedelta(days=3), "Rappeler jeudi")
    assert page() == []
    assert [row.id for row in page(state=State.SUSPENDED)] == [line]
    clock.now += timedelta(days=3)
    assert [row.id for row in page()] == [line]
    assert page(state=State.SUSPENDED) == []


def test_lines_that_wait_for_the_family_can_be_listed_and_stay_to_decide(
    lines, page, database, clerk
):
    line = lines.ask(lines.household())
    lines.ask(lines.household("Léo Durant", "Durant", "paul"))
    with database.work(clerk) as work:
        services.ask_information(work, [Seen(*p) for p in lines.requests_of(line)], "Quel jour ?")
    assert [row.id for row in page(state=State.INFO_REQUESTED)] == [line]
    assert len(page()) == 2


def test_each_chip_narrows_the_list(lines, page, database, clerk, clock):
    people = lines.household()
    old = lines.ask(people, at=SUMMER)
    other_site = lines.facility_id
    lines.facility_id = 0
    lines.open(label="Cantine")
    new = lines.ask(people, kind="absence")
    ids = lambda **wanted: [row.id for row in page(**wanted)]  # noqa: E731
    assert ids(facility_ids=(other_site,)) == [old]
    assert ids(activity_id=lines.activity_id) == [new]
    assert ids(kind="absence") == [new]
    assert ids(queue=Queue.ABSENCES) == [new]
    assert ids(older_than_days=3) == [old]
    assert ids(family_id=people[0]) == [old, new]
    with database.work(clerk) as work:
        services.assign(work, [new], clerk.id)
    assert ids(assigned_to_me=True) == [new]
    assert page(assigned_to_me=True)[0].assigned_to == clerk.name


def test_tabs_count_lines_whatever_the_tab_in_use(lines, ask):
    people = lines.household()
    lines.ask(people, WEEK[:3])
    lines.ask(people, WEEK[3:], kind="absence")
    lines.ask(people, (), kind="address_change", details={"guardian_id": 1})
    found = ask(queries.counts, InboxFilter(queue=Queue.ABSENCES))
    assert found.by_queue[Queue.RESERVATIONS] == 1
    assert found.by_queue[Queue.ABSENCES] == 1
    assert found.by_queue[Queue.DOSSIER] == 1
    assert found.by_queue[Queue.CRECHE] == 0
    assert found.total == 3


@pytest.mark.parametrize(
    "typed", ["BELKACEM", "ines", "Belkacem Inès", "06 39 98 12 40", "+33639981240"]
)
def test_a_family_is_found_by_name_or_phone_however_it_is_typed(lines, page, typed):
    line = lines.ask(lines.household())
    assert [row.id for row in page(text=typed)] == [line]
    assert [row.id for row in page(text=typed, state=State.ALL)] == [line]


def test_a_common_name_finds_the_same_lines_as_a_rare_one(lines, page, ask, monkeypatch):
    family_id, child_id = lines.household()
    brother = lines.town.child(family_id, "Sami", "Belkacem")
    other = lines.ask((family_id, brother))
    mine = lines.ask((family_id, child_id))
    lines.ask(lines.household("Léo Durant", "Durant", "paul"))
    monkeypatch.setattr(_people, "_MANY", 1)
    _people._looking_for.cache_clear()
    assert [row.id for row in page(text="inès")] == [mine]
    assert [row.id for row in page(text="BELKACEM roy")] == [other, mine]
    assert len(page(text="belkacem", state=State.ALL)) == 2
    assert ask(queries.counts, InboxFilter(text="belkacem")).total == 2
    assert len(ask(queries.matching, InboxFilter(text="inès"), mine)) == 1
    monkeypatch.undo()
    _people._looking_for.cache_clear()


def test_a_child_is_found_without_its_brother(lines, page):
    family_id, child_id = lines.household()
    brother = lines.town.child(family_id, "Sami", "Belkacem")
    lines.ask((family_id, brother))
    mine = lines.ask((family_id, child_id))
    assert [row.id for row in page(text="inès")] == [mine]
    assert len(page(text="roy")) == 2


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; DROP TABLE request; --", "\x00", "🦄"])
def test_what_is_typed_is_looked_for_as_it_is(lines, page, typed):
    lines.ask(lines.household("Léo Durant", "Durant", "paul"))
    assert page(text=f"zz{typed}") == []


def test_a_reference_finds_its_line_whatever_the_filter_says(lines, page, ask, database, clerk):
    line = lines.ask(lines.household(), WEEK)
    pairs = lines.requests_of(line)
    decide(database, clerk, pairs, Verb.ACCEPT)
    number = pairs[2][0]
    for typed in (str(number), reference(number), f" n° {number:,} ".replace(",", " ")):
        assert [row.id for row in page(text=typed, queue=Queue.CRECHE)] == [line]
        assert ask(queries.by_reference, typed) == line
    assert ask(queries.by_reference, "99 999 999") is None
    assert ask(queries.by_reference, "Durant") is None


def test_a_site_manager_sees_their_own_sites_only(lines, page, manager_of, ask):
    lines.ask(lines.household())
    assert len(page(agent=manager_of(lines.facility_id))) == 1
    elsewhere = manager_of(lines.facility_id + 1)
    assert page(agent=elsewhere) == []
    assert ask(queries.counts, InboxFilter(), agent=elsewhere).total == 0


def test_whoever_may_not_read_is_told_so(database):
    with pytest.raises(NotAllowed), database.read(_deaf()) as work:
        queries.page(work, InboxFilter(), None, 10)


def test_all_that_matches_stops_at_what_was_on_screen(lines, ask, database, clerk):
    people = lines.household()
    first = lines.ask(people, WEEK[:2])
    bound = ask(queries.last_line)
    lines.ask(people, WEEK[2:3])
    lines.ask(people, (), kind="contact_message", details={"subject": "Sac", "body": "Perdu."})
    assert ask(queries.matching, InboxFilter(), bound) == tuple(lines.requests_of(first))
    assert len(ask(queries.matching, InboxFilter(), ask(queries.last_line))) == 3
    assert ask(queries.seen_of, [first]) == tuple(lines.requests_of(first))


def test_the_lists_of_the_screen_offer_what_the_town_has(lines, ask, manager_of):
    lines.town.reasons()
    found = ask(queries.choices)
    assert found.facilities == ((lines.facility_id, "École Jules-Ferry"),)
    assert found.activities == ((lines.activity_id, "Garderie soir (École Jules-Ferry)"),)
    assert "Claire Martin" in [name for _, name in found.agents]
    assert "Rémi Petit" not in [name for _, name in found.agents]
    assert dict(found.reasons)["full"] == "Il n’y a plus de place ce jour-là."
    assert found.mail_hours == ("13:00", "18:00")
    assert ask(queries.choices, agent=manager_of(0)).facilities == ()


def test_a_filter_kept_as_words_is_read_back_and_odd_ones_are_harmless():
    wanted = InboxFilter(State.SUSPENDED, Queue.ABSENCES, (1, 2), 3, "absence", "roy", True, 4)
    assert InboxFilter.from_json(wanted.to_json()) == wanted
    assert InboxFilter().to_json() == "{}"
    for odd in ("", "[]", "not json", '{"state": 3, "facility_ids": "x", "kind": "<b>"}'):
        assert InboxFilter.from_json(odd) == InboxFilter()


def test_scripts_list_requests_and_show_one(lines, ask, database, clerk):
    line = lines.ask(lines.household(), WEEK[:2], words="Merci !")
    [first, second] = lines.requests_of(line)
    decide(database, clerk, [second], Verb.REFUSE, public_reason="Complet ce jour-là.")
    assert [r.request_id for r in ask(queries.find_requests)] == [first[0], second[0]]
    [refused] = ask(queries.find_requests, status="refused", kind="reservation")
    assert (refused.request_id, refused.starts_on) == (second[0], WEEK[1])
    assert ask(queries.find_requests, after=second[0]) == ()
    sheet = ask(queries.show_request, reference(first[0]))
    assert sheet.advice == "favourable"
    assert sheet.words == "Merci !"
    assert sheet.history[-1].label == "Création de demande"
    told = ask(queries.show_request, str(second[0]))
    assert (told.public_reason, told.decided_by) == ("Complet ce jour-là.", clerk.name)
    assert told.request.starts_on == date(2026, 11, 24)


def _deaf():
    """A role to come, that may do nothing."""

    class Nobody(Agent):
        def may(self, permission):
            return False

    return Nobody(9, "x", "X", Role.READER)


def test_a_preview_groups_what_would_be_done_by_day_when_it_would_wait(lines, ask, database, clerk):
    lines.open(capacity=1, label="Mercredi")
    one = lines.ask(lines.household(), WEEK[:2])
    two = lines.ask(lines.household("Léo Durant", "Durant", "paul"), WEEK[1:3])
    gone = lines.ask(lines.household("Zoé Alba", "Alba", "zoe"), WEEK[4:])
    pairs = [pair for line in (one, two, gone) for pair in lines.requests_of(line)]
    decide(database, clerk, lines.requests_of(gone), Verb.REFUSE, public_reason="Non.")
    found = ask(queries.preview, pairs, Answer(Verb.ACCEPT))
    done, waiting, other = found.groups
    assert (done.words, done.doable, len(done.seen)) == ("3 créneaux réservés", True, 3)
    assert done.aside == "du lundi 23 novembre au mercredi 25 novembre"
    assert (waiting.words, waiting.aside) == (
        "1 en liste d’attente",
        "Mercredi, le mardi 24 novembre : 1/1",
    )
    assert (other.words, other.doable) == ("1 déjà traitée", False)
    assert (found.total, found.families) == (5, 2)
    assert lines.statuses_of(one) == ["transmitted", "transmitted"]
