"""The types of documents: added, changed, archived, or taken from the usual ones."""

from PySide6.QtCore import Qt

from backoffice.documents import types
from backoffice.documents.types import PRESETS, Need
from backoffice.documents.words import Condition, Effect, Validity
from backoffice.kernel.permissions import SYSTEM
from tests.ui.shown import click, column_of, press, sheet, show
from ui.settings.documents import DocumentsPage


def known(database):
    with database.read(SYSTEM) as work:
        return types.types(work, archived=True)


def test_the_usual_ones_are_offered_to_a_town_that_has_none(
    qtbot, tasks_of, admin, sqlite_database
):
    page = DocumentsPage(tasks_of(admin))
    show(qtbot, page)
    click(qtbot, page.tasks, page, "add_presets_button")
    assert len(known(sqlite_database)) == len(PRESETS)
    assert "Enfant : allergie, PAI" in column_of(page.table, 1)
    assert not page.command("add_presets").isEnabled()


def test_one_is_made_changed_and_archived(qtbot, tasks_of, admin, sqlite_database):
    page = DocumentsPage(tasks_of(admin))
    window = show(qtbot, page)
    click(qtbot, page.tasks, page, "add_button")
    form = sheet(window)
    form.words.setText("Protocole d’allergie")
    form.validity.choose(Validity.SCHOOL_YEAR)
    form.effect.choose(Effect.BLOCK)
    form.mandatory.click()
    form.conditions[Condition.ALLERGY].click()
    form.checks.set_value("Lisible, page entière\n\nSigné")
    click(qtbot, page.tasks, form, "sheet_accept")
    [one] = known(sqlite_database)
    assert one.draft.needs == (Need(condition=Condition.ALLERGY),)
    assert one.draft.checklist == ("Lisible, page entière", "Signé")
    assert (one.draft.effect, one.draft.mandatory) == (Effect.BLOCK, True)
    page.table.setFocus()
    press(qtbot, page.tasks, page.table, Qt.Key.Key_R)
    form = sheet(window)
    assert not form.scope.isEnabled()
    form.validity.choose(Validity.UNTIL)
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "jusqu’à quelle date" in form.banner.words
    form.until.setText("31/8/27")
    click(qtbot, page.tasks, form, "sheet_accept")
    [one] = known(sqlite_database)
    assert str(one.draft.until_day) == "2027-08-31"
    page.table.setFocus()
    press(qtbot, page.tasks, page.table, Qt.Key.Key_Delete)
    assert known(sqlite_database)[0].archived
