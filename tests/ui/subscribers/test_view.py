"""« Comptes et codes » : lists to work from, links made and revoked, codes shown once or printed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit
from sqlalchemy import select

from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM
from backoffice.subscribers import codes as spelling
from backoffice.subscribers import services
from backoffice.subscribers.queries import AccountSort
from backoffice.subscribers.recipients import CodeKind, CodeRules
from backoffice.subscribers.tables import account, link, subscriber_code
from tests.ui.shown import click, column_of, press, settle, sheet, show
from ui.kit.layout import Words
from ui.kit.navigator import Navigator
from ui.kit.sheet import Sheet
from ui.subscribers import issuing
from ui.subscribers.view import CODES, SORTS, SubscribersView

HOSTILE = "<b>Zoé & Cie</b>"


@pytest.fixture
def town(sqlite_database, town_of):
    """Two families of one school, one with an account; an account of none; one that was locked."""
    from backoffice.families.tables import search_entry

    made = town_of(sqlite_database)
    school = made.school_class(made.facility())
    made.linked = made.family("Reliée", accounts=["nadia"])
    made.alone = made.family("Seule")
    for family_id, key in ((made.linked, "reliee"), (made.alone, "seule")):
        made.child(family_id, school_class_id=school)
        made.add(search_entry, family_id=family_id, kind="family", subject_id=family_id, key=key)
    made.account("justine")
    for _ in range(5):
        made.tell("locked", "subscribe_by_code", {"code": "AAAA-AAAA-AAAA-A"})
    with sqlite_database.work(SYSTEM) as work:
        take_in(work)
    return made


@pytest.fixture
def opened(qtbot, tasks_of, town):
    def open_(agent, at=0):
        view = SubscribersView(tasks_of(agent), Navigator())
        view.shown_window = show(qtbot, view)
        view.tabs.choose(at)
        settle(qtbot, view.tasks)
        view.page.table.setFocus()
        return view

    return open_


def tab(sort):
    return SORTS.index(sort)


def rows(town, table):
    return town.read(select(table))


# --- accounts -------------------------------------------------------------------------------------


def test_each_list_says_how_many_and_shows_them(opened, clerk):
    view = opened(clerk)
    assert column_of(view.accounts.table, 0) == ["Justine MARTIN"]
    assert view.tabs.part(tab(AccountSort.ALONE)).accessibleName() == "Sans famille, 1 en attente"
    assert view.tabs.part(tab(AccountSort.LOCKED)).accessibleName() == "Bloqués, 1 en attente"
    view.tabs.choose(tab(AccountSort.MISMATCH))
    assert "nom d’un responsable" in view.accounts.about.text()


def test_an_account_reads_beside_whom_it_is_linked_to(qtbot, opened, clerk):
    view = opened(clerk, tab(AccountSort.MISMATCH))
    detail = view.accounts.detail
    assert detail.accessibleName() == "Compte de Justine MARTIN"
    told = " ".join(part.accessibleName() for part in detail.findChildren(type(detail._checks)))
    assert "se dit Justine MARTIN" in told
    assert "Nadia Reliée" in told
    found = []
    view.accounts.navigator.family.connect(found.append)
    press(qtbot, view.tasks, view.accounts.table, Qt.Key.Key_Return)
    assert len(found) == 1


def test_a_locked_account_says_until_when(opened, clerk):
    view = opened(clerk, tab(AccountSort.LOCKED))
    assert "bloqués jusqu’à 11:00" in view.accounts.detail._checks.accessibleName()


def test_an_empty_list_says_that_all_is_well_and_a_search_that_nothing_answers(
    qtbot, opened, clerk
):
    view = opened(clerk, tab(AccountSort.PENDING))
    assert view.accounts.empty.accessibleName().strip() == "Aucun rattachement en attente."
    view.tabs.choose(tab(AccountSort.ALL))
    view.accounts.search.setText("personne")
    qtbot.keyClick(view.accounts.search, Qt.Key.Key_Return)
    settle(qtbot, view.tasks)
    assert "recherche" in view.accounts.empty.accessibleName()
    assert view.accounts.found is None


def test_another_screen_may_ask_for_one_account(qtbot, opened, clerk):
    view = opened(clerk)
    view.open_account("nadia")
    settle(qtbot, view.tasks)
    assert view.accounts.found.account_id == "nadia"
    assert view.tabs.current == tab(AccountSort.ALL)


def test_an_account_is_linked_by_hand_once_the_agent_says_how_they_know(qtbot, opened, clerk, town):
    view = opened(clerk)
    press(qtbot, view.tasks, view.accounts.table, Qt.Key.Key_N)
    form = sheet(view.shown_window)
    assert not form.primary.isEnabled()
    form.family.search.setText("seule")
    qtbot.keyClick(form.family.search, Qt.Key.Key_Return)
    settle(qtbot, view.tasks)
    assert form.family.family_id == town.alone
    click(qtbot, view.tasks, form, "sheet_accept")
    assert form.isVisible()  # nothing was said of the identity
    form.identity.setText("Carte d’identité vue")
    click(qtbot, view.tasks, form, "sheet_accept")
    made = [row for row in rows(town, link) if row.account_id == "justine"]
    assert [(row.family_id, row.state, row.method) for row in made] == [
        (town.alone, "pending_sign_in", "agent")
    ]
    assert "rattaché" in view.accounts.toast.said
    assert column_of(view.accounts.table, 0) == []


def test_a_link_is_revoked_with_its_reason(qtbot, opened, clerk, town):
    view = opened(clerk, tab(AccountSort.MISMATCH))
    press(qtbot, view.tasks, view.accounts.table, Qt.Key.Key_D)
    form = sheet(view.shown_window)
    assert not form.primary.isEnabled()
    form.reason.setPlainText("Mauvaise famille")
    click(qtbot, view.tasks, form, "sheet_accept")
    (row,) = rows(town, link)
    assert (row.state, row.reason) == ("revoked", "Mauvaise famille")
    assert view.accounts.toast.said == "Rattachement révoqué"


def test_one_who_only_reads_has_no_verb(opened, reader):
    view = opened(reader)
    assert [view.accounts.command(name) for name in ("link", "revoke")] == [None, None]
    assert [view.codes.command(name) for name in ("issue", "replace", "revoke")] == [None] * 3


# --- codes ----------------------------------------------------------------------------------------


def issue_to(qtbot, view, typed):
    press(qtbot, view.tasks, view.codes.table, Qt.Key.Key_N)
    form = sheet(view.shown_window)
    form.family.search.setText(typed)
    qtbot.keyClick(form.family.search, Qt.Key.Key_Return)
    settle(qtbot, view.tasks)
    return form


def readable(widget):
    """All that can be read on it, or heard."""
    told = [one.text() for kind in (QLabel, QLineEdit) for one in widget.findChildren(kind)]
    told += [one.toPlainText() for one in widget.findChildren(QPlainTextEdit)]
    told += [
        one.accessibleName().replace(" tiret ", "-").replace(" ", "")
        for one in widget.findChildren(Words)
    ]
    return " ".join(told)


@pytest.fixture
def listed(opened, clerk, town, sqlite_database):
    """A first code, so that the list has the focus."""
    from backoffice.subscribers import queries
    from backoffice.subscribers.recipients import Scope

    with sqlite_database.work(clerk) as work:
        found = queries.recipients(work, CodeKind.PERSONAL, Scope((town.alone,)))
        services.give(work, found)
    return opened(clerk, CODES)


def test_a_code_is_shown_once_and_nowhere_after(qtbot, listed, town):
    form = issue_to(qtbot, listed, "seule")
    assert form.primary.words() == "Émettre 1 code"
    click(qtbot, listed.tasks, form, "sheet_accept")
    shown = sheet(listed.shown_window)
    (code,) = (one.text() for one in shown.findChildren(QLabel, "shown_code"))
    assert spelling.read(code)
    shown.reject()
    settle(qtbot, listed.tasks)
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete: the sheet is gone for good
    assert code not in readable(listed.shown_window)
    assert code not in QApplication.clipboard().text()
    assert column_of(listed.codes.table, 0)[0] == f"{code[:4]}-…"


def test_letters_are_printed_for_a_school_with_progress(qtbot, listed, town, tmp_path, monkeypatch):
    path = tmp_path / "lettres.pdf"
    monkeypatch.setattr(issuing, "choose_file", lambda *_given: path)
    press(qtbot, listed.tasks, listed.codes.table, Qt.Key.Key_N)
    form = sheet(listed.shown_window)
    form.whom.choose(issuing.SCHOOL)
    settle(qtbot, listed.tasks)
    assert form.primary.words() == "Imprimer 1 lettre"  # the other family has its account
    form.missing.click()
    settle(qtbot, listed.tasks)
    assert form.primary.words() == "Imprimer 2 lettres"
    assert "2 adresses incomplètes" in form.told.text()
    click(qtbot, listed.tasks, form, "sheet_accept")
    assert path.read_bytes().startswith(b"%PDF")
    assert "supprimez-le" in form._about.text()
    assert len(rows(town, subscriber_code)) == 3
    form.reject()


def test_letters_without_a_file_are_not_made(qtbot, listed, town, monkeypatch):
    monkeypatch.setattr(issuing, "choose_file", lambda *_given: None)
    form = issue_to(qtbot, listed, "seule")
    form.how.choose(issuing.PRINT)
    settle(qtbot, listed.tasks)
    click(qtbot, listed.tasks, form, "sheet_accept")
    assert form.primary.isEnabled()
    assert len(rows(town, subscriber_code)) == 1
    form.reject()


def test_letters_that_cannot_be_written_say_that_nothing_was_issued(
    qtbot, listed, town, tmp_path, monkeypatch
):
    monkeypatch.setattr(issuing, "choose_file", lambda *_given: tmp_path / "nowhere" / "a.pdf")
    form = issue_to(qtbot, listed, "seule")
    form.how.choose(issuing.PRINT)
    settle(qtbot, listed.tasks)
    told = []
    listed.tasks.unavailable.connect(told.append)
    click(qtbot, listed.tasks, form, "sheet_accept")
    assert "Aucun code n’a été émis" in told[0]
    assert form.cancel.words() == "Annuler"
    assert len(rows(town, subscriber_code)) == 1
    form.reject()


def test_a_job_is_stopped_before_anything_is_issued(qtbot, listed, town, tmp_path, monkeypatch):
    path = tmp_path / "a.pdf"
    monkeypatch.setattr(issuing, "choose_file", lambda *_given: path)
    form = issue_to(qtbot, listed, "seule")
    form.how.choose(issuing.PRINT)
    settle(qtbot, listed.tasks)
    form.accept()
    form.reject()  # now « Arrêter »
    settle(qtbot, listed.tasks)
    stopped = "aucun code" in form.banner.words
    assert stopped == (not path.exists())
    assert len(rows(town, subscriber_code)) == (1 if stopped else 2)


def test_a_code_is_replaced_for_the_same_family(qtbot, listed, town):
    press(qtbot, listed.tasks, listed.codes.table, Qt.Key.Key_R)
    form = sheet(listed.shown_window)
    assert form.family.family_id == town.alone
    assert form.kind.current == 1
    click(qtbot, listed.tasks, form, "sheet_accept")
    sheet(listed.shown_window).reject()
    settle(qtbot, listed.tasks)
    assert column_of(listed.codes.table, 4) == ["Remis", "Révoqué"]


def test_a_code_is_revoked_after_a_question(qtbot, listed, town):
    press(qtbot, listed.tasks, listed.codes.table, Qt.Key.Key_D)
    click(qtbot, listed.tasks, sheet(listed.shown_window), "sheet_accept")
    assert column_of(listed.codes.table, 4) == ["Révoqué"]
    assert not listed.codes.command("revoke").isEnabled()
    assert "révoqué" in listed.codes.story.text().lower()


def test_codes_are_filtered_and_one_may_be_asked_for(qtbot, listed, town):
    page = listed.codes
    page.kind.choose(1)
    settle(qtbot, listed.tasks)
    assert column_of(page.table, 0) == []
    page.empty.acted.emit()
    settle(qtbot, listed.tasks)
    assert len(column_of(page.table, 0)) == 1
    listed.tabs.choose(0)
    listed.open_code(str(rows(town, subscriber_code)[0].id))
    settle(qtbot, listed.tasks)
    assert listed.tabs.current == CODES
    assert len(column_of(page.table, 0)) == 1


def test_the_rules_and_the_letterhead_are_set_by_those_who_may(
    qtbot, opened, admin, sqlite_database
):
    view = opened(admin, CODES)
    view.codes.edit_rules()
    settle(qtbot, view.tasks)
    form = sheet(view.shown_window)
    form.days.setText("3")
    click(qtbot, view.tasks, form, "sheet_accept")
    assert form.isVisible()
    form.days.setText("30")
    form.scope.choose(1)
    form.lines["street"].setText("1 place de la Mairie")
    click(qtbot, view.tasks, form, "sheet_accept")
    from backoffice.paper.emitter import letterhead
    from backoffice.subscribers import queries

    with sqlite_database.read(admin) as work:
        assert queries.code_rules(work) == CodeRules(CodeKind.GUARDIAN, 30)
        assert letterhead(work).street == "1 place de la Mairie"


def test_hostile_names_are_only_words(qtbot, opened, clerk, town, sqlite_database):
    with sqlite_database.work(SYSTEM) as work:
        values = {"display_name": HOSTILE, "email": HOSTILE}
        work.run(account.update().where(account.c.id == "justine").values(values))
    view = opened(clerk)
    assert column_of(view.accounts.table, 0) == [HOSTILE]
    labels = view.accounts.detail.findChildren(QLabel)
    assert any(HOSTILE in one.text() for one in labels)
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in labels)


def test_every_part_has_a_name(opened, clerk):
    view = opened(clerk, CODES)
    page = view.codes
    for part in (
        page.table,
        page.search,
        page.state,
        page.school,
        page.kind,
        view.tabs,
        view.accounts.table,
    ):
        assert part.accessibleName()
        assert part.objectName()
    assert Sheet.above(view.shown_window) is None
