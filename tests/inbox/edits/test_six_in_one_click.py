"""The six requests of the guide, sent together, read on one sheet, answered in one pass."""

from datetime import timedelta

import pytest

from backoffice.inbox import services
from backoffice.inbox.advice import Level
from backoffice.inbox.plan import Result, Seen
from backoffice.inbox.queries import edits
from backoffice.inbox.services import FieldRefusal, FieldsAnswer
from backoffice.kernel.errors import Refused
from tests.inbox.edits.conftest import IBAN


@pytest.fixture
def six(home, clerk):
    """In the order of the guide's capture; M. Nguyen's mobile is changed by a colleague since."""
    person = {"relation": "Grand-mère", "emergency": True, "mobile": "06 39 98 55 20"}
    asked = (
        (
            "bank_change",
            {"guardian_id": home.mother, "holder": "Mme Linh Nguyen-Tran", "iban": IBAN},
        ),
        (
            "guardian_change",
            {
                "guardian_id": home.father,
                "changes": {"mobile": "06 39 98 64 32", "email": "thanh.nguyen@exemple.fr"},
            },
        ),
        ("child_extra_change", {"child_id": home.minh, "changes": {"glasses": True}}),
        (
            "contact_add",
            {
                "child_id": home.minh,
                "contact": {**person, "full_name": "Odile Tran", "pickup": True},
            },
        ),
        (
            "contact_add",
            {"child_id": home.mai, "contact": {**person, "full_name": "Hoa Tran", "pickup": False}},
        ),
        (
            "vaccination_change",
            {"child_id": home.mai, "vaccinations": [{"vaccine": "ROR", "date": "2026-11-04"}]},
        ),
    )
    home.asked = [home.ask(kind, payload, batch="clic-1") for kind, payload in asked]
    home.clock.now += timedelta(days=2)
    home.change(clerk, "guardian", home.father, mobile="07 39 98 01 55")
    return home


def sheet(home, agent, **which):
    with home.database.read(agent) as work:
        return edits.sheet(work, **(which or {"family_id": home.family}))


def test_one_sheet_for_the_family(six, clerk):
    found = sheet(six, clerk)
    assert (found.family, found.phone) == ("Nguyen", "06 39 98 12 40")
    assert [section.kind for section in found.sections] == [
        "bank_change", "guardian_change", "child_extra_change", "contact_add", "contact_add",
        "vaccination_change",
    ]  # fmt: skip
    assert [section.whom for section in found.sections] == [
        "payeur : Mme Nguyen", "M. Nguyen", "Minh", "Minh", "Maï", "Maï",
    ]  # fmt: skip
    rows = [
        (one.label, one.current, one.asked, one.word, one.since, one.ticked_by_default)
        for section in found.sections
        for one in section.fields
    ]
    assert rows == [
        ("Titulaire du compte", "—", "Mme Linh Nguyen-Tran", "Ajouté", "", False),
        ("IBAN", "—", "FR76 •••• •••• •••• •••• •••0 185", "Ajouté", "", False),
        ("E-mail", "t.nguyen@exemple.fr", "thanh.nguyen@exemple.fr", "Modifié", "", True),
        (
            "Téléphone portable", "06 39 98 20 11", "06 39 98 64 32", "Modifié",
            "07 39 98 01 55 · 18/11, Claire Martin", False,
        ),
        ("Port de lunettes", "Non", "Oui", "Modifié", "", True),
        ("Contact", "—", "Odile Tran, grand-mère", "Ajouté", "", True),
        ("Autorisé à récupérer l’enfant", "—", "Oui", "Ajouté", "", False),
        ("Contact", "—", "Hoa Tran, grand-mère", "Ajouté", "", True),
        ("ROR", "—", "04/11/2026", "Ajouté", "", True),
    ]  # fmt: skip
    assert found.notices == (
        (
            "Claire Martin a modifié « Téléphone portable » de M. Nguyen après l’envoi de la "
            "demande : ce champ n’est pas coché."
        ),
    )


def test_what_the_agent_may_not_answer_is_locked_with_its_reason(six, clerk, accountant):
    locked = [section.locked_reason for section in sheet(six, clerk).sections]
    assert locked == ["Réservé à la régie.", "", "", "", "", ""]
    assert [section.decidable for section in sheet(six, accountant).sections].count(True) == 1


def test_a_right_to_fetch_a_child_alerts_before_any_answer(six, clerk):
    alerts = [section.alert for section in sheet(six, clerk).sections]
    assert [bool(alert) for alert in alerts] == [False, False, False, True, False, False]
    advice = sheet(six, clerk).sections[3].advice
    assert advice.level is Level.TO_CHECK
    assert any(check.key == "alert" for check in advice.checks)


def test_the_pile_is_opened_from_one_of_its_lines(six, clerk):
    section = sheet(six, clerk).sections[2]
    assert sheet(six, clerk, submission_id=section.submission_id) == sheet(six, clerk)
    with pytest.raises(Refused, match="Rien n’attend"):
        sheet(six, clerk, family_id=10_000)


def answers(found, ticked=lambda one: one.ticked_by_default):
    return [
        FieldsAnswer(
            Seen(section.request_id, section.version),
            accept=tuple(one.id for one in section.fields if ticked(one)),
        )
        for section in found.sections
        if section.decidable and any(ticked(one) for one in section.fields)
    ]


def test_what_is_ticked_is_accepted_in_one_go_and_the_rest_refused(six, clerk, accountant):
    found = sheet(six, clerk)
    with six.database.work(clerk) as work:
        report = services.decide_fields(work, answers(found))
    assert report.counts == {Result.DONE: 3, Result.PARTLY: 2}
    left = sheet(six, clerk)
    assert [one.label for section in left.sections for one in section.fields if one.state == "pending"] == [
        "Titulaire du compte", "IBAN", "Téléphone portable", "Autorisé à récupérer l’enfant",
    ]  # fmt: skip
    with six.database.work(clerk) as work:
        rest = [
            FieldsAnswer(
                Seen(section.request_id, section.version),
                refuse=tuple(
                    FieldRefusal(one.id, public_reason="Numéro déjà mis à jour.")
                    for one in section.fields
                    if one.state == "pending"
                ),
            )
            for section in left.sections
            if section.decidable
        ]
        assert services.decide_fields(work, rest).counts == {Result.DONE: 2}
    assert [six.status(one) for one in six.asked] == [
        "transmitted", "partly_accepted", "accepted", "partly_accepted", "accepted", "accepted",
    ]  # fmt: skip
    last = sheet(six, accountant)
    with six.database.work(accountant) as work:
        report = services.decide_fields(work, answers(last, lambda one: one.state == "pending"))
    assert report.done == 1
    assert six.status(six.asked[0]) == "accepted"
    assert six.guardian(six.mother)["bank_holder"] == "Mme Linh Nguyen-Tran"


def test_trying_writes_nothing(six, clerk):
    found = sheet(six, clerk)
    with six.database.read(clerk) as work:
        report = services.decide_fields(work, answers(found), dry_run=True)
    assert (report.done, report.dry_run) == (5, True)
    assert sheet(six, clerk) == found


def test_the_same_operation_twice_answers_once(six, clerk):
    asked = answers(sheet(six, clerk))
    with six.database.work(clerk) as work:
        first = services.decide_fields(work, asked, operation_id="op-1")
    with six.database.work(clerk) as work:
        assert services.decide_fields(work, asked, operation_id="op-1") == first


def test_reading_the_sheet_takes_few_queries_whatever_its_length(six, clerk):
    from sqlalchemy import event

    asked = []
    event.listen(six.database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    sheet(six, clerk)
    few = len(asked)
    for child in (six.minh, six.mai):
        six.ask("child_change", {"child_id": child, "changes": {"birth_date": "2018-02-03"}})
        six.ask("authorisation_change", {"child_id": child, "changes": {"sport": True}})
    asked.clear()
    sheet(six, clerk)
    assert len(asked) <= few + 2
