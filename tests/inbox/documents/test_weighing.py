"""Documents weigh on the advice: what is missing, refused, over, or over before the day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update

from backoffice.documents import services as documents
from backoffice.documents.owners import Owner
from backoffice.documents.tables import document, document_need
from backoffice.families.tables import child, family_child, guardian
from backoffice.inbox.advice import Level, gathered
from backoffice.inbox.facts import gather

DAY = date(2026, 11, 26)
OK, LOOK, NO = Level.FAVOURABLE, Level.TO_CHECK, Level.UNFAVOURABLE
PDF = b"%PDF-1.4"


@pytest.fixture
def home(database, town, clerk):
    return Home(database, town, clerk)


class Home:
    def __init__(self, database, town, clerk):
        self.database, self.town, self.clerk = database, town, clerk
        self.activity = town.activity()
        town.slot(self.activity, DAY)
        self.family = town.family(accounts=["nadia"])
        self.child = town.child(self.family)
        town.enrol(self.child, self.activity)

    def ask_for(self, effect="block", need=None, **values):
        type_id = self.town.document_type(mandatory=True, effect=effect, **values)
        if need is not None:
            self.town.add(document_need, document_type_id=type_id, **need)
        return type_id

    def give(self, type_id, until=None, owner=None):
        with self.database.work(self.clerk) as work:
            mine = owner or Owner(self.family, self.child)
            return documents.add(work, type_id, mine, [("a.pdf", PDF)], valid_until=until)

    def put(self, type_id, **values):
        """A document as it stands."""
        told = {"child_id": self.child, "received_at": self.database.clock(), **values}
        self.town.add(document, document_type_id=type_id, family_id=self.family, **told)

    def advice(self, kind="reservation", activity=None, family=None, day=DAY):
        asked = self.town.request(kind, self.child, activity or self.activity, day)
        with self.database.read(self.clerk) as work:
            return gathered(gather(work, [asked]), [asked])

    def said(self, **asked):
        return next(
            ((one.level, one.sentence) for one in self.advice(**asked).checks if one.label == "Pièces"),
            None,
        )  # fmt: skip


def test_nothing_is_said_where_no_document_weighs(home):
    home.ask_for("none")
    home.town.document_type("Avis", effect="block")  # not mandatory
    home.ask_for(label="Ancienne", archived=True)
    assert home.said() is None


def test_what_is_missing_is_unfavourable_with_a_reason(home):
    home.ask_for()
    advice = home.advice()
    assert (advice.level, advice.reason_code) == (NO, "incomplete")
    assert advice.public_reason == "Il manque une pièce à votre dossier."
    assert home.said() == (NO, "manque : Assurance scolaire")


def test_what_only_warns_is_to_be_checked(home):
    home.ask_for("warn")
    advice = home.advice()
    assert (advice.level, advice.reason_code) == (LOOK, None)
    assert home.said() == (LOOK, "manque : Assurance scolaire")


def test_an_enrolment_is_weighed_too_but_not_an_absence(home):
    home.ask_for()
    other = home.town.activity(label="Natation")
    assert home.said(kind="enrolment", activity=other)[0] is NO
    assert home.said(kind="absence") is None


@pytest.mark.parametrize(
    ("until", "found"),
    [
        (DAY, (OK, "rien ne manque")),
        (DAY - timedelta(days=1), (NO, "finit le 25/11/2026 : Assurance scolaire")),
    ],
)
def test_a_document_holds_to_its_last_day(home, until, found):
    home.give(home.ask_for(), until)
    assert home.said() == found


def test_what_is_always_good_never_lacks(home):
    home.give(home.ask_for(validity="permanent"))
    assert home.said() == (OK, "rien ne manque")


@pytest.mark.parametrize(
    ("state", "reason", "found"),
    [
        ("invalid", "Illisible", (NO, "invalide : Assurance scolaire")),
        ("expired", None, (NO, "obsolète : Assurance scolaire")),
        ("validating", None, (LOOK, "à examiner : Assurance scolaire")),
    ],
)
def test_a_document_says_why_it_does_not_hold(home, state, reason, found):
    home.put(home.ask_for(), state=state, public_reason=reason)
    assert home.said() == found


def test_what_was_accepted_holds_while_another_is_examined(home):
    type_id = home.ask_for()
    home.give(type_id)
    home.put(type_id, state="validating")
    assert home.said() == (OK, "rien ne manque")


def test_a_need_is_of_its_activity_and_of_its_condition(home):
    other = home.town.activity(label="Natation")
    home.ask_for(label="Natation", need={"activity_id": other})
    home.ask_for(label="PAI", need={"condition": "allergy"})
    assert home.said() == (OK, "rien ne manque")
    assert home.said(kind="enrolment", activity=other) == (NO, "manque : Natation")
    with home.database.work(home.clerk) as work:
        work.run(update(child).where(child.c.id == home.child).values(allergies=["arachide"]))
    assert home.said() == (NO, "manque : PAI")


def test_the_family_s_and_the_guardians_count(home):
    house = home.ask_for(label="Domicile", scope="family")
    identity = home.ask_for("warn", label="Identité", scope="guardian")
    (who,) = [row.id for row in home.town.read(select(guardian.c.id))]
    assert home.said() == (NO, "manque : Domicile, Identité")
    home.give(house, owner=Owner(home.family))
    assert home.said() == (LOOK, "manque : Identité")
    home.give(identity, owner=Owner(home.family, guardian_id=who))
    assert home.said() == (OK, "rien ne manque")


def test_a_child_s_document_holds_whichever_of_its_families_gave_it(home):
    other = home.town.family("Roy")
    home.town.add(family_child, family_id=other, child_id=home.child)
    home.give(home.ask_for(), owner=Owner(other, home.child))
    assert home.said() == (OK, "rien ne manque")


def test_it_takes_one_query_whatever_the_number(home):
    home.ask_for()
    many = []
    event.listen(
        home.database.engine, "before_cursor_execute", lambda *given: many.append(given[2])
    )
    asked = [
        home.town.request("reservation", home.child, home.activity, DAY + timedelta(days=day))
        for day in range(5)
    ]
    many.clear()
    with home.database.read(home.clerk) as work:
        gather(work, asked)
    assert len([one for one in many if "document_need" in one]) == 1
