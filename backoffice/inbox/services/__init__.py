"""What an agent can do with requests: one door for every screen and command."""

from backoffice.inbox.decide import Outcome, Report
from backoffice.inbox.edits.answers import AddressScope, FieldRefusal, FieldsAnswer
from backoffice.inbox.newcomers.answers import LEFT_OUT, CreationAnswer, WishAnswer
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.rules import Condition, Rehearsal, RuleDraft
from backoffice.inbox.services.answers import (
    ask_information,
    decide,
    promote,
    rectify,
    send_message,
    undo,
)
from backoffice.inbox.services.fields import apply_addresses, decide_fields
from backoffice.inbox.services.lines import annotate, assign, open_line, resume, suspend
from backoffice.inbox.services.newcomers import decide_creation
from backoffice.inbox.services.on_behalf import ask_for_family
from backoffice.inbox.services.town import (
    add_reason,
    archive_reason,
    disable_rule,
    enable_rule,
    expire,
    rehearse,
    run_rules,
    save_rule,
)

__all__ = [
    "LEFT_OUT",
    "AddressScope",
    "Answer",
    "Condition",
    "CreationAnswer",
    "FieldRefusal",
    "FieldsAnswer",
    "Outcome",
    "Rehearsal",
    "Report",
    "Result",
    "RuleDraft",
    "Seen",
    "WishAnswer",
    "add_reason",
    "annotate",
    "apply_addresses",
    "archive_reason",
    "ask_for_family",
    "ask_information",
    "assign",
    "decide",
    "decide_creation",
    "decide_fields",
    "disable_rule",
    "enable_rule",
    "expire",
    "open_line",
    "promote",
    "rectify",
    "rehearse",
    "resume",
    "run_rules",
    "save_rule",
    "send_message",
    "suspend",
    "undo",
]
