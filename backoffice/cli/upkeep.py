"""`backoffice database …` and `backoffice worker`: for night jobs."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import Namespace

from backoffice import app
from backoffice.cli import bases
from backoffice.cli.say import Asked, answer
from backoffice.database import checks, schema
from backoffice.database.engine import open_engine
from backoffice.database.work import Database


def upgrade(asked: Namespace) -> int:
    """Make or renew the schema, with the rights the address gives: the owner's, on a server."""
    engine = open_engine(bases.address_of(asked))
    try:
        schema.upgrade(engine)
    finally:
        engine.dispose()
    return answer(asked, {"schema": schema.HEAD}, f"La base est à jour ({schema.HEAD}).")


def check(asked: Namespace) -> int:
    anchor = _anchor(asked.anchor) if asked.anchor else None
    with bases.upkeep(asked) as opened, opened.database.read(opened.agent) as work:
        found = checks.check(work, anchor)
        last = str(checks.head(work))
    if not found:
        told = f"Tout est bon : {len(checks.INVARIANTS)} promesses tenues, journal intact."
        seal = f"Dernier scellé du journal, à noter hors de la base : {last}"
        return answer(asked, {"breaches": [], "anchor": last}, told, seal)
    lines = [f"{one.name} : {one.sentence} ({', '.join(one.sample)})" for one in found]
    answer(asked, {"breaches": found, "anchor": last}, *lines)
    print(f"La base ne tient pas {len(found)} de ses promesses.", file=sys.stderr)
    return 1


def worker(asked: Namespace) -> int:
    """One pass, or until told to stop."""
    from backoffice import worker as night

    with bases.upkeep(asked) as opened:
        if asked.at and not asked.once:
            raise Asked("--at ne va qu’avec --once : le temps, ensuite, avance tout seul.")
        if not asked.once:
            night.run_forever(opened.database, _until_stopped(), opened.agent)
            return 0
        database = opened.database
        if asked.at:
            at = app.read_instant(asked.at, "--at")
            database = Database(opened.engine, lambda: at)
        done = night.run_once(database, opened.agent)
    return answer(
        asked,
        done,
        f"{done.requests} demandes et {done.events} événements pris en charge, "
        f"{done.anomalies} anomalies, {done.decided} réponses automatiques, "
        f"{done.expired} demandes closes, {done.obsolete} pièces devenues obsolètes, "
        f"{done.reminded} rappels de pièces à renouveler.",
    )


def _until_stopped() -> threading.Event:
    """Set by whoever ends the service: between two transactions, never inside one."""
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda *_: stop.set())
    return stop


def _anchor(words: str) -> checks.Head:
    rank, _, digest = words.partition(":")
    if not rank.isdigit() or not digest:
        raise Asked("Un scellé s’écrit RANG:EMPREINTE, comme « database check » le donne.")
    return checks.Head(int(rank), digest.strip().lower())
