import pytest

from backoffice.activities import queries
from backoffice.activities.services import set_absence_rules
from backoffice.kernel.errors import NotAllowed, OutOfDate


def read(database, agent):
    with database.read(agent) as work:
        (found,) = queries.activities(work)
        return found


def test_late_absences_and_promotions_are_set_by_activity(town, database, admin, reader):
    activity_id = town.activity()
    before = read(database, reader)
    assert (before.late_absence_invoiced, before.promotes_alone) == (True, True)
    with database.work(admin) as work:
        set_absence_rules(
            work, activity_id, before.version, late_absence_invoiced=False, promotes_alone=True
        )
    after = read(database, reader)
    assert (after.late_absence_invoiced, after.promotes_alone) == (False, True)
    with pytest.raises(OutOfDate), database.work(admin) as work:
        set_absence_rules(
            work, activity_id, before.version, late_absence_invoiced=True, promotes_alone=False
        )


def test_a_clerk_does_not_set_them(town, database, clerk):
    activity_id = town.activity()
    with pytest.raises(NotAllowed), database.work(clerk) as work:
        set_absence_rules(work, activity_id, 1, late_absence_invoiced=False, promotes_alone=False)
