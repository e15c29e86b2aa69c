"""Shared by the tests of intake."""

from datetime import date

from sqlalchemy import select

from backoffice.inbox.intake import take_in
from backoffice.inbox.tables import request
from backoffice.kernel.permissions import SYSTEM

DAY = date(2026, 11, 26)


def pass_over(database, limit=1000):
    with database.work(SYSTEM) as work:
        return take_in(work, limit)


def the_request(town, request_id):
    (found,) = town.read(select(request).where(request.c.id == request_id))
    return found
