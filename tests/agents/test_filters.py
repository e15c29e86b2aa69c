import pytest

from backoffice.agents import filters
from backoffice.kernel.errors import Refused


@pytest.fixture
def keep(database):
    def call(agent, name, wanted="{}", **kwargs):
        with database.work(agent) as work:
            return filters.save(work, name, "inbox", wanted, **kwargs)

    return call


@pytest.fixture
def kept(database):
    def call(agent, screen="inbox"):
        with database.read(agent) as work:
            return filters.of_screen(work, screen)

    return call


def test_a_filter_is_mine_until_i_share_it(keep, kept, clerk, reader):
    keep(clerk, "Moins de 24 h")
    keep(clerk, "À compléter", shared=True)
    assert [one.name for one in kept(reader)] == ["À compléter"]
    assert {one.name for one in kept(clerk)} == {"Moins de 24 h", "À compléter"}
    assert kept(reader)[0].owner == clerk.name
    assert not kept(reader)[0].mine
    assert kept(clerk, "planning") == ()


def test_the_same_name_replaces_my_filter_not_a_colleague_s(keep, kept, clerk, reader):
    keep(clerk, "Cantine", '{"kind": "absence"}')
    keep(reader, "Cantine", '{"text": "a"}', shared=True)
    keep(clerk, " Cantine ", '{"kind": "reservation"}')
    mine, other = kept(clerk)
    assert (mine.mine, mine.wanted) == (True, '{"kind": "reservation"}')
    assert (other.mine, other.wanted) == (False, '{"text": "a"}')


def test_only_its_author_forgets_a_filter(database, keep, kept, clerk, reader):
    number = keep(clerk, "Cantine", shared=True)
    with pytest.raises(Refused), database.work(reader) as work:
        filters.forget(work, number)
    with database.work(clerk) as work:
        filters.forget(work, number)
    assert kept(reader) == ()


@pytest.mark.parametrize(("name", "wanted"), [("  ", "{}"), ("\x00", "{}"), ("Long", "x" * 2001)])
def test_a_filter_without_a_name_or_too_long_is_refused(keep, clerk, name, wanted):
    with pytest.raises(Refused):
        keep(clerk, name, wanted)
