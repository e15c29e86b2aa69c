"""`--live`: families go on writing while one looks, at a gentle pace, through the portal alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from backoffice.database.engine import open_engine
from backoffice.database.work import system_clock
from backoffice.demo.standin import Asked, Portal
from backoffice.kernel.calendar import local_day, short_day
from backoffice.kernel.text import reference

EVERY = 8.0  # seconds between two families
_HORIZON = timedelta(days=25)
_REASONS = ("Maladie", "Rendez-vous chez le dentiste", "Il reste avec sa grand-mère", "Angine")
_WORDS = (
    ("Goûter", "Bonjour, faut-il prévoir le goûter le mercredi ? Merci."),
    ("Retard ce soir", "Nous aurons dix minutes de retard ce soir, désolés."),
    ("Certificat", "Je vous dépose le certificat médical demain matin."),
)


class Families:
    """The families of a town, one of whom does something at each `step`."""

    def __init__(
        self, portal: Portal, chance: Random, clock: Callable[[], datetime] = system_clock
    ) -> None:
        self.portal = portal
        self.chance = chance
        self.clock = clock
        links = portal.view("portal_out_link", state="active")
        self.accounts = sorted({str(row["account_id"]) for row in links})

    def step(self) -> str:
        """What a family just did, in a sentence; nothing, in a town without accounts."""
        acts = (
            (self._reserve, 6), (self._reserve_days, 3), (self._absence, 3), (self._cancel, 2),
            (self._withdraw, 1), (self._read, 2), (self._write, 1),
        )  # fmt: skip
        for _ in range(6):  # a family that has nothing to ask leaves its turn
            if not self.accounts:
                break
            account_id = self.chance.choice(self.accounts)
            (act,) = self.chance.choices([act for act, _ in acts], [weight for _, weight in acts])
            if said := act(account_id):
                return said
        return ""

    def _reserve(self, account_id: str) -> str:
        return self._ask(account_id, "reservation", "can_reserve", 1)

    def _reserve_days(self, account_id: str) -> str:
        return self._ask(account_id, "reservation", "can_reserve", self.chance.randint(3, 8))

    def _absence(self, account_id: str) -> str:
        reason = self.chance.choice(_REASONS)
        return self._ask(account_id, "absence", "can_declare_absence", 1, reason=reason)

    def _cancel(self, account_id: str) -> str:
        return self._ask(account_id, "reservation_cancellation", "can_declare_absence", 1)

    def _ask(self, account_id: str, kind: str, may: str, count: int, **words: str) -> str:
        """About `count` days of one child in one activity."""
        days = [row for row in self._planning(account_id) if row[may]]
        if not days:
            return ""
        one = self.chance.choice(days)
        alike = [
            row
            for row in days
            if (row["child_id"], row["activity_id"]) == (one["child_id"], one["activity_id"])
            and row["date"] >= one["date"]
        ][:count]
        batch = f"{account_id}-{self.clock():%d%H%M%S%f}" if len(alike) > 1 else None
        sent = [Asked(account_id, kind, _payload(row, words), batch, self.clock()) for row in alike]
        first = self.portal.ask_all(sent)[0]
        more = f" et {len(alike) - 1} autres" if len(alike) > 1 else ""
        return f"{reference(first)}{more} : {one['child']}, {one['activity']}, {short_day(one['date'])}"

    def _withdraw(self, account_id: str) -> str:
        waiting = [row for row in self.portal.requests(account_id) if row["state"] == "open"]
        if not waiting:
            return ""
        request_id = int(waiting[0]["request_id"])
        self.portal.withdraw(account_id, request_id, at=self.clock())
        return f"{reference(request_id)} est retirée par la famille"

    def _read(self, account_id: str) -> str:
        unread = [row for row in self.portal.requests(account_id) if row["unread_messages"]]
        if not unread:
            return ""
        ids = [int(row["request_id"]) for row in unread]
        self.portal.read_messages(account_id, ids, at=self.clock())
        return f"{len(ids)} réponse(s) lue(s) par une famille"

    def _write(self, account_id: str) -> str:
        subject, body = self.chance.choice(_WORDS)
        payload = {"subject": subject, "body": body}
        sent = self.portal.ask(account_id, "contact_message", payload, at=self.clock())
        return f"{reference(sent)} : message « {subject} »"

    def _planning(self, account_id: str) -> list[dict[str, Any]]:
        tomorrow: date = local_day(self.clock()) + timedelta(days=1)
        return self.portal.slots(account_id, tomorrow, tomorrow + _HORIZON)


def run(
    database_url: str,
    stop: threading.Event,
    *,
    told: Callable[[str], None] = lambda _: None,
    clock: Callable[[], datetime] = system_clock,
    every: float = EVERY,
    seed: int = 1,
) -> None:
    """Until `stop` is set, let a family do something every so many seconds; for a thread."""
    engine = open_engine(database_url)
    try:
        families = Families(Portal(engine), Random(seed), clock)
        while not stop.wait(every):
            if said := families.step():
                told(said)
    finally:
        engine.dispose()


def _payload(row: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    return {
        "child_id": row["child_id"],
        "activity_id": row["activity_id"],
        "date": row["date"].isoformat(),
        **words,
    }
