"""What the services write, under the agents' own database logins."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from backoffice.activities.schedule import Deadline, DeadlineForm
from backoffice.activities.services import (
    ClassDraft,
    FacilityDraft,
    add_class,
    add_facility,
    refresh_calendar,
    set_deadline,
)
from backoffice.activities.tables import activity
from backoffice.agents.signin import sign_in
from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.demo.town import build
from backoffice.families.bank import open_account, reveal_iban, sign_mandate
from backoffice.families.dossier import dossier
from backoffice.families.editing import change, edit
from backoffice.families.payers import set_payer
from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.families.services import (
    add_child,
    add_contact,
    annotate_family,
    create_family,
    edit_child,
    remove_contact,
    see_health,
)
from backoffice.families.story import history
from backoffice.families.tables import bank_account, child, guardian
from backoffice.families.tax import record_tax
from backoffice.kernel.errors import NotAllowed
from backoffice.kernel.permissions import Permission, Role
from backoffice.planning.opening import Span, close_days, reopen_days, set_hours
from backoffice.planning.places import set_capacity, set_day_capacity
from backoffice.planning.reasons import add_absence_reason
from backoffice.planning.tables import derogation, slot

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)
IBAN = "FR7630001007941234567890185"


@pytest.fixture(scope="module")
def signed_in(cluster):
    """A small town, opened with an agent's own login."""
    build(cluster.create("valcourt_rights"), families=4, now=NOW)
    opened = []

    def open_as(login):
        engine = open_engine(cluster.url("valcourt_rights"), login, "demo")
        opened.append(Database(engine, lambda: NOW))
        return opened[-1], sign_in(opened[-1], login, "demo")

    yield open_as
    for database in opened:
        database.close()
    cluster.drop("valcourt_rights")


@pytest.fixture
def friday(signed_in):
    database, reader = signed_in("lecteur")
    with database.read(reader) as work:
        columns = (slot.c.id, slot.c.version, slot.c.activity_id)
        busiest = select(*columns).where(slot.c.day == FRIDAY).order_by(slot.c.taken.desc())
        return work.first(busiest.limit(1))


def test_an_administrator_keeps_the_places_and_their_calendar(signed_in, friday):
    database, admin = signed_in("admin")
    week = [Span(day, time(16, 45), time(18, 45)) for day in (1, 2, 4, 5)]
    with database.work(admin) as work:
        facility_id = add_facility(work, FacilityDraft("Gymnase", "other"))
        add_class(work, ClassDraft(facility_id, "Petits", "PS"))
        add_absence_reason(work, "Panne de car", justified=True)
        refresh_calendar(work, date(2026, 9, 1), date(2027, 8, 31))
        set_deadline(work, friday.activity_id, "absence", Deadline(DeadlineForm.HOURS_BEFORE, 2))
    with database.work(admin) as work:
        version = work.scalar(select(activity.c.version).where(activity.c.id == friday.activity_id))
        assert set_hours(work, friday.activity_id, version, week).changed
        set_capacity(work, friday.activity_id, version + 1, 1, overbook_reason="Travaux")
        assert close_days(work, FRIDAY, FRIDAY, "Grève").cancelled
        reopen_days(work, 1)


def test_an_instructor_overbooks_a_day_and_keeps_families(signed_in, friday):
    database, clerk = signed_in("instructeur")
    with database.work(clerk) as work:
        made = create_family(work, "Tardy", [GuardianDraft("Tardy", "Léa")])
        child_id = add_child(work, made.family_id, ChildDraft("Tardy", "Noé"))
        edit_child(work, child_id, 1, ChildDraft("Tardy", "Noël"))
    with database.work(clerk) as work:
        row = work.first(
            select(slot.c.id, slot.c.version).where(slot.c.taken > 0, slot.c.day > FRIDAY)
        )
        set_day_capacity(work, row.id, row.version, 0, overbook_reason="Salle prêtée")
    with database.read(clerk) as work:
        assert (
            work.scalar(select(derogation.c.agent_id).order_by(derogation.c.id.desc())) == clerk.id
        )


def test_the_database_says_no_to_whom_the_program_would(signed_in, friday):
    database, reader = signed_in("lecteur")
    bold = type(reader)(reader.id, reader.login, reader.name, Role.ADMINISTRATOR)
    assert bold.may(Permission.ACTIVITY_EDIT)
    for act in (
        lambda work: add_facility(work, FacilityDraft("À moi", "other")),
        lambda work: set_day_capacity(work, friday.id, friday.version, 99),
        lambda work: create_family(work, "À moi", [GuardianDraft("Moi", "Moi")]),
    ):
        with pytest.raises(NotAllowed), database.work(bold) as work:
            act(work)


def test_a_dossier_is_kept_by_each_with_their_own_right(signed_in):
    database, clerk = signed_in("instructeur")
    with database.work(clerk) as work:
        [mother, *_], [kid, *_] = _people(work)
        edit(work, "guardian", mother.id, mother.version, {"mobile": "07 39 98 01 55"})
        change(work, "child", kid.id, {"vaccinations": [], "diets": ["sans_porc"]})
        contact_id = add_contact(work, kid.id, {"full_name": "Mme Tran", "pickup": True})
        set_payer(work, kid.id, mother.id, FRIDAY)
        record_tax(work, mother.family_id, FRIDAY, "caf", "Attestation", {"rsa": False})
        annotate_family(work, mother.family_id, "Vue au guichet.")
    with database.work(clerk) as work:
        remove_contact(work, contact_id, 1)
        change(work, "contact", contact_id, {"removed": None})
        dossier(work, mother.family_id)
        history(work, mother.family_id)
        see_health(work, kid.id)
        with pytest.raises(NotAllowed):
            open_account(work, mother.id, "Mme", IBAN)
    with pytest.raises(NotAllowed), database.read(clerk) as work:
        work.rows(select(bank_account.c.iban))


def test_the_regie_keeps_banks_and_means_and_nothing_else(signed_in):
    database, accountant = signed_in("regie")
    with database.work(accountant) as work:
        [mother, *_], _ = _people(work)
        account_id = open_account(work, mother.id, "Mme Nadia", IBAN)
        open_account(work, mother.id, "Mme Nadia B.", IBAN, replaces=account_id)
        assert reveal_iban(work, account_id, "Rejet de prélèvement") == IBAN
        record_tax(work, mother.family_id, FRIDAY, "caf", "Attestation", {"rsa": True})
        edit(work, "guardian", mother.id, mother.version, {"bank_holder": "Mme N. B."})
        with pytest.raises(NotAllowed):
            edit(work, "guardian", mother.id, mother.version, {"mobile": "07 39 98 01 55"})
        shown = {one.id: one.bank for one in dossier(work, mother.family_id).guardians}
        signed = shown[mother.id].mandate
        sign_mandate(work, signed.id, signed.version, work.today)
    with pytest.raises(NotAllowed), database.work(accountant) as work:
        change(work, "guardian", mother.id, {"mobile": "07 39 98 01 56"})


def _people(work):
    found = work.rows(
        select(guardian.c.id, guardian.c.family_id, guardian.c.version).order_by("id")
    )
    return found, work.rows(select(child.c.id).order_by("id"))
