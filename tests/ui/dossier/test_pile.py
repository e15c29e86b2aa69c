"""What is ticked of a pile, without a screen."""

from dataclasses import replace

import pytest

from tests.ui.dossier.invented import FIRST, advice, field, nguyen, reservation, section
from ui.dossier import answering, words
from ui.dossier.pile import Item, Pile, split


def pile_of(sheet):
    made = Pile()
    made.show(sheet)
    return made


def named(items):
    return [item.name for item in items]


def item_of(pile, name):
    return next(item for item in pile.items() if item.name == name)


def renewed(sheet, field_id, **changes):
    """The sheet read again, once somebody changed a field."""
    sections = []
    for one in sheet.sections:
        fields = tuple(replace(f, **changes) if f.id == field_id else f for f in one.fields)
        sections.append(replace(one, fields=fields))
    return replace(sheet, sections=tuple(sections))


def test_neither_sensitive_nor_flawed_nor_changed_fields_are_ticked_by_themselves():
    flawed = section(
        900, "guardian_change", "Responsable", "M. Nguyen",
        field(90, "E-mail", "a@b.fr", "pas une adresse", flaw="Cette adresse n’est pas valide."),
    )  # fmt: skip
    pile = pile_of(nguyen(flawed))
    assert named(pile.ticked()) == [
        "Rue", "Code postal, ville", "Courriel", "Titulaire", "Photographies", "ROR, 2ᵉ dose",
    ]  # fmt: skip
    assert named(pile.rest()) == ["Portable", "IBAN", "Vient chercher l’enfant", "E-mail"]


def test_a_sensitive_field_is_not_ticked_even_if_the_base_says_so():
    sheet = renewed(nguyen(), 5, ticked_by_default=True)
    pile = pile_of(sheet)
    assert not pile.is_ticked(item_of(pile, "IBAN"))


def test_a_flawed_field_cannot_be_ticked_and_says_why():
    pile = pile_of(renewed(nguyen(), 4, flaw="Cette adresse n’est pas valide."))
    item = item_of(pile, "Courriel")
    pile.tick([item], on=True)
    assert not pile.is_ticked(item)
    assert pile.why_not(item) == "Cette adresse n’est pas valide."


def test_what_is_another_s_cannot_be_ticked_and_is_not_of_the_rest():
    pile = pile_of(nguyen(locked="Réservé à la régie."))
    iban = item_of(pile, "IBAN")
    pile.tick([iban], on=True)
    assert not pile.is_ticked(iban)
    assert pile.why_not(iban) == "Réservé à la régie."
    assert "IBAN" not in named(pile.rest())
    assert "Titulaire" not in named([*pile.rest(), *pile.ticked()])


def test_a_tick_outlives_a_new_reading_but_not_a_change_of_what_it_was_given_to():
    sheet = nguyen()
    pile = pile_of(sheet)
    pile.tick([item_of(pile, "IBAN"), item_of(pile, "Portable")], on=True)
    pile.show(renewed(sheet, 3, since="01 02 03 04 05 · 25/11, M. Durand"))
    assert pile.is_ticked(item_of(pile, "IBAN"))
    assert not pile.is_ticked(item_of(pile, "Portable"))


def test_a_default_tick_goes_when_a_colleague_changes_the_field():
    sheet = nguyen()
    pile = pile_of(sheet)
    assert pile.is_ticked(item_of(pile, "Rue"))
    pile.show(renewed(sheet, 1, since="2 rue du Port · 25/11, M. Durand"))
    assert not pile.is_ticked(item_of(pile, "Rue"))


def test_ticks_of_a_family_are_not_another_s():
    pile = pile_of(nguyen())
    pile.tick([item_of(pile, "IBAN")], on=True)
    pile.show(replace(nguyen(), family_id=8))
    assert not pile.is_ticked(item_of(pile, "IBAN"))


def test_ticking_all_and_none():
    pile = pile_of(nguyen())
    pile.tick([item_of(pile, "IBAN")], on=True)
    pile.untick_all()
    assert pile.ticked() == []
    pile.tick_usual()
    assert len(pile.ticked()) == 6
    assert not pile.is_ticked(item_of(pile, "IBAN"))


@pytest.mark.parametrize(
    ("told", "ticked"),
    [
        ({"advice": advice("favourable")}, True),
        ({"advice": advice("to_check")}, False),
        ({"advice": advice("unfavourable")}, False),
        ({"advice": None}, False),
        ({"advice": advice("favourable"), "status": "waitlisted"}, False),
        ({"advice": advice("favourable"), "decidable": False}, False),
        ({"advice": advice("favourable"), "kind": "document"}, False),  # somebody has to read it
    ],
)
def test_a_request_answered_whole_is_ticked_if_its_advice_is_favourable(told, ticked):
    asked = section(900, "absence", "Garderie matin, le 04/12/2026", "Minh, CE2 A")
    assert Item(replace(asked, **told)).usual is ticked


def test_what_one_click_asked_is_one_demand_and_the_next_click_another():
    pile = pile_of(
        nguyen(
            reservation(900, "Garderie matin, le 01/12/2026"),
            reservation(901, "Garderie matin, le 02/12/2026"),
            section(902, "absence", "Cantine, le 03/12/2026", "Minh, CE2 A", submission_id=3),
        )
    )
    assert [(part.title, len(part.items)) for part in pile.parts[-2:]] == [
        ("Réservation", 2),
        ("Absence", 1),
    ]
    assert pile.parts[-2].reference == "n° 900 et 1 de plus"
    assert pile.submissions() == {1, 2, 3}


def test_two_edits_of_one_kind_are_two_demands():
    twin = section(
        FIRST + 9, "contact_add", "Individu autorisé", "Maï, grande section",
        field(80, "Nom", "—", "Mme Tran"),
    )  # fmt: skip
    sheet = nguyen()
    pile = pile_of(replace(sheet, sections=(sheet.sections[4], twin)))
    assert [part.reference for part in pile.parts] == [
        "n° 17\u202f379\u202f108",
        "n° 17\u202f379\u202f113",
    ]


def test_what_is_ticked_is_answered_request_by_request_with_the_version_seen():
    pile = pile_of(nguyen(reservation(900, "Garderie matin, le 01/12/2026", version=4)))
    fields, whole = answering.accepted(pile.ticked(), {})
    assert [(one.seen, one.accept, one.refuse) for one in fields] == [
        ((FIRST, 1), (1, 2), ()),
        ((FIRST + 1, 1), (4,), ()),
        ((FIRST + 2, 1), (6,), ()),
        ((FIRST + 3, 1), (7,), ()),
        ((FIRST + 5, 1), (9,), ()),
    ]
    assert whole == [(900, 4)]


def test_what_is_refused_has_its_reason_field_by_field():
    pile = pile_of(nguyen())
    fields, whole = answering.refused(pile.rest(), "late", "Hors délai.")
    told = [(r.field_id, r.reason_code, r.public_reason) for one in fields for r in one.refuse]
    assert told == [(number, "late", "Hors délai.") for number in (3, 5, 8)]
    assert [one.accept for one in fields] == [()] * 3
    assert whole == []


@pytest.mark.parametrize(
    ("fields", "whole", "said"),
    [(1, 0, "1 champ"), (6, 0, "6 champs"), (0, 2, "2 demandes"), (5, 2, "7 réponses")],
)
def test_the_button_counts_what_it_answers(fields, whole, said):
    asked = section(1, "vaccination_change", "Vaccins", "Maï", field(1, "ROR", "—", "1"))
    items = [Item(asked, asked.fields[0])] * fields + [Item(reservation(2, "Cantine"))] * whole
    assert words.count(items) == said
    assert [len(part) for part in split(items)] == [fields, whole]
