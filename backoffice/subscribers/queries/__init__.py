"""What is seen of accounts, links and codes."""

from backoffice.subscribers.queries.accounts import (
    AccountRow,
    AccountSheet,
    AccountSort,
    LinkRow,
    TryRow,
    account_counts,
    account_page,
    account_sheet,
)
from backoffice.subscribers.queries.codes import (
    CodeFilter,
    CodeRow,
    CodeState,
    code_page,
    code_row,
    code_rules,
    recipients,
)
from backoffice.subscribers.queries.links import families_of

__all__ = [
    "AccountRow",
    "AccountSheet",
    "AccountSort",
    "CodeFilter",
    "CodeRow",
    "CodeState",
    "LinkRow",
    "TryRow",
    "account_counts",
    "account_page",
    "account_sheet",
    "code_page",
    "code_row",
    "code_rules",
    "families_of",
    "recipients",
]
