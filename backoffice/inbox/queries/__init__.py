"""What the inbox reads: its lines, one of them in full, and what scripts ask."""

from backoffice.inbox.queries.bulk import last_line, lines_matching, matching, preview, seen_of
from backoffice.inbox.queries.choices import choices
from backoffice.inbox.queries.detail import detail
from backoffice.inbox.queries.lines import arrived, counts, page
from backoffice.inbox.queries.search import by_reference
from backoffice.inbox.queries.sheets import find_requests, show_request
from backoffice.inbox.queries.told import advise

__all__ = [
    "advise",
    "arrived",
    "by_reference",
    "choices",
    "counts",
    "detail",
    "find_requests",
    "last_line",
    "lines_matching",
    "matching",
    "page",
    "preview",
    "seen_of",
    "show_request",
]
