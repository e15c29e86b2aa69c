"""What the pile shows, how one goes about it, and what it says to those who listen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from backoffice.inbox.advice import Advice, Check, Level
from backoffice.kernel.topics import Topic
from tests.ui.dossier.invented import FIRST, field, nguyen, reservation, section
from tests.ui.shown import press, settle
from ui.dossier.cells import TICK_WIDE
from ui.dossier.model import ASKED, NAME, REMARK, TICK
from ui.kit.tokens import Height

KEY, CONTROL, ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def tap(qtbot, view, key, modifier=Qt.KeyboardModifier.NoModifier):
    press(qtbot, view.tasks, view.table, key, modifier)


def here(view):
    return view.table.current_item().name


def told(view):
    """All that a screen reader can be given of the table and the list."""
    model = view.frame.model
    cells = [
        str(model.index(row, column).data(role) or "")
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for role in (SPOKEN, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    ]
    parts = view.parts.model()
    return cells + [str(parts.index(row, 0).data(SPOKEN)) for row in range(parts.rowCount())]


def test_the_header_says_whose_pile_it_is_and_when_it_was_sent(view):
    v = view()
    assert v.header.family.text() == "Famille Nguyen"
    assert "6 demandes envoyées ensemble, le 16/11 à 21:08" in v.header.sent.text()
    assert v.header.phone.words() == "06 39 98 20 11"
    assert "Durand a modifié le portable" in v.frame.notices.words


def test_a_pile_sent_little_by_little_says_since_when(view, base):
    base.sheet = replace(nguyen(), submitted_at=None)
    assert "6 demandes en attente, depuis le 16/11" in view().header.sent.text()


def test_arrows_go_from_field_to_field_over_the_heads(qtbot, view):
    v = view()
    walked = [here(v)]
    for _ in range(3):
        tap(qtbot, v, KEY.Key_Down)
        walked.append(here(v))
    assert walked == ["Rue", "Code postal, ville", "Portable", "Courriel"]
    tap(qtbot, v, KEY.Key_Up)
    assert here(v) == "Portable"
    tap(qtbot, v, KEY.Key_End)
    assert here(v) == "ROR, 2ᵉ dose"
    tap(qtbot, v, KEY.Key_Down)
    assert here(v) == "ROR, 2ᵉ dose"
    tap(qtbot, v, KEY.Key_Home)
    assert here(v) == "Rue"
    tap(qtbot, v, KEY.Key_Right)
    assert v.table.currentIndex().column() == ASKED


def test_alt_and_the_arrows_go_from_demand_to_demand_and_the_list_follows(qtbot, view):
    v = view()
    tap(qtbot, v, KEY.Key_Down, ALT)
    assert here(v) == "Portable"
    assert v.parts.current_part().title == "Responsable"
    tap(qtbot, v, KEY.Key_Down, ALT)
    tap(qtbot, v, KEY.Key_Up, ALT)
    assert here(v) == "Portable"
    tap(qtbot, v, KEY.Key_Up, ALT)
    tap(qtbot, v, KEY.Key_Up, ALT)
    assert here(v) == "Rue"


def test_choosing_a_demand_in_the_list_leads_to_its_fields(qtbot, view):
    v = view()
    v.parts.setFocus()
    press(qtbot, v.tasks, v.parts, KEY.Key_Down)
    press(qtbot, v.tasks, v.parts, KEY.Key_Down)
    assert here(v) == "IBAN"
    assert v.parts.hasFocus()


@pytest.mark.parametrize("key", [KEY.Key_X, KEY.Key_Space])
def test_a_key_ticks_and_unticks_the_field_and_the_button_counts(qtbot, view, key):
    v = view()
    button = v.findChild(QWidget, "apply_button")
    tap(qtbot, v, key)
    assert button.words() == "Appliquer 5 champs"
    assert "4 champs à décider" in v.frame.left.text()
    tap(qtbot, v, key)
    assert button.words() == "Appliquer 6 champs"


def test_nothing_ticked_nothing_to_apply(qtbot, view):
    v = view()
    tap(qtbot, v, KEY.Key_A, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert not v.command("apply").isEnabled()
    assert v.command("refuse_rest").isEnabled()
    tap(qtbot, v, KEY.Key_A, CONTROL)
    assert v.command("apply").isEnabled()


def test_a_click_on_the_tick_ticks_and_elsewhere_only_goes_there(qtbot, view):
    v = view()
    index = v.frame.model.index_of((FIRST + 2, 5))
    tick = v.table.visualRect(index.siblingAtColumn(TICK))
    name = v.table.visualRect(index.siblingAtColumn(NAME))
    port = v.table.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=name.center())
    assert here(v) == "IBAN"
    assert not v.pile.is_ticked(v.table.current_item())
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=tick.topLeft() + QPoint(22, 18))
    assert v.pile.is_ticked(v.table.current_item())


def test_a_locked_field_says_whose_it_is(qtbot, view, base):
    base.sheet = nguyen(locked="Réservé à la régie.")
    v = view()
    v.table.go_to((FIRST + 2, 5))
    tap(qtbot, v, KEY.Key_X)
    assert "Réservé à la régie." in v.banner.words
    assert not v.pile.is_ticked(v.table.current_item())
    spoken = v.frame.model.index_of((FIRST + 2, 5)).data(SPOKEN)
    assert "Réservé à la régie." in spoken
    assert "coché" not in spoken


def test_a_flawed_field_says_why_in_its_line_and_to_those_who_listen(qtbot, view, base):
    flaw = "Cette adresse e-mail n’est pas valide."
    flawed = section(
        900, "guardian_change", "Responsable", "M. Nguyen",
        field(90, "E-mail", "a@b.fr", "pas une adresse", flaw=flaw),
    )  # fmt: skip
    base.sheet = nguyen(flawed)
    v = view()
    index = v.frame.model.index_of((900, 90))
    assert index.siblingAtColumn(REMARK).data() == flaw
    assert flaw in index.data(SPOKEN)
    v.table.go_to((900, 90))
    tap(qtbot, v, KEY.Key_X)
    assert flaw in v.banner.words


def test_a_line_is_spoken_whole(view):
    spoken = view().frame.model.index_of((FIRST + 1, 3)).data(SPOKEN)
    assert spoken == (
        "Responsable, M. Nguyen ; Portable, actuel 06 39 98 20 11, demandé 06 39 98 64 32, Modifié, non coché, "
        "modifié entre-temps : 07 39 98 01 55 · 18/11"
    )


def test_the_iban_is_masked_wherever_it_can_be_read(qtbot, view):
    v = view()
    said = [words for words in told(v) if "FR76" in words]
    assert said
    assert all("••••" in words for words in said)
    v.table.go_to((FIRST + 2, 5))
    tap(qtbot, v, KEY.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "FR76 •••• •••• 8837"
    assert "FR76" not in v.toast.accessibleName()


def test_a_long_value_is_read_whole_on_several_lines(view, base):
    words = "Arachides et fruits à coque, y compris traces ; trousse d’urgence remise à l’école"
    health = section(
        900, "health_change", "Données sanitaires", "Maï", field(90, "Allergies", "—", words)
    )
    base.sheet = nguyen(health)
    v = view()
    at = v.frame.model.index_of((900, 90)).row()
    assert v.table.rowHeight(at) > Height.TABLE
    assert v.table.rowHeight(at - 1) == Height.TABLE


def test_hostile_words_are_shown_as_typed_and_never_as_markup(view, base):
    hostile = "<b>Nom</b>\u202e\x00 & <img src=x>"
    odd = section(
        900, "guardian_change", "Responsable", hostile, field(90, "Nom", hostile, hostile)
    )
    base.sheet = replace(nguyen(odd), family=hostile)
    v = view()
    tip = v.frame.model.index_of((900, 90)).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "\u202e" not in v.header.family.text()
    assert not v.grab().isNull()


def test_a_request_answered_whole_shows_its_advice_and_leads_to_its_line(
    qtbot, view, base, navigator
):
    base.sheet = nguyen(reservation(900, "Cantine, le 01/12/2026", "to_check", "2 pour 1 place"))
    v = view()
    v.table.go_to((900, 0))
    assert "2 pour 1 place" in v.table.currentIndex().siblingAtColumn(REMARK).data()
    tap(qtbot, v, KEY.Key_Return)
    assert navigator.went == [("request", 900)]


def test_an_alert_stands_in_the_head_of_its_demand(view, base):
    alert = "Allergie déclarée : à transmettre à la restauration"
    health = section(
        900, "health_change", "Données sanitaires", "Maï",
        field(90, "Allergies", "—", "Arachides", sensitive=True), alert=alert,
    )  # fmt: skip
    base.sheet = nguyen(health)
    assert any(alert in words for words in told(view()))


def test_what_the_rules_found_stands_under_the_head_and_is_walked_over(qtbot, view, base):
    checks = (
        Check("holder", Level.TO_CHECK, "Titulaire", "ne porte le nom d’aucun responsable", {}),
        Check("sensitive", Level.TO_CHECK, "Sensible", "IBAN : à cocher soi-même", {}),
        Check("iban", Level.FAVOURABLE, "IBAN", "clé de contrôle juste, banque connue", {}),
    )
    whole = nguyen()
    bank = replace(whole.sections[2], advice=Advice(Level.TO_CHECK, checks))
    base.sheet = replace(whole, sections=(whole.sections[1], bank))
    v = view()
    assert [note.words for note in v.pile.parts[1].notes] == [
        "Titulaire : ne porte le nom d’aucun responsable",
        "IBAN : clé de contrôle juste, banque connue",
    ]
    tap(qtbot, v, KEY.Key_Down)
    tap(qtbot, v, KEY.Key_Down)
    assert here(v) == "IBAN"
    assert "ne porte le nom d’aucun responsable" in v.table.currentIndex().data(SPOKEN)
    assert v.table.rowHeight(v.table.currentIndex().row() - 1) == Height.LINE
    assert not v.grab().isNull()


def test_what_was_answered_earlier_is_shown_and_cannot_be_ticked(qtbot, view, base):
    done = section(
        900, "child_extra_change", "Complément enfant", "Maï",
        field(90, "Lunettes", "Non", "Oui", state="refused", public_reason="Certificat manquant."),
        field(91, "Appareil dentaire", "Non", "Oui"),
    )  # fmt: skip
    base.sheet = nguyen(done)
    v = view()
    index = v.frame.model.index_of((900, 90))
    assert index.siblingAtColumn(REMARK).data() == "Refusé : Certificat manquant."
    v.table.go_to((900, 90))
    tap(qtbot, v, KEY.Key_X)
    assert "déjà sa réponse" in v.banner.words


def test_opened_from_a_line_one_arrives_on_its_demand(view, base):
    base.sheet = nguyen(reservation(900, "Cantine, le 01/12/2026"))
    v = view(line=2)
    assert here(v) == "Cantine, le 01/12/2026"
    assert base.asked == (None, 2)


def test_what_changes_meanwhile_is_read_again_where_one_was(qtbot, view, base):
    v = view()
    v.table.go_to((FIRST + 3, 7))
    base.sheet = nguyen(reservation(900, "Cantine, le 01/12/2026"))
    v.tasks.changed.emit(frozenset({Topic.REQUESTS}))
    settle(qtbot, v.tasks)
    assert here(v) == "Photographies"
    assert v.frame.model.index_of((900, 0)).isValid()


def test_when_nothing_waits_it_is_said_and_one_can_go_back(qtbot, view, base, navigator):
    base.sheet = None
    v = view()
    assert "Rien n’attend de réponse" in v.frame.empty.accessibleName()
    v.frame.empty.acted.emit()
    assert navigator.went[0][0] == "back"


def test_escape_leads_back_and_the_family_is_a_key_away(qtbot, view, navigator):
    v = view()
    tap(qtbot, v, KEY.Key_O, CONTROL)
    tap(qtbot, v, KEY.Key_Escape)
    assert [where for where, _ in navigator.went] == ["family", "back"]
    assert navigator.went[0][1] == 7


def test_letters_can_be_switched_off(qtbot, view):
    v = view()
    v.silence_letters(silent=True)
    tap(qtbot, v, KEY.Key_X)
    assert len(v.pile.ticked()) == 6


@pytest.mark.parametrize("size", [(866, 614), (1166, 768), (1720, 1000)])
def test_it_fits_every_screen(view, base, size):
    base.sheet = nguyen(locked="Réservé à la régie.")
    v = view(size=size)
    assert v.width() == size[0]
    widths = [v.table.columnWidth(column) for column in range(5)]
    assert sum(widths) == v.table.viewport().width()
    assert widths[TICK] == TICK_WIDE


def test_everything_one_can_press_has_a_name(view):
    mute = [
        type(w).__name__
        for w in view().findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and not w.accessibleName()
    ]
    assert mute == []
