"""A new family's form, from what is shown to what is answered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from backoffice.families.people import GuardianDraft
from backoffice.families.services import create_family
from backoffice.families.tables import family, guardian
from tests.ui.shown import click, press, settle, sheet
from ui.kit.textarea import TextArea
from ui.newcomers import words

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def said(view) -> str:
    """All that is written in the form, as a screen reader tells it."""
    parts = view.form.findChildren(QWidget)
    return "\n".join(one.accessibleName() for one in parts if one.accessibleName())


def chosen(view) -> list[str]:
    return [picker.words() for picker in view.choices.pickers]


def pick(qtbot, view, at, value):
    view.choices.pickers[at].choose(value)
    settle(qtbot, view.tasks)


def type_reason(qtbot, view, told):
    asked = sheet(view.window())
    asked.findChild(TextArea, "text").set_value(told)
    asked.set_ready(True)
    click(qtbot, view.tasks, asked, "sheet_accept")


def families(desk) -> int:
    return len(desk.town.read(select(family.c.id)))


def test_the_form_is_shown_as_sent_and_what_is_wrong_beside_it(opened, desk):
    form = desk.form()
    form["children"][1]["birth_date"] = "2021-02-30"
    view = opened(**form)
    assert view.frame.header.family.text() == "Famille Haddad-Roy"
    assert "par Salma HADDAD, salma@exemple.fr" in view.frame.header.sent.text()
    told = said(view)
    assert "E-mail : salma@exemple.fr" in told
    assert "Allergies : Alimentaires : œuf" in told
    assert "2021-02-30" in told
    assert "1 champ à vérifier, non repris" in view.choices.checks.accessibleName()


def test_one_key_opens_the_dossier_and_goes_back_to_the_list(qtbot, opened, desk, navigator):
    view = opened()
    assert view._apply.words() == "Ouvrir un dossier"
    assert chosen(view) == ["À créer"] * 4
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    assert families(desk) == 1
    (errand,) = navigator.went
    assert (errand.said, errand.doings[0].about) == ("Dossier ouvert", "Famille Haddad-Roy")
    assert errand.lines == {view.sheet.submission_id} if view.sheet else errand.lines


def test_a_family_that_surely_is_known_is_chosen_first(qtbot, opened, desk, known, navigator):
    view = opened(guardians=[{"last_name": "Haddad", "first_name": "Nadia"}], payer=0, bank=None)
    assert view._apply.words() == "Rattacher à Haddad"
    assert chosen(view) == ["C’est Nadia Haddad", "C’est Noé Roy", "À créer"]
    assert "Nadia Haddad ; enfants : Noé Roy" in view.choices.members.text()
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    assert families(desk) == 1
    assert [one.first_name for one in desk.card(known).children] == ["Noé", "Lina"]
    assert navigator.went[0].said == "Demande rattachée"


def test_the_agent_may_say_it_is_another_family(qtbot, opened, desk, known):
    view = opened(guardians=[{"last_name": "Haddad", "first_name": "Nadia"}], payer=0, bank=None)
    view.choices.radios[words.NEW].click()
    assert view._apply.words() == "Ouvrir un dossier"
    pick(qtbot, view, 1, None)
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    assert families(desk) == 2


def test_the_other_parent_s_form_shares_the_child(qtbot, opened, desk, known):
    desk.town.add(guardian, family_id=known, rank=2, last_name="Blin", first_name="Zoé")
    view = opened(guardians=[{"last_name": "Roy", "first_name": "Paul"}], payer=0, enrolments=[])
    assert view.choices.radios[words.NEW].isChecked()
    assert chosen(view) == ["À créer", "C’est Noé Roy (famille Haddad)", "À créer"]
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    noe = desk.card(known).children[0].id
    assert len(desk.read("portal_out_child", child_id=noe)) == 2


def test_any_other_family_may_be_found_by_its_name(qtbot, opened, desk, clerk):
    with desk.database.work(clerk) as work:
        moreau = create_family(work, "Moreau", [GuardianDraft("Moreau", "Ali")]).family_id
    view = opened()
    view.choices.radios[words.ANOTHER].click()
    settle(qtbot, view.tasks)
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    assert view.banner.words == "Choisissez la famille à laquelle rattacher la demande."
    qtbot.keyClicks(view.choices.search.search, "moreau")
    qtbot.waitUntil(lambda: view.choices.home is not None)
    settle(qtbot, view.tasks)
    assert view._apply.words() == "Rattacher à Moreau"
    assert chosen(view) == ["À créer", "Ne pas reprendre", "À créer", "À créer"]
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    assert len(desk.card(moreau).children) == 2


def test_someone_left_out_is_not_enrolled_and_the_family_is_told_why(qtbot, opened, desk):
    view = opened()
    number = view.sheet.request_id
    pick(qtbot, view, 3, 0)
    assert [one.current for one in view.choices.wishes] == [0, 2, 0]
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    type_reason(qtbot, view, "Lina est trop jeune.")
    assert [one.first_name for one in desk.card(desk.family_of(number)).children] == ["Noé"]
    told = desk.read("portal_out_request_history", request_id=number)[-1]
    assert told["public_reason"] == "Restaurant scolaire, Lina Roy : Lina est trop jeune."


def test_one_activity_may_wait(qtbot, opened, desk):
    view = opened()
    number = view.sheet.request_id
    view.choices.wishes[2].choose(1)
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    asked = desk.read("portal_out_request", family_id=desk.family_of(number))
    assert {row["status"] for row in asked} == {"accepted", "waitlisted"}


def test_a_wrong_iban_is_not_offered(opened, desk):
    form = desk.form()
    form["bank"]["iban"] = "FR76"
    view = opened(**form)
    assert not view.choices.keep_bank.isEnabled()
    assert view.choices.keep_tax.isChecked()


def test_it_is_refused_with_a_reason(qtbot, opened, desk, navigator):
    view = opened()
    number = view.sheet.request_id
    press(qtbot, view.tasks, view.form, KEY.Key_R)
    type_reason(qtbot, view, "Vous habitez une autre commune.")
    assert desk.town.status(number) == "refused"
    assert navigator.went[0].said == "Demande refusée"


@pytest.mark.parametrize(
    ("key", "status"), [(KEY.Key_C, "info_requested"), (KEY.Key_M, "transmitted")]
)
def test_the_family_is_written_to_and_the_form_stays(qtbot, opened, desk, navigator, key, status):
    view = opened()
    number = view.sheet.request_id
    press(qtbot, view.tasks, view.form, key)
    type_reason(qtbot, view, "Envoyez le livret de famille.")
    assert desk.town.status(number) == status
    assert navigator.went == []
    told = desk.read("portal_out_request_history", request_id=number)[-1]
    assert told["message"] == "Envoyez le livret de famille."


def test_a_child_to_add_shows_the_family_it_comes_into(qtbot, opened, desk, known):
    desk.town.account("nadia", known, desk.card(known).guardians[0].id)
    child = {"last_name": "Roy", "first_name": "Mia", "birth_date": "2022-01-05"}
    view = opened("child_add", "nadia", child=child)
    assert view._apply.words() == "Ajouter à la famille"
    assert not view.choices.radios
    assert "enfants : Noé Roy" in view.choices.members.text()
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    assert [one.first_name for one in desk.card(known).children] == ["Noé", "Mia"]


def test_what_cannot_be_done_is_said_and_nothing_is_lost(qtbot, opened, desk, known, navigator):
    desk.town.enrol(desk.card(known).children[0].id, desk.meal)
    view = opened(guardians=[{"last_name": "Haddad", "first_name": "Nadia"}], payer=0, bank=None)
    press(qtbot, view.tasks, view.form, KEY.Key_Return, CONTROL)
    assert "Noé Roy est déjà inscrit(e) à cette activité" in view.banner.words
    assert view._apply.words() == "Rattacher à Haddad"
    assert navigator.went == []


def test_a_colleague_s_answer_empties_the_screen(qtbot, opened, desk, clerk, navigator):
    view = opened()
    desk.accept(clerk, view.sheet.request_id)
    view.reload()
    settle(qtbot, view.tasks)
    assert view.sheet is None
    assert view.frame.pages.currentIndex() == 1
    press(qtbot, view.tasks, view, KEY.Key_Escape)
    assert len(navigator.went) == 1


def test_a_reader_sees_and_answers_nothing(qtbot, open_as, reader, desk):
    view = open_as(reader, desk.ask(desk.form()))
    assert view.command("apply") is None
    assert "droit de répondre" in view.banner.words
    assert "réservé" in said(view)


def test_the_family_it_looks_like_can_be_opened(qtbot, opened, known, navigator):
    view = opened(guardians=[{"last_name": "Haddad", "first_name": "Nadia"}], payer=0, bank=None)
    press(qtbot, view.tasks, view.form, KEY.Key_O, CONTROL)
    assert navigator.went == [known]


def test_every_control_has_its_name(opened, known):
    view = opened()
    for picker in (*view.choices.pickers, *view.choices.wishes, *view.choices.radios.values()):
        assert picker.accessibleName()
        assert picker.objectName()
    assert [pane.accessibleName() for pane in view.panes()]
