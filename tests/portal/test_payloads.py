"""Reading payloads: whatever the text, either what it says or why it cannot be read."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.kernel.text import clean
from backoffice.portal.payloads import (
    EVENTS,
    EnrolmentAsked,
    OtherAsked,
    SlotAsked,
    read_event,
    read_request,
)
from backoffice.portal.shapes import Unreadable
from backoffice.portal.words import KINDS

unhurried = settings(deadline=None)  # a busy machine is no failure

FIELDS = (
    "child_id", "activity_id", "date", "guardian_id", "changes", "family_id", "starts_on", "ends_on",
    "weekdays", "note", "reason", "request_id", "request_ids", "all", "file_ids", "wishes", "guardians",
    "payer", "children", "enrolments", "contact", "remove", "contact_id", "subject", "body", "wished",
)  # fmt: skip

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2026-11-26", "0000-00-00", "\ud800", "\x00", "9999-12-31"])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(st.sampled_from(FIELDS), values)


def outcome(read, *given):
    try:
        return read(*given)
    except Unreadable as flaw:
        return flaw


@unhurried
@given(st.sampled_from(sorted(KINDS)), objects | values)
def test_a_request_is_read_or_says_why_not(kind, payload):
    asked = outcome(read_request, kind, json.dumps(payload))
    if isinstance(asked, Unreadable):
        assert asked.cause
        assert asked.public_reason.endswith(".")
        return
    assert isinstance(asked, SlotAsked | EnrolmentAsked | OtherAsked)
    kept = json.dumps(asked.details, ensure_ascii=False, allow_nan=False)
    assert "\\u0000" not in kept
    kept.encode()  # no lone surrogate


@unhurried
@given(st.sampled_from(sorted(EVENTS)), objects | values)
def test_an_event_is_read_or_says_why_not(kind, payload):
    found = outcome(read_event, kind, json.dumps(payload))
    assert found.cause if isinstance(found, Unreadable) else found.keys() == EVENTS[kind].keys()


@unhurried
@given(st.sampled_from(["reservation", "enrolment", "creche"]), st.text())
def test_any_text_is_read_or_says_why_not(kind, words):
    with pytest.raises(Unreadable):
        read_request(kind, words)


@unhurried
@given(st.text(max_size=300))
def test_what_is_kept_of_a_note_is_its_clean_text(words):
    payload = {"child_id": 1, "activity_id": 2, "date": "2026-11-26", "note": words}
    for ascii_only in (True, False):
        asked = read_request("reservation", json.dumps(payload, ensure_ascii=ascii_only))
        assert asked == SlotAsked(
            None, 1, 2, date(2026, 11, 26), clean(words) or None, {**payload, "note": asked.details["note"]}
        )  # fmt: skip
        assert asked.details["note"].strip() == clean(words)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 10_000,
        '{"a": NaN}',
        '{"a": -1e400}',
        "{} {}",
        "\ufeff{}",
    ],
)
def test_what_chokes_parsers_is_only_unreadable(text):
    with pytest.raises(Unreadable):
        read_request("contact_message", text)


def test_a_long_text_is_cut_and_a_deep_one_refused():
    message = {"subject": "s", "body": "é" * 50_000}
    asked = read_request("contact_message", json.dumps(message))
    assert len(asked.words) == 10_000
    deep = {"subject": "s", "body": "b", "x": json.loads("[" * 40 + "]" * 40)}
    with pytest.raises(Unreadable, match="imbriqué"):
        read_request("contact_message", json.dumps(deep))
