"""What is done to accounts, links and codes."""

from backoffice.subscribers.services.codes import (
    Channel,
    IssuedCode,
    give,
    issue,
    prepare,
    revoke_codes,
    set_code_rules,
)
from backoffice.subscribers.services.links import (
    link_by_agent,
    link_newcomer,
    revoke_link,
    subscribe,
    unlink_newcomer,
)
from backoffice.subscribers.services.told import AccountFact, meet, prefer, tell

__all__ = [
    "AccountFact",
    "Channel",
    "IssuedCode",
    "give",
    "issue",
    "link_by_agent",
    "link_newcomer",
    "meet",
    "prefer",
    "prepare",
    "revoke_codes",
    "revoke_link",
    "set_code_rules",
    "subscribe",
    "tell",
    "unlink_newcomer",
]
