"""No enum reaches a screen without its French."""

import pytest

from backoffice.inbox.reading import EventKind, Order, State
from backoffice.inbox.workflow import Kind, Queue, Status, Verb
from backoffice.kernel.permissions import Role
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.portal.words import KINDS
from ui import labels
from ui.kit import icons

COMPLETE = (
    (labels.KIND, Kind),
    (labels.KIND_SHORT, Kind),
    (labels.KIND_ICON, Kind),
    (labels.QUEUE, Queue),
    (labels.STATE, State),
    (labels.ORDER, Order),
    (labels.REQUEST_STATUS, Status),
    (labels.REQUEST_STATUS_TOLD, Status),
    (labels.SLOT_STATUS, SlotStatus),
    (labels.SLOT_EVENT, SlotEvent),
    (labels.VERB, Verb),
    (labels.EVENT, EventKind),
    (labels.ROLE, Role),
)


@pytest.mark.parametrize(("words", "kind"), COMPLETE)
def test_every_member_has_its_words(words, kind):
    assert set(kind) <= set(words)
    assert all(words.values())


@pytest.mark.parametrize("words", [words for words, _ in COMPLETE])
def test_apostrophes_are_those_of_print(words):
    assert not [said for said in words.values() if "'" in said]


def test_kinds_are_named_as_on_the_portal():
    assert {
        kind: words.replace("’", "'") for kind, words in labels.KIND.items() if kind in KINDS
    } == KINDS


def test_every_icon_exists():
    assert set(labels.KIND_ICON.values()) <= set(icons.NAMES)


def test_fields_of_a_payload_are_named_in_french():
    assert labels.field("guardian1.last_name") == "Responsable 1, nom"
    assert labels.field("changes.street") == "Rue"
    assert labels.field("halfdays.1") == "Demi-journées 1"
    assert labels.field("<b>odd</b>") == "<b>odd</b>"
