"""Who speaks for a family on the portal, and the codes it was given."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QWidget
from sqlalchemy import update

from backoffice.kernel.permissions import SYSTEM
from backoffice.subscribers.tables import account, link, subscriber_code
from tests.ui.families.reading import lines
from tests.ui.shown import settle
from ui.families.sheet import ACCOUNTS
from ui.kit.checks import Checks


@pytest.fixture
def justine(home, town_of, clock):
    """An account that bears another name than the guardian's, and the code it used."""
    town = town_of(home.database)
    town.account("justine", home.family_id, home.mother)
    town.add(
        subscriber_code, kind="family", family_id=home.family_id, selector="K7PM", secret_hash="x",
        issued_at=clock.now, expires_at=clock.now + timedelta(days=60), channel="letter", sent_at=clock.now,
    )  # fmt: skip
    return home


@pytest.fixture
def page(qtbot, open_as, clerk, justine):
    view = open_as(clerk)
    view.sheet.open_page(ACCOUNTS)
    settle(qtbot, view.tasks)
    return view.accounts_page


def told(page):
    return " ".join(one.accessibleName() for one in page.findChildren(Checks))


def again(qtbot, view):
    view.tasks.changed.emit(view.topics)
    settle(qtbot, view.tasks)


def test_an_account_is_told_with_how_it_was_linked(page):
    shown = lines(page)
    assert shown["Rattachement"].value.startswith("actif, par code abonné, le ")
    assert (shown["Parle pour"].value, shown["E-mail"].value) == (
        "Linh Nguyen",
        "justine@exemple.fr",
    )


def test_a_name_that_differs_is_told_before_anything_is_trusted(page):
    assert "Nom différent" in told(page)


def test_verified_identity_and_a_link_that_waits_are_told(qtbot, page, home):
    with home.database.work(SYSTEM) as work:
        work.run(update(account).values(verified_by="franceconnect"))
        work.run(update(link).values(state="pending_sign_in"))
    view = page.window().findChild(QWidget, "families")
    again(qtbot, view)
    assert "FranceConnect" in told(page)
    assert "déconnectez-vous puis reconnectez-vous" in told(page)


def test_codes_show_their_public_part_only(page):
    shown = {name: line.value for name, line in lines(page).items() if "K7PM" in name}
    ((name, value),) = shown.items()
    assert name.startswith("Code abonné de la famille K7PM-")
    assert value.startswith("envoyé")


def test_the_account_is_opened_where_it_is_handled(qtbot, page, navigator):
    opened = next(
        one for one in page.findChildren(QWidget) if one.objectName().startswith("account_")
    )
    with qtbot.waitSignal(navigator.account) as asked:
        opened.click()
    assert asked.args == ["justine"]
