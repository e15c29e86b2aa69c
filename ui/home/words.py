"""What the overview says in words and figures: pure, and tried without a window."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from backoffice.history.overview import Health, Overview, QueueAge
from backoffice.inbox.workflow import Queue
from backoffice.kernel.calendar import hour_words, local, short_day
from ui import labels
from ui.kit.charts import DayCount
from ui.kit.charts import Queue as QueueLine
from ui.kit.checks import Check
from ui.kit.french import plural
from ui.kit.tokens import Advice

LATE = timedelta(days=3)
MOST_ALERTS = 1
REQUEST = "request:"  # before its number, in the key of a line that leads to it
SLOW = timedelta(minutes=5)  # a row of the portal waits less, when a program is running

ICONS: dict[Queue, str] = {
    Queue.RESERVATIONS: "calendar",
    Queue.ABSENCES: "cross",
    Queue.DOSSIER: "pencil",
    Queue.DOCUMENTS: "document",
    Queue.CRECHE: "creche",
    Queue.FAMILIES: "families",
    Queue.MESSAGES: "message",
}


def age(since: datetime, now: datetime) -> str:
    """« 3 j », « 5 h », « 20 min »."""
    passed = now - since
    if passed >= timedelta(days=1):
        return f"{passed.days} j"
    if passed >= timedelta(hours=1):
        return f"{passed.seconds // 3600} h"
    return f"{max(1, passed.seconds // 60)} min"


def queues(found: Overview) -> list[QueueLine]:
    return [_queue(one, found.read_at) for one in found.queues]


def _queue(one: QueueAge, now: datetime) -> QueueLine:
    return QueueLine(
        ICONS[one.queue],
        labels.QUEUE[one.queue],
        one.waiting,
        age(one.oldest, now),
        now - one.oldest >= LATE,
        (one.under_a_day, one.up_to_three, one.older),
    )


def flow(found: Overview) -> list[DayCount]:
    return [DayCount(str(one.day.day), one.received, one.handled) for one in found.flow]


def state(found: Overview) -> list[Check]:
    health, now = found.health, found.read_at
    return [
        *_alerts(found),
        _portal(health, now),
        _treatments(health, now),
        _mail(health, found.today),
        _anomalies(health),
    ]


def _alerts(found: Overview) -> list[Check]:
    """The latest, each with the way to its request; the others are counted."""
    shown = [
        Check(
            Advice.TO_CHECK, "Alerte", f"{one.child} : {one.words}", "Voir",
            f"{REQUEST}{one.request_id}",
        )
        for one in found.alerts[:MOST_ALERTS]
    ]  # fmt: skip
    if more := len(found.alerts) - len(shown):
        many = plural(more, "autre alerte dans la file", "autres alertes dans la file")
        shown.append(Check(Advice.TO_CHECK, "Alertes", many, "Voir", "inbox"))
    return shown


def _portal(health: Health, now: datetime) -> Check:
    if health.received_at is None:
        return Check(Advice.TO_CHECK, "Portail", "rien reçu encore")
    received = local(health.received_at)
    same_day = received.date() == local(now).date()
    when = f"reçu à {received:%H:%M}" if same_day else f"reçu le {received:%d/%m à %H:%M}"
    return Check(Advice.FAVOURABLE, "Portail", when)


def _treatments(health: Health, now: datetime) -> Check:
    since = health.waiting_since
    if health.not_taken_in and since is not None and now - since > SLOW:
        waits = plural(health.not_taken_in, "ligne attend", "lignes attendent")
        return Check(Advice.TO_CHECK, "Traitements", f"{waits} depuis {age(since, now)}")
    return Check(Advice.FAVOURABLE, "Traitements", f"actifs à {local(now):%H:%M}")


def _mail(health: Health, today: date) -> Check:
    when = local(health.next_mail)
    day = "" if when.date() == today else f" le {short_day(when.date())[:5]}"
    count = plural(health.answers_to_mail, "réponse part", "réponses partent")
    said = count if health.answers_to_mail else "prochain envoi"
    return Check(Advice.FAVOURABLE, "Courriels", f"{said} à {hour_words(when.time())}{day}")


def _anomalies(health: Health) -> Check:
    if not health.anomalies:
        return Check(Advice.FAVOURABLE, "Anomalies", "aucune")
    return Check(Advice.TO_CHECK, "Anomalies", f"{health.anomalies} à voir", "Voir", "anomalies")


def coming(found: Overview) -> list[tuple[str, str]]:
    health = found.health
    first, then = local(health.next_mail), local(health.following_mail)
    many = plural(health.answers_to_mail, "réponse", "réponses")
    lines = [
        (_hour_or_day(first, found.today), f"envoi de {many} aux familles"),
        (_hour_or_day(then, found.today), "envoi suivant"),
    ]
    lines += [
        (
            f"{day:%d/%m}",
            f"{plural(count, 'demande en suspens revient', 'demandes en suspens reviennent')}",
        )
        for day, count in health.coming_back
    ]
    return lines


def _hour_or_day(moment: datetime, today: date) -> str:
    return hour_words(moment.time()) if moment.date() == today else f"{moment:%d/%m}"
