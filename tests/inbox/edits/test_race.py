"""I7, at the same instant: an agent edits a field, another accepts what the family asks of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from backoffice.families import editing
from backoffice.families.tables import guardian
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import OutOfDate

ROUNDS = 12


def test_one_of_the_two_wins_and_the_other_is_told(home, clerk, admin):
    winners = {play(home, clerk, admin, number) for number in range(ROUNDS)}
    assert winners <= {"edit", "accept"}


def play(home, clerk, admin, number):
    asked, typed = f"06 39 98 {number:02} 11", f"06 39 98 {number:02} 22"
    request_id = home.ask(
        "guardian_change", {"guardian_id": home.father, "changes": {"mobile": asked}}
    )
    with home.database.read(admin) as work:
        version = work.scalar(select(guardian.c.version).where(guardian.c.id == home.father))
    start = Barrier(2)

    def edit():
        start.wait()
        try:
            with home.database.work(admin) as work:
                editing.edit(work, "guardian", home.father, version, {"mobile": typed})
        except OutOfDate:
            return False
        return True

    def accept():
        start.wait()
        with home.database.work(clerk) as work:
            return services.decide(work, [Seen(request_id)], Answer(Verb.ACCEPT)).done == 1

    with ThreadPoolExecutor(2) as pool:
        edited, accepted = (one.result() for one in (pool.submit(edit), pool.submit(accept)))
    assert edited != accepted
    assert home.guardian(home.father)["mobile"] == (typed if edited else asked)
    assert home.status(request_id) == ("transmitted" if edited else "accepted")
    return "edit" if edited else "accept"
