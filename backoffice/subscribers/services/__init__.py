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
from backoffice.subscribers.services.links import link_by_agent, revoke_link, subscribe
from backoffice.subscribers.services.told import AccountFact, meet, prefer, tell

__all__ = [
    "AccountFact",
    "Channel",
    "IssuedCode",
    "give",
    "issue",
    "link_by_agent",
    "meet",
    "prefer",
    "prepare",
    "revoke_codes",
    "revoke_link",
    "set_code_rules",
    "subscribe",
    "tell",
]
