"""What families and agents type: read, told, typed again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from backoffice.families import checking, fields, sense
from backoffice.families.iban import masked
from backoffice.kernel.errors import Refused

FIELDS = fields.FIELDS
PHONE = FIELDS["guardian", "mobile"]


@pytest.mark.parametrize(
    ("subject", "name", "typed", "kept", "told"),
    [
        ("guardian", "mobile", "0639982011", "06 39 98 20 11", "06 39 98 20 11"),
        ("guardian", "mobile", "+33 (0)6.39.98.20.11", "06 39 98 20 11", "06 39 98 20 11"),
        ("guardian", "phone", "0041 79 123 45 67", "+41 79 123 45 67", "+41 79 123 45 67"),
        ("guardian", "email", " Linh@EXEMPLE.fr ", "Linh@exemple.fr", "Linh@exemple.fr"),
        ("guardian", "postcode", "44 210", "44210", "44210"),
        ("guardian", "postcode", "sw1a 1aa", "SW1A 1AA", "SW1A 1AA"),
        ("guardian", "civility", "Mme.", "Mme", "Mme"),
        ("guardian", "city", "  Valcourt \n le-Bas ", "Valcourt le-Bas", "Valcourt le-Bas"),
        ("guardian", "bic", "bdfe frpp", "BDFEFRPP", "BDFEFRPP"),
        ("guardian", "city", "  ", None, None),
        ("child", "birth_date", "4/5/2019", "2019-05-04", "04/05/2019"),
        ("child", "sex", "Masculin", "M", "Masculin"),
        ("child", "allows_photo", True, True, "Oui"),
        ("child", "allows_photo", "Non", False, "Non"),
        ("family", "monthly_income", 1850.5, 185050, "1\u202f850,50\u00a0€"),
        ("family", "monthly_income", "1 850,50 €", 185050, "1\u202f850,50\u00a0€"),
        ("family", "tax_shares", "2,5", 250, "2,5"),
        ("family", "tax_shares", 10, 1000, "10"),
        ("family", "family_quotient", "1 204", 1204, "1204"),
    ],
)
def test_what_is_typed_is_read_and_told(subject, name, typed, kept, told):
    field = FIELDS[subject, name]
    assert fields.read(field, typed) == kept
    assert fields.spell(field, kept) == told
    assert fields.read(field, fields.typed(field, kept)) == kept


@pytest.mark.parametrize(
    ("subject", "name", "typed", "sentence"),
    [
        ("guardian", "email", "a b@exemple.fr", checking.NOT_AN_EMAIL),
        ("guardian", "email", "nadia@exemple", checking.NOT_AN_EMAIL),
        ("guardian", "email", ["a@exemple.fr"], checking.NOT_TEXT),
        ("guardian", "mobile", "12", checking.NOT_A_PHONE),
        ("guardian", "mobile", "06 39 98 20 1A", checking.NOT_A_PHONE),
        ("guardian", "mobile", "06 39 98 20 11 44", checking.NOT_A_PHONE),
        ("guardian", "last_name", "4", checking.NOT_A_NAME),
        ("guardian", "last_name", None, fields.REQUIRED),
        ("guardian", "iban_masked", "FR7630001007941234567890186", checking.NOT_AN_IBAN),
        ("guardian", "iban_masked", "GB82WEST12345698765432", checking.NO_SUCH_BANK),
        ("guardian", "iban_masked", "pas d’IBAN", checking.NOT_AN_IBAN),
        ("guardian", "bic", "BANQUE", checking.NOT_A_BIC),
        ("child", "birth_date", "2019-02-30", checking.NOT_A_DAY),
        ("child", "birth_date", "0000-01-01", checking.NOT_A_DAY),
        ("child", "birth_date", 20190504, checking.NOT_A_DAY),
        ("child", "allows_photo", "peut-être", checking.NOT_YES_OR_NO),
        ("family", "monthly_income", "beaucoup", checking.NOT_AN_AMOUNT),
        ("family", "monthly_income", "-1", checking.NOT_AN_AMOUNT),
        ("family", "monthly_income", "0,005", checking.NOT_AN_AMOUNT),
        ("family", "monthly_income", "NaN", checking.NOT_AN_AMOUNT),
        ("family", "children_count", True, checking.NOT_A_NUMBER),
        ("family", "children_count", "2,5", checking.NOT_A_NUMBER),
        ("family", "beneficiary_guardian_id", -3, "Cette référence n’est pas reconnue."),
    ],
)
def test_what_cannot_be_read_says_why(subject, name, typed, sentence):
    with pytest.raises(Refused) as refusal:
        fields.read(FIELDS[subject, name], typed)
    assert str(refusal.value) == sentence


_ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=400),
    st.lists(st.text(), max_size=2), st.dictionaries(st.text(), st.text(), max_size=2),
)  # fmt: skip


def _read(reading):
    """What was read; None when it was refused, and nothing else may be raised."""
    try:
        return reading()
    except Refused:
        return None


@given(st.sampled_from(list(FIELDS.values())), _ANYTHING)
def test_whatever_the_portal_sends_is_read_or_refused(field, value):
    kept = _read(lambda: fields.read(field, value))
    assert kept is None or isinstance(kept, str | int)
    assert (fields.spell(field, kept) is None) == (kept is None)


@given(st.sampled_from(sorted(fields.LISTS)), _ANYTHING)
def test_whatever_stands_in_a_list_is_read_or_refused(name, value):
    kept = _read(lambda: fields.read_item(name, value))
    assert kept is None or fields.item(name, kept)


def test_elements_of_lists_are_told_as_the_portal_does():
    gluten = fields.read_item("allergies", {"category": "Alimentaires", "label": " gluten "})
    ror = fields.read_item("vaccinations", {"vaccine": "ROR, 2e dose", "date": "2026-11-04"})
    assert fields.spell_item("allergies", gluten) == "Alimentaires : gluten"
    assert fields.spell_item("vaccinations", ror) == "04/11/2026"
    assert fields.spell(FIELDS["child", "vaccinations"], [ror]) == "ROR, 2e dose (04/11/2026)"
    assert fields.spell(FIELDS["child", "diets"], ["sans_porc", "ancien"]) == "Sans porc, ancien"
    with pytest.raises(Refused, match="après le vaccin"):
        fields.read_item("vaccinations", {**ror, "booster": "2020-01-01"})


@pytest.mark.parametrize(
    ("view", "subject", "others"),
    [
        ("portal_out_guardian", "guardian", {"guardian_id", "rank"}),
        ("portal_out_child", "child", {"child_id", "school_class"}),
        ("portal_out_contact", "contact", {"child_id", "contact_id"}),
        ("portal_out_tax", "family", set()),
    ],
)
def test_every_field_the_portal_shows_is_in_the_catalogue(
    sqlite_database, system, view, subject, others
):
    with sqlite_database.read(system) as work:
        shown = set(work.connection.execute(text(f"SELECT * FROM {view}")).keys())
    assert shown - others - {"family_id"} <= {name for of, name in FIELDS if of == subject}


def test_what_must_be_looked_at_for_itself():
    sensitive = {f"{subject}.{name}" for (subject, name), one in FIELDS.items() if one.sensitive}
    assert sensitive >= {
        "guardian.iban_masked", "guardian.last_name", "guardian.first_name", "guardian.capacity",
        "child.last_name", "child.first_name", "child.birth_date", "child.sex",
        "child.allows_leave_alone", "child.allergies", "contact.pickup", "contact.removed",
    }  # fmt: skip
    assert not sensitive & {"guardian.mobile", "guardian.bank_holder", "child.allows_photo"}


def test_an_iban_is_masked_as_it_is_read_on_a_screen():
    bare = fields.read(FIELDS["guardian", "iban_masked"], "fr76 3000 1007 9412 3456 7890 185")
    assert bare == "FR7630001007941234567890185"
    assert masked(bare) == masked(masked(bare)) == "FR76 •••• •••• •••• •••• •••0 185"
    assert fields.spell(FIELDS["guardian", "iban_masked"], bare) == masked(bare)
    assert fields.typed(FIELDS["guardian", "iban_masked"], masked(bare)) == ""


def test_days_are_judged_beside_today_and_the_family():
    today = date(2026, 11, 16)
    assert sense.flaws("child", {"birth_date": "2027-01-01"}, today) == {
        "birth_date": sense.NOT_BORN
    }
    assert sense.flaws("child", {"birth_date": "2019-01-01"}, today, ["1990-01-01"]) == {}
    assert sense.flaws("child", {"birth_date": "1999-01-01"}, today, ["1990-01-01"]) == {
        "birth_date": sense.OLD_CHILD
    }
    assert sense.flaws("guardian", {"secondary_postcode": "1000"}, today) == {
        "secondary_postcode": checking.NOT_A_POSTCODE
    }
    assert sense.flaws("guardian", {"postcode": "1000", "country": "Belgique"}, today) == {}
