"""How long a document holds. Pure."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from backoffice.documents.words import Validity
from backoffice.kernel.calendar import school_year

_MONTHS = {Validity.ANNUAL: 12, Validity.HALF_YEARLY: 6, Validity.QUARTERLY: 3}


def ends(validity: Validity, dated: date, until_day: date | None = None) -> date | None:
    """The last day a document dated so is good for; None for always.

    « Annuel » is the same day a year later, or the last of the month where there is none.
    """
    if validity in _MONTHS:
        found: date = dated + relativedelta(months=_MONTHS[validity])
        return found
    if validity is Validity.SCHOOL_YEAR:
        return school_year(dated)[1]
    return until_day if validity is Validity.UNTIL else None
