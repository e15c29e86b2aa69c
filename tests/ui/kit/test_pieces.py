import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.kit import theme
from ui.kit.layout import column, panel
from ui.kit.pieces import (
    Badge,
    Check,
    Checks,
    DayPlaces,
    Facts,
    Icon,
    Initials,
    Moment,
    Places,
    Quote,
    Timeline,
    initials,
)
from ui.kit.theme import Theme
from ui.kit.tokens import FACES, Advice, Status

HOSTILE = "<img src=x onerror=y><b>x"
CHECKS = (
    Check(Advice.FAVOURABLE, "Inscription", "Garderie soir, toute l'année"),
    Check(Advice.TO_CHECK, "Vaccins", "certificat pas encore validé", "Ouvrir la pièce", "vaccine"),
    Check(Advice.UNFAVOURABLE, "Places", "complet le jeudi 26 novembre : 30/30"),
)


def in_a_page(qtbot, widget, width=640, height=480):
    page = widget.page = panel("surface", column(widget, None))  # kept alive by its content
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    QApplication.processEvents()
    return widget


@pytest.mark.parametrize("status", Status)
def test_a_badge_says_its_status_in_words(qtbot, status):
    badge = in_a_page(qtbot, Badge(Status.FREE))
    badge.show_status(status)
    assert badge.accessibleName().replace("’", "'") == FACES[status].label
    badge.grab()


def test_a_badge_follows_the_theme(qapp, qtbot):
    badge = in_a_page(qtbot, Badge.of(Advice.TO_CHECK))
    light = badge.grab().toImage()
    theme.apply(qapp, Theme.DARK)
    assert badge.grab().toImage() != light
    badge.show_advice(Advice.FAVOURABLE)
    assert badge.accessibleName() == "Favorable"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Inès Belkacem", "IB"),
        ("Marie-Charlotte de La Tour", "MT"),
        ("léa", "L"),
        ("", "?"),
        ("123 <b>", "?"),
    ],
)
def test_initials_are_the_first_and_the_last(name, letters):
    assert initials(name) == letters


def test_checks_say_their_advice_and_reason(qtbot):
    checks = in_a_page(qtbot, Checks(CHECKS))
    said = checks.accessibleName()
    assert "À vérifier\u202f: Vaccins, certificat pas encore validé" in said
    assert checks.height() == 3 * 26


def test_the_action_of_a_check_is_reached_by_the_keyboard(qtbot):
    checks = in_a_page(qtbot, Checks(CHECKS))
    link = checks.link("vaccine")
    assert link.accessibleName() == "Vaccins\u202f: Ouvrir la pièce"
    assert link.focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(checks.acted) as said:
        qtbot.keyClick(link, Qt.Key.Key_Return)
    assert said.args == ["vaccine"]


def test_a_long_reason_wraps_and_its_check_grows(qtbot):
    long = Check(Advice.TO_CHECK, "Délai", "une raison assez longue " * 12, "Voir", "late")
    checks = in_a_page(qtbot, Checks((long,)))
    assert checks.height() > 3 * 18
    checks.show_checks(CHECKS)
    assert checks.link("late") is None
    assert checks.link("vaccine") is not None
    QApplication.processEvents()
    assert checks.height() == 3 * 26


def test_what_a_family_wrote_wraps_and_is_shown_whole(qtbot):
    short = Moment("17/11 09:10", "Message", "Claire Martin", HOSTILE)
    long = Moment("17/11 12:31", "Réponse", "Mme Belkacem", "Oui, merci beaucoup. " * 30)
    timeline = in_a_page(qtbot, Timeline((long, short)))
    tops = timeline.tops(timeline.width())
    assert tops[1] - tops[0] > 4 * 18
    assert tops[2] - tops[1] < 3 * 18
    assert HOSTILE in timeline.accessibleName()
    wide = timeline.height()
    timeline.window().resize(1200, 480)
    QApplication.processEvents()
    assert timeline.height() < wide


def test_a_long_label_takes_several_lines_and_who_said_it_the_next(qtbot):
    what, who = "Demande transmise à l’application métier", "Mariama DIALLO"
    timeline = in_a_page(qtbot, Timeline([Moment("24/11", what, who)]))
    timeline.WHEN = 44
    alone, narrow = 26, 250
    timeline.show_moments([Moment("24/11", "Refusé", "Claire Martin")])
    assert timeline.heightForWidth(narrow) == alone
    timeline.show_moments([Moment("24/11", what, "")])
    wrapped = timeline.heightForWidth(narrow)
    assert wrapped > alone
    timeline.show_moments([Moment("24/11", what, who)])
    assert timeline.heightForWidth(narrow) > wrapped
    assert timeline.heightForWidth(900) == alone
    timeline.show_moments([Moment("24/11", "Note interne", who * 5, "à rappeler", internal=True)])
    assert timeline.heightForWidth(narrow) > timeline.heightForWidth(900) > alone
    timeline.resize(narrow, timeline.heightForWidth(narrow))
    assert not timeline.grab().isNull()


def test_a_history_of_a_thousand_moments_is_drawn_where_it_is_seen(qtbot):
    timeline = in_a_page(qtbot, Timeline())
    timeline.show_moments([Moment("17/11", "Réservé", "Claire", "mot " * 20)] * 1000)
    QApplication.processEvents()
    timeline.grab(timeline.rect().adjusted(0, 0, 0, 300 - timeline.height()))
    assert timeline.accessibleName().count("Réservé") == Timeline.SAID


def test_places_go_under_one_another_when_the_page_is_narrow(qtbot):
    weeks = [(f"Semaine {n}", [Places("lun. 23", 24 + n, 30, "2 en attente")]) for n in range(7)]
    places = in_a_page(qtbot, DayPlaces(weeks))
    wide = places.heightForWidth(700)
    assert places.heightForWidth(300) > wide
    assert "lun. 23 30 sur 30, 2 en attente" in places.accessibleName()
    places.show_weeks([])
    assert places.heightForWidth(700) == 0
    places.grab()


def test_a_day_without_capacity_is_drawn(qtbot):
    places = in_a_page(qtbot, DayPlaces([("Semaine 48", [Places("lun. 23", 0, 0)])]))
    places.grab()


def test_a_quote_is_what_was_typed_and_nothing_when_nothing_was(qtbot):
    quote = in_a_page(qtbot, Quote(""))
    assert quote.isHidden()
    quote.show_words(f" {HOSTILE} ")
    assert not quote.isHidden()
    assert quote.findChildren(type(quote._words))[0].text() == f"«\u202f{HOSTILE}\u202f»"


def test_facts_icons_and_discs_are_shown_anew(qtbot):
    facts = in_a_page(qtbot, Facts("Dont", figures=True))
    facts.show_lines([("Restauration", "31 204,80 €")])
    assert "31\u202f204,80" in facts.accessibleName()
    icon = Icon("check", "good", name="Favorable")
    qtbot.addWidget(icon)
    icon.show_icon("cross", "bad")
    icon.grab()
    disc = Initials()
    qtbot.addWidget(disc)
    disc.show_name("Zoé Lemoine")
    disc.grab()
