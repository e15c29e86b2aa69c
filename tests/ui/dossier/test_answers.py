"""Each answer to a pile: its key, what is asked of the base, where one is then."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from backoffice.inbox.services import AddressScope
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import Role
from tests.fixtures.database import person
from tests.ui.dossier.conftest import NOW
from tests.ui.dossier.invented import DAY, FIRST, later, nguyen, reservation
from tests.ui.shown import click, press, settle, sheet

KEY, CONTROL, ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def tap(qtbot, view, key, modifier=Qt.KeyboardModifier.NoModifier):
    press(qtbot, view.tasks, view.table, key, modifier)


def confirm(qtbot, view):
    front = sheet(view.shown_in)
    qtbot.keyClick(front, KEY.Key_Return, CONTROL)
    settle(qtbot, view.tasks)


def test_one_key_applies_all_that_is_ticked_in_one_answer(qtbot, view, base):
    base.sheet = nguyen(address=None)
    v = view()
    assert v.command("apply").text() == "Appliquer"
    assert v.findChild(QWidget, "apply_button").words() == "Appliquer 6 champs"
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    [(verb, fields, whole, _code, _told)] = base.answers
    assert verb is Verb.ACCEPT
    assert [one.accept for one in fields] == [(1, 2), (4,), (6,), (7,), (9,)]
    assert whole == []
    assert v.toast.said == "6 champs acceptés"
    assert v.table.hasFocus()
    assert [item.name for item in v.pile.items()] == ["Portable", "IBAN", "Vient chercher l’enfant"]
    assert v.table.current_item().name == "Portable"


def test_an_address_is_asked_whom_for_and_from_when_and_says_what_it_changes(qtbot, view, base):
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    front = sheet(v.shown_in)
    assert front.objectName() == "ask_address"
    said = " ".join(w.text() for w in front.findChildren(QWidget) if hasattr(w, "text"))
    assert "3 bis allée du Moulin" in said
    assert "La famille passe au tarif hors commune." in said
    assert base.answers == []
    assert [front.findChild(QWidget, f"guardian_{n}").isChecked() for n in (21, 22, 23)] == [
        True,
        True,
        False,
    ]
    front.findChild(QWidget, "guardian_22").click()
    front.findChild(QLineEdit, "from_day").setText(f"{later(6):%d/%m/%Y}")
    confirm(qtbot, v)
    [(_verb, fields, *_rest)] = base.answers
    assert [one.address for one in fields] == [AddressScope((21,), later(6)), *[None] * 4]


def test_an_address_needs_someone_and_no_past_day(qtbot, view, base):
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    front = sheet(v.shown_in)
    for number in (21, 22):
        front.findChild(QWidget, f"guardian_{number}").click()
    front.accept()
    assert "au moins une personne" in front.banner.words
    front.findChild(QWidget, "guardian_23").click()
    front.findChild(QLineEdit, "from_day").setText(f"{later(-1):%d/%m/%Y}")
    front.accept()
    assert front.isVisible()
    assert base.answers == []
    front.findChild(QLineEdit, "from_day").setText(f"{DAY:%d/%m/%Y}")
    confirm(qtbot, v)
    assert base.answers[0][1][0].address == AddressScope((23,), DAY)


def test_no_address_is_asked_about_if_none_of_it_is_ticked(qtbot, view, base):
    v = view()
    for _ in range(2):
        tap(qtbot, v, KEY.Key_X)
        tap(qtbot, v, KEY.Key_Down)
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert [one.seen.request_id for one in base.answers[0][1]] == [
        FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 5,
    ]  # fmt: skip


def test_giving_up_the_address_answers_nothing(qtbot, view, base):
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    qtbot.keyClick(sheet(v.shown_in), KEY.Key_Escape)
    assert base.answers == []
    assert len(v.pile.ticked()) == 6


def test_the_rest_is_refused_for_a_reason_the_family_reads(qtbot, view, base):
    v = view()
    tap(qtbot, v, KEY.Key_R)
    front = sheet(v.shown_in)
    assert not front.primary.isEnabled()
    front.findChild(QWidget, f"refuse_{FIRST + 1}_3").click()  # another reason, later
    front.findChild(QPlainTextEdit, "text").setPlainText("Pièce d’identité à fournir")
    confirm(qtbot, v)
    [(verb, fields, whole, code, told)] = base.answers
    assert (verb, code, told, whole) == (Verb.REFUSE, "", "Pièce d’identité à fournir", [])
    assert [(one.seen.request_id, one.refuse[0].field_id) for one in fields] == [
        (FIRST + 2, 5),
        (FIRST + 4, 8),
    ]
    assert v.toast.said == "2 champs refusés"
    assert len(v.pile.ticked()) == 6  # what was ticked still is


def test_requests_answered_whole_are_refused_only_if_they_are_chosen(qtbot, view, base):
    base.sheet = nguyen(reservation(900, "Cantine, le 01/12/2026", "to_check", "2 pour 1"))
    v = view()
    tap(qtbot, v, KEY.Key_R)
    box = sheet(v.shown_in).findChild(QWidget, "refuse_900_0")
    assert not box.isChecked()
    box.click()
    sheet(v.shown_in).findChild(QWidget, "reason_late").click()
    confirm(qtbot, v)
    [(verb, fields, whole, code, told)] = base.answers
    assert (verb, len(fields), whole) == (Verb.REFUSE, 3, [(900, 1)])
    assert (code, told) == ("late", "Hors délai.")
    assert v.toast.said == "3 champs refusés, 1 demande refusée"


def test_fields_and_whole_requests_are_one_gesture(qtbot, view, base):
    base.sheet = nguyen(reservation(900, "Cantine, le 01/12/2026"), address=None)
    v = view()
    assert v.findChild(QWidget, "apply_button").words() == "Appliquer 7 réponses"
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert len(base.answers) == 1
    assert base.answers[0][2] == [(900, 1)]


def test_ctrl_z_takes_the_last_answer_back_and_the_fields_wait_again(qtbot, view, base):
    base.sheet = nguyen(address=None)
    v = view()
    assert not v.command("undo").isEnabled()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    tap(qtbot, v, KEY.Key_Z, CONTROL)
    assert base.undone == [("op1",)]
    assert v.toast.said == "Réponse annulée"
    assert len(v.pile.items()) == 9
    assert not v.command("undo").isEnabled()


def test_what_undo_could_not_restore_is_said(qtbot, view, base):
    base.sheet = nguyen(address=None)
    base.taken_back = "« Portable » a changé depuis : la valeur actuelle est gardée."
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    tap(qtbot, v, KEY.Key_Z, CONTROL)
    assert "Portable" in v.banner.words


def test_after_the_mail_has_left_nothing_is_undone_and_it_is_said(qtbot, view, base):
    base.sheet = nguyen(address=None)
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    base.now = NOW + timedelta(hours=3)
    v.reload()
    settle(qtbot, v.tasks)
    assert v.toast.isHidden()
    v.undo()
    assert base.undone == []
    assert "plus rien à annuler" in v.banner.words


def test_the_last_answer_leads_back_with_what_can_still_be_undone(qtbot, view, base, navigator):
    base.sheet = nguyen(address=None)
    v = view(line=1)
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert navigator.went == []
    tap(qtbot, v, KEY.Key_R)
    sheet(v.shown_in).findChild(QWidget, "reason_proof").click()
    confirm(qtbot, v)
    [(where, errand)] = navigator.went
    assert where == "back"
    assert [doing.operations for doing in errand.doings] == [("op1",), ("op2",)]
    assert errand.lines == {1}
    assert errand.said == "3 champs refusés"


def test_what_only_another_may_answer_does_not_hold_one_back(qtbot, view, base, navigator):
    whole = nguyen(locked="Réservé à la régie.")
    base.sheet = replace(whole, sections=whole.sections[2:4])
    v = view(line=1)
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert [one.seen.request_id for one in base.answers[0][1]] == [FIRST + 3]
    assert navigator.went[0][0] == "back"


def test_opened_for_a_family_one_stays_once_all_is_answered(qtbot, view, base, navigator):
    whole = nguyen()
    base.sheet = replace(whole, sections=whole.sections[3:4])
    v = view(line=None, family_id=7)
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert navigator.went == []
    assert "Tout a reçu sa réponse" in v.frame.empty.accessibleName()
    assert v.toast.isVisible()  # said, and undone, where nothing is left
    tap(qtbot, v, KEY.Key_Z, CONTROL)
    assert [item.name for item in v.pile.items()] == ["Photographies"]


def test_a_refusal_of_the_base_is_said_and_nothing_moves(qtbot, view, base):
    base.sheet = nguyen(address=None)
    base.refuses = "Acceptez d’abord la personne."
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert v.banner.words == "Acceptez d’abord la personne."
    assert len(v.pile.ticked()) == 6
    base.refuses = ""
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert len(base.answers) == 1


def test_what_a_colleague_answered_first_is_said_and_the_rest_is_done(qtbot, view, base):
    base.sheet = nguyen(address=None)
    base.stale = frozenset({FIRST + 1})
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    assert v.toast.said == "5 champs acceptés"
    assert v.banner.words == "Un collègue vient de la modifier."


def test_a_reader_is_not_offered_what_they_may_not(open_as, reader):
    v = open_as(reader)
    assert [v.command(name) for name in ("apply", "refuse_rest", "send_message", "undo")] == [
        None
    ] * 4
    assert v.command("leave") is not None


def test_the_regie_applies_what_is_its_own_and_may_write_about_it(qtbot, open_as, base):
    v = open_as(person(Role.REGIE))
    assert v.command("send_message") is not None
    assert v.command("apply") is not None


def test_a_reader_answers_nothing(qtbot, open_as, base):
    v = open_as(person(Role.READER))
    assert {v.command("send_message"), v.command("apply"), v.command("refuse_rest")} == {None}


def test_a_message_is_sent_about_the_demand_one_is_on(qtbot, view, monkeypatch):
    sent = []
    monkeypatch.setattr(
        "ui.dossier.calls.send_message", lambda _work, number, words: sent.append((number, words))
    )
    v = view()
    tap(qtbot, v, KEY.Key_Down, ALT)
    tap(qtbot, v, KEY.Key_M)
    front = sheet(v.shown_in)
    front.findChild(QPlainTextEdit, "text").setPlainText("Bonjour")
    confirm(qtbot, v)
    assert sent == [(FIRST + 1, "Bonjour")]
    assert v.toast.said == "Message envoyé"


def test_the_toast_undoes_with_the_mouse_too(qtbot, view, base):
    base.sheet = nguyen(address=None)
    v = view()
    tap(qtbot, v, KEY.Key_Return, CONTROL)
    click(qtbot, v.tasks, v, "toast_undo")
    assert base.undone == [("op1",)]
