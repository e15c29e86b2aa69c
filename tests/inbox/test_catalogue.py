"""What the town sets for its inbox, read and changed."""

from datetime import time

import pytest

from backoffice.inbox import catalogue, services
from backoffice.inbox.catalogue import Town
from backoffice.inbox.rules import Condition
from backoffice.inbox.services import RuleDraft
from backoffice.inbox.workflow import Kind
from backoffice.kernel.errors import NotAllowed, Refused


def test_a_reason_is_added_reworded_set_aside_and_taken_up_again(database, admin, reader):
    with database.work(admin) as work:
        code = services.add_reason(work, "La sortie est complète.")
        services.add_reason(work, "Le car est complet.", code)
    with database.read(reader) as work:
        (found,) = catalogue.reasons(work)
        assert (found.code, found.label, found.archived) == (code, "Le car est complet.", False)
    with database.work(admin) as work:
        services.archive_reason(work, code)
    with database.read(reader) as work:
        assert [one.archived for one in catalogue.reasons(work)] == [True]


def test_rules_of_the_town_are_listed_those_of_the_program_are_not(database, town, admin, reader):
    activity_id = town.activity()
    draft = RuleDraft("Soirs", Kind.RESERVATION, Condition.FAVOURABLE, activity_id)
    with database.work(admin) as work:
        rule_id = services.save_rule(work, draft)
    with database.read(reader) as work:
        (found,) = catalogue.rules(work)
        assert (found.id, found.draft, found.enabled) == (rule_id, draft, False)
        assert found.activity == "Garderie soir (École Jules-Ferry)"
        assert found.author == "Zoé Blanc"


def test_mail_hours_are_kept_in_order_and_never_none(database, admin, reader):
    with database.work(admin) as work:
        catalogue.set_mail_hours(work, [time(18), time(12, 30)])
    with database.read(reader) as work:
        assert catalogue.mail_hours(work) == (time(12, 30), time(18))
    with pytest.raises(Refused, match="au moins une heure"), database.work(admin) as work:
        catalogue.set_mail_hours(work, [])
    with pytest.raises(Refused, match="suffisent"), database.work(admin) as work:
        catalogue.set_mail_hours(work, [time(hour) for hour in range(8, 13)])


def test_the_names_families_read_are_changed_together(database, admin, reader):
    with database.work(admin) as work:
        catalogue.set_town(work, "Mairie de Valcourt", " Service enfance\x00 ", "Valcourt")
    with database.read(reader) as work:
        assert catalogue.town(work) == Town(
            "Mairie de Valcourt", "Service enfance", "Valcourt", "A"
        )
    with pytest.raises(Refused, match="trois noms"), database.work(admin) as work:
        catalogue.set_town(work, "Mairie de Valcourt", "  ", "Valcourt")


def test_only_an_administrator_sets(database, clerk):
    with pytest.raises(NotAllowed), database.work(clerk) as work:
        catalogue.set_town(work, "a", "b", "c")
    with pytest.raises(NotAllowed), database.work(clerk) as work:
        catalogue.set_mail_hours(work, [time(13)])
