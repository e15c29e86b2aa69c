from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.kit.forms import DateField, Field, NumberField, TextField, TimeField, settled
from ui.kit.layout import column
from ui.kit.reading import read_date, read_number, read_time
from ui.kit.textarea import TextArea

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3/9", date(2026, 9, 3)),
        ("3/1", date(2027, 1, 3)),
        ("31.8", date(2027, 8, 31)),
        ("03/09/2025", date(2025, 9, 3)),
        ("3-9-26", date(2026, 9, 3)),
        ("0309", date(2026, 9, 3)),
        ("030926", date(2026, 9, 3)),
        ("03092026", date(2026, 9, 3)),
        ("demain", date(2026, 11, 22)),
        ("aujourd'hui", TODAY),
    ],
)
def test_a_date_is_read_in_the_current_school_year(typed, meant):
    assert read_date(typed, TODAY) == meant


def test_in_spring_september_is_the_last_one():
    assert read_date("3/9", date(2027, 4, 2)) == date(2026, 9, 3)
    assert read_date("3/5", date(2027, 4, 2)) == date(2027, 5, 3)


@pytest.mark.parametrize("typed", ["", "x", "3", "30/2", "3/13", "3/9/1", "3/9/26/1", "3 mars"])
def test_what_is_no_date_says_so(typed):
    with pytest.raises(ValueError, match=r"Date attendue|n’existe pas|Année attendue"):
        read_date(typed, TODAY)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_written_neatly_is_read_back(day):
    assert read_date(f"{day:%d/%m/%Y}", TODAY) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("8h30", time(8, 30)), ("8:30", time(8, 30)), ("0830", time(8, 30)), ("8 h", time(8))],
)
def test_an_hour_is_read_generously(typed, meant):
    assert read_time(typed) == meant


@pytest.mark.parametrize("typed", ["25h", "8:75", "x", "8h3"])
def test_what_is_no_hour_says_so(typed):
    with pytest.raises(ValueError, match=r"[Hh]eure"):
        read_time(typed)


def test_comma_and_point_are_both_decimals():
    assert read_number("1 234,50 €", decimals=2) == read_number("1234.50", decimals=2)
    assert read_number("30", least=0, most=99) == 30


@pytest.mark.parametrize(
    ("typed", "said"),
    [("x", "Nombre"), ("nan", "Nombre"), ("1,5", "entier"), ("-1", "au moins"), ("99", "au plus")],
)
def test_what_is_no_such_number_says_so(typed, said):
    with pytest.raises(ValueError, match=said):
        read_number(typed, least=0, most=50)


@pytest.fixture
def form(qtbot):
    made = QWidget()
    made.date = DateField("Valable jusqu'au", lambda: TODAY)
    made.field = Field("Valable jusqu'au", made.date, "Semestriel")
    made.time = TimeField("Heure", time(8, 30))
    made.number = NumberField("Places", 30, least=0, most=99, required=True)
    made.text = TextField("Motif", required=True, limit=10)
    made.setLayout(column(made.field, made.time, made.number, made.text))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_date_is_read_on_leaving_the_field(qtbot, form):
    assert form.date.accessibleName() == "Valable jusqu’au"
    form.date.setFocus()
    qtbot.keyClicks(form.date, "3/9")
    with qtbot.waitSignal(form.date.changed) as said:
        qtbot.keyClick(form.date, Qt.Key.Key_Return)
    assert said.args == [date(2026, 9, 3)]
    assert form.date.text() == "03/09/2026"


def test_what_is_wrong_is_said_under_the_field_until_it_is_changed(qtbot, form):
    assert form.field.message == "Semestriel"
    qtbot.keyClicks(form.date, "31/2")
    qtbot.keyClick(form.date, Qt.Key.Key_Return)
    assert "n’existe pas" in form.field.message
    assert form.date.property("wrong") is True
    assert form.date.value is None
    assert "n’existe pas" in form.date.accessibleDescription()
    qtbot.keyClick(form.date, Qt.Key.Key_Backspace)
    assert form.field.message == "Semestriel"


def test_a_form_settles_whole_and_leads_to_the_first_mistake(qtbot, form):
    assert not settled(form.date, form.time, form.number, form.text)
    assert form.text.complaint == "À remplir."
    form.text.setText("Complet")
    assert settled(form.date, form.time, form.number, form.text)
    assert (form.time.value, form.number.value) == (time(8, 30), Decimal(30))


def test_values_are_written_neatly(qtbot):
    amount = NumberField("Montant", Decimal("12.5"), decimals=2)
    qtbot.addWidget(amount)
    assert amount.text() == "12,50"
    amount.set_value(None)
    assert amount.text() == ""


def test_a_text_area_keeps_plain_text_within_its_limit(qtbot):
    area = TextArea("Message", limit=10, value="<b>x</b>")
    qtbot.addWidget(area)
    assert area.value == "<b>x</b>"
    assert area.left() == 2
    area.setPlainText("0123456789abc")
    assert area.value == "0123456789"
    assert area.tabChangesFocus()
    assert area.accessibleName() == "Message"
