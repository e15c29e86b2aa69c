"""No line of the journal goes without its French."""

import ast
from pathlib import Path

import pytest

from backoffice.history import words
from backoffice.inbox.workflow import Verb
from backoffice.kernel.topics import Topic
from backoffice.planning.slots import SlotEvent

CODE = Path(__file__).parents[2] / "backoffice"

# What a name holds where the action is not written out: (file, expression) to actions.
COMPUTED = {
    ("activities/services.py", "f'add_{table.name}'"): [
        "add_department", "add_facility", "add_school_class", "add_activity",
    ],
    ("activities/services.py", "f'edit_{table.name}'"): ["edit_facility", "edit_activity"],
    ("families/editing.py", "f'edit_{subject}'"): [
        "edit_family", "edit_guardian", "edit_child", "edit_contact",
    ],
    ("families/bank.py", "action"): ["open_account", "close_account"],
    ("families/contacts.py", "action"): ["add_contact", "remove_contact"],
    ("planning/opening.py", "action"): ["set_hours", "set_periods"],
    ("planning/attendance.py", "str(event)"): [
        str(event)
        for event in (
            SlotEvent.MARK_PRESENT, SlotEvent.MARK_NO_SHOW, SlotEvent.JUSTIFY, SlotEvent.UNDO,
        )
    ],
    ("inbox/decide.py", "str(answer.verb)"): [str(verb) for verb in Verb],
    ("subscribers/linking.py", "action"): [
        "wrong_try", "locked_try", "link_by_code", "link_by_invoice",
    ],
}  # fmt: skip


def recorded():
    """(file, topic, actions or the expression that makes them) of each line written to the journal."""
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 3:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            topic = ast.unparse(node.args[0])
            if name in ("record", "record_many") and topic.startswith("Topic."):
                where = path.relative_to(CODE).as_posix()
                yield where, Topic[topic.removeprefix("Topic.")], node.args[1]


def test_every_action_of_the_program_has_its_sentence():
    missing = [
        (where, topic, one)
        for where, topic, action in recorded()
        for one in actions_of(where, action)
        if not words.is_known(topic, one)
    ]
    assert missing == []


def actions_of(where, action):
    if isinstance(action, ast.Constant):
        return [action.value]
    return COMPUTED[where, ast.unparse(action)]


def test_the_scan_sees_the_program():
    assert len(list(recorded())) > 50


@pytest.mark.parametrize("topic", Topic)
def test_what_is_not_known_is_still_said_in_french(topic):
    assert words.TOPICS[topic]
    assert words.sentence(topic, "something_new", 1)


def test_many_are_counted():
    assert words.sentence(Topic.REQUESTS, "accept", 1) == "Demande acceptée"
    assert words.sentence(Topic.REQUESTS, "accept", 1204) == "1\u202f204 demandes acceptées"


def test_the_detail_reads_as_words():
    told = {"until": "2026-11-26", "reason": "Attend la mère", "operation": "x", "children": 3}
    assert words.detail(told) == "Attend la mère, jusqu’au 26/11/2026"
    assert words.detail({"capacity": None}) == "sans limite"
    assert words.detail({"day": "2026-11-26", "capacity": 28}) == "le 26/11/2026, 28 places"
    assert words.detail(
        {"first": "2026-12-21", "last": "2027-01-03", "done": "Rien ne change."}
    ) == ("Rien ne change, du 21/12/2026 au 03/01/2027")
    assert words.detail({"accounts": 3}) == ""
