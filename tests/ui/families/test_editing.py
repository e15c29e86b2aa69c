"""Changing a block: judged as one leaves each field, saved at once, nothing typed is lost."""

import pytest
from sqlalchemy import insert

from backoffice.families import editing
from backoffice.families.tables import asked_field
from backoffice.inbox.tables import request, submission
from tests.ui.families.reading import fill, lines, press_deed, save
from tests.ui.shown import settle
from ui.families.form import FASTER
from ui.families.sheet import COMMON
from ui.kit.french import fr
from ui.kit.sheet import Sheet


def closed(view):
    return Sheet.above(view.shown_in) is None


def test_a_guardian_is_changed_and_the_sheet_says_so(qtbot, view, home):
    form = press_deed(qtbot, view, "edit_identity")
    fill(form, mobile="+33 6 39 98 64 32", capacity="Belle-mère")
    assert form.editors["mobile"].box.text() == "06 39 98 64 32"
    save(qtbot, view, form)
    assert closed(view)
    assert lines(view.guardians_page)["Téléphone portable"].value == "06 39 98 64 32"
    mother = home.dossier().guardians[0]
    assert (mother.values["capacity"], mother.values["email"]) == ("Belle-mère", "linh@exemple.fr")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("email", "linh @exemple", "n’est pas valide"),
        ("mobile", "12", "n’est pas valide"),
        ("birth_date", "31/02/1985", "n’existe pas"),
        ("last_name", "", "À remplir"),
    ],
)
def test_what_cannot_be_kept_is_said_under_its_field(qtbot, view, home, name, typed, said):
    form = press_deed(qtbot, view, "edit_identity")
    fill(form, **{name: typed})
    assert said in form.editors[name].line.message
    save(qtbot, view, form)
    assert not closed(view)
    assert home.dossier().guardians[0].version == 1
    form.reject()


def test_what_only_the_rules_see_is_said_in_the_sheet(qtbot, view, home):
    form = press_deed(qtbot, view, "edit_identity")
    fill(form, birth_date="04/03/2017")  # a year before her child
    save(qtbot, view, form)
    assert "Date de naissance" in form.banner.words
    assert form.editors["birth_date"].box.text() == "04/03/2017"
    form.reject()


def test_nothing_changed_saves_nothing(qtbot, view, home):
    save(qtbot, view, press_deed(qtbot, view, "edit_identity"))
    assert closed(view)
    assert home.dossier().guardians[0].version == 1


def test_an_old_value_that_would_be_refused_today_does_not_stop_the_others(qtbot, view, home):
    with home.database.work(view.tasks.agent) as work:
        from sqlalchemy import update

        from backoffice.families.tables import guardian

        work.run(update(guardian).where(guardian.c.id == home.mother).values(phone="12"))
    view.reload()
    settle(qtbot, view.tasks)
    form = press_deed(qtbot, view, "edit_identity")
    fill(form, capacity="Tutrice")
    save(qtbot, view, form)
    assert closed(view)
    mother = home.dossier().guardians[0]
    assert (mother.values["capacity"], mother.values["phone"]) == ("Tutrice", "12")


def test_a_faster_colleague_costs_nothing_that_was_typed(qtbot, view, home, admin):
    form = press_deed(qtbot, view, "edit_identity")
    fill(form, mobile="06 39 98 64 32")
    with home.database.work(admin) as work:
        theirs = {"mobile": "07 39 98 01 55", "capacity": "Tutrice"}
        editing.edit(work, "guardian", home.mother, 1, theirs)
    save(qtbot, view, form)
    assert form.banner.words == fr(FASTER)
    assert form.editors["mobile"].box.text() == "06 39 98 64 32"
    assert "07 39 98 01 55" in form.editors["mobile"].line.message
    assert form.editors["capacity"].box.text() == "Tutrice"
    save(qtbot, view, form)
    assert closed(view)
    mother = home.dossier().guardians[0]
    assert (mother.values["mobile"], mother.values["capacity"]) == ("06 39 98 64 32", "Tutrice")


def test_ticks_are_kept(qtbot, view, home):
    form = press_deed(qtbot, view, "edit_sending")
    form.editors["accepts_sms"].box.click()
    form.editors["invoice_by_email"].box.click()
    save(qtbot, view, form)
    mother = home.dossier().guardians[0]
    assert mother.values["accepts_sms"]
    assert mother.values["invoice_by_email"]


def test_an_address_may_be_that_of_both(qtbot, view, home):
    form = press_deed(qtbot, view, "edit_address")
    fill(form, street="3 bis allée du Moulin", postcode="44215", city="Valcourt-le-Bas")
    form.findChild(object, "address_both").click()
    save(qtbot, view, form)
    assert closed(view)
    streets = [one.values["street"] for one in home.dossier().guardians]
    assert streets == ["3 bis allée du Moulin"] * 2


def test_a_french_postcode_has_five_figures_but_not_abroad(qtbot, view, home):
    form = press_deed(qtbot, view, "edit_address")
    fill(form, postcode="SW1A 1AA")
    save(qtbot, view, form)
    assert "cinq chiffres" in form.banner.words
    fill(form, country="Royaume-Uni")
    save(qtbot, view, form)
    assert home.dossier().guardians[0].values["postcode"] == "SW1A 1AA"


def test_a_secondary_address_is_added(qtbot, view, home):
    form = press_deed(qtbot, view, "edit_secondary")
    fill(form, secondary_street="1 quai des Brumes", secondary_city="Nantes")
    save(qtbot, view, form)
    assert home.dossier().guardians[0].values["secondary_city"] == "Nantes"


def test_the_family_is_renamed(qtbot, view, home):
    view.sheet.open_page(COMMON)
    form = press_deed(qtbot, view, "edit_label")
    fill(form, label="Nguyen-Tran")
    save(qtbot, view, form)
    assert home.dossier().label == "Nguyen-Tran"
    assert view.sheet.name.text() == "Famille Nguyen-Tran"


# --- what the family asked ------------------------------------------------------------------------


@pytest.fixture
def asked(home, clerk, town_of):
    """The mother asked for another mobile."""
    town = town_of(home.database)
    town.account("linh", home.family_id, home.mother)
    number = town.ask("linh", "guardian_change", {})
    with home.database.work(clerk) as work:
        line = work.add(
            submission, account_id="linh", family_id=home.family_id, kind="guardian_change",
            queue="dossier", submitted_at=work.now,
        )  # fmt: skip
        work.run(
            insert(request).values(
                id=number, submission_id=line, account_id="linh", family_id=home.family_id,
                kind="guardian_change", status="transmitted", description="Modification",
                submitted_at=work.now, taken_in_at=work.now, details={},
            )
        )  # fmt: skip
        work.add(
            asked_field, request_id=number, position=0, subject="guardian", subject_id=home.mother,
            field="mobile", asked="06 39 98 64 32", asked_text="06 39 98 64 32",
        )  # fmt: skip


def test_what_is_asked_is_yellow_and_the_portals_sentence_is_said(open_as, clerk, asked):
    view = open_as(clerk)
    assert "Certains champs sont en demande de modification." in view.sheet.yellow.words
    assert lines(view.guardians_page)["Téléphone portable"].asked == "06 39 98 64 32"


def test_editing_what_is_asked_warns(qtbot, open_as, clerk, asked):
    view = open_as(clerk)
    form = press_deed(qtbot, view, "edit_identity")
    assert "Certains champs" in form.banner.words
    assert "06 39 98 64 32" in form.editors["mobile"].line.message
    assert form.editors["email"].line.message == ""
    form.reject()


def test_nothing_is_yellow_when_nothing_is_asked(view):
    assert view.sheet.yellow.isHidden()
