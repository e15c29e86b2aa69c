"""Letters: one page each, in the order of the post, nothing but the address in the window."""

from datetime import timedelta

import pypdfium2
import pytest

from backoffice.kernel.errors import OutOfDate, Refused, Unavailable
from backoffice.paper import emitter as paper
from backoffice.paper import fonts, letterhead
from backoffice.paper.emitter import Letterhead
from backoffice.subscribers import codes, letters, mailing, queries
from backoffice.subscribers.queries import CodeFilter, CodeState
from backoffice.subscribers.recipients import CodeKind, Scope

MM = 72 / 25.4
ADDRESSES = (
    ("Zola", "56000", "Vannes", "8 chemin des Écoles"),
    ("<b>Łukasz</b>", "44210", "Valcourt", "2 rue Basse"),
    ("Absente", None, None, None),
    ("Adam", "44210", "Valcourt", "1 rue Basse"),
)


@pytest.fixture
def families(town, database, admin):
    from backoffice.families.tables import guardian

    made = []
    for label, postcode, city, street in ADDRESSES:
        family_id = town.family(label)
        with database.work(admin) as work:
            values = {"postcode": postcode, "city": city, "street": street}
            work.run(guardian.update().where(guardian.c.family_id == family_id).values(values))
        made.append(family_id)
    with database.work(admin) as work:
        head = Letterhead(
            "1 place de la Mairie", "44210 Valcourt", "02 40 00 12 34", "e@valcourt.example"
        )
        paper.set_letterhead(work, head)
    return made


def mailed(desk, path, kind=CodeKind.FAMILY, **scope):
    steps = mailing.mail(lambda: desk.database.work(desk.agent), kind, Scope(**scope), path)
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return end.value, seen


def pages(content):
    document = pypdfium2.PdfDocument(content)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append((text.get_text_bounded(), window(text)))
        text.close()
        page.close()
    document.close()
    return found


def window(text):
    """What shows through the envelope."""
    left, top, right, bottom = (edge * MM for edge in letterhead.WINDOW)
    high = 297 * MM
    return text.get_text_bounded(left, high - bottom, right, high - top).split("\r\n")


def states(desk):
    with desk.database.read(desk.agent) as work:
        return [row.state for row in queries.code_page(work, CodeFilter())]


def test_letters_are_merged_in_the_order_of_the_post(desk, families, tmp_path):
    done, seen = mailed(desk, tmp_path / "lettres.pdf")
    assert (done.letters, done.without_address) == (4, ("Nadia ABSENTE",))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    found = pages((tmp_path / "lettres.pdf").read_bytes())
    assert [shown for _, shown in found] == [
        ["MME NADIA ADAM", "1 RUE BASSE", "44210 VALCOURT"],
        ["MME NADIA <B>ŁUKASZ</B>", "2 RUE BASSE", "44210 VALCOURT"],
        ["MME NADIA ZOLA", "8 CHEMIN DES ÉCOLES", "56000 VANNES"],
        ["MME NADIA ABSENTE"],
    ]
    assert states(desk) == [CodeState.SENT] * 4


def test_each_letter_says_its_code_and_how_to_use_it(desk, town, families, tmp_path):
    mailed(desk, tmp_path / "a.pdf", family_ids=(families[0],))
    ((text, _),) = pages((tmp_path / "a.pdf").read_bytes())
    for words in (
        "Votre code abonné", f"Famille n° {families[0]}", "Madame,", "« Code Abonné »",
        "Valable jusqu’au 15 janvier 2027, une seule fois", "02 40 00 12 34, e@valcourt.example",
        "Page 1/1",
    ):  # fmt: skip
        assert words in text
    (typed,) = [line for line in text.split("\r\n") if codes.read(line)]
    town.account("nadia")
    assert desk.typed("nadia", typed) == ["linked"]
    assert typed not in desk.everything()


def test_a_personal_code_has_its_own_letter(desk, families, tmp_path):
    mailed(desk, tmp_path / "p.pdf", CodeKind.PERSONAL, family_ids=(families[0],))
    ((text, _),) = pages((tmp_path / "p.pdf").read_bytes())
    assert "Votre code personnel" in text
    assert "Valable jusqu’à son remplacement" in text
    assert "« Avec une de vos factures »" in text


def test_letters_use_only_embedded_fonts(desk, families, tmp_path):
    mailed(desk, tmp_path / "a.pdf")
    assert b"Helvetica" not in (tmp_path / "a.pdf").read_bytes()


def test_the_file_is_for_its_owner_and_nothing_is_left_beside_it(desk, families, tmp_path):
    mailed(desk, tmp_path / "a.pdf")
    assert [one.name for one in tmp_path.glob("*.pdf*")] == ["a.pdf"]
    assert (tmp_path / "a.pdf").stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_issues_nothing(desk, families, tmp_path):
    with pytest.raises(Unavailable, match="Aucun code"):
        mailed(desk, tmp_path / "nowhere" / "a.pdf")
    assert desk.codes() == []


def test_a_job_that_is_stopped_issues_nothing(desk, families, tmp_path):
    path = tmp_path / "a.pdf"
    steps = mailing.mail(lambda: desk.database.work(desk.agent), CodeKind.FAMILY, Scope(), path)
    next(steps)
    steps.close()
    assert desk.codes() == []
    assert not path.exists()


def test_a_base_that_refuses_leaves_no_letters(desk, families, tmp_path, monkeypatch):
    def broken(*_given):
        raise Unavailable("La base ne répond plus.")

    monkeypatch.setattr("backoffice.subscribers.mailing.services.issue", broken)
    with pytest.raises(Unavailable):
        mailed(desk, tmp_path / "a.pdf")
    assert list(tmp_path.glob("*.pdf*")) == []


def test_nobody_to_write_to_is_said(desk, tmp_path):
    with pytest.raises(Refused, match="Personne"):
        mailed(desk, tmp_path / "a.pdf")


def test_when_another_program_took_the_same_public_part_it_draws_again(
    desk, families, tmp_path, monkeypatch
):
    right, drawn = mailing.services.issue, []

    def late(work, made, channel):
        drawn.append(made[0].selector)
        if len(drawn) == 1:
            raise OutOfDate("Un collègue vient d’émettre des codes.")
        return right(work, made, channel)

    monkeypatch.setattr("backoffice.subscribers.mailing.services.issue", late)
    mailed(desk, tmp_path / "a.pdf", family_ids=(families[0],))
    assert [row.selector for row in desk.codes()] == drawn[1:]
    ((text, _),) = pages((tmp_path / "a.pdf").read_bytes())
    assert drawn[1] in text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("e\u0301", "é"), ("Zoë", "Zoë"), ("王", "?"), ("ﬁ", "ﬁ"), ("Ａ", "A"), ("a\ue000b", "ab")],
)
def test_what_the_paper_has_not_is_told_or_made_plain(typed, printed):
    assert fonts.printable(typed) == printed
    assert fonts.unprintable(fonts.printable(typed)) == frozenset()


def test_names_with_foreign_letters_are_told(desk, town):
    issued = desk.give(town.family("王"), town.family("Zoë"))
    assert letters.unprintable(issued) == ("Nadia 王",)


def test_the_letterhead_is_kept_clean(desk, admin):
    with desk.database.work(admin) as work:
        paper.set_letterhead(work, Letterhead(street="1 rue\x00 Haute" + "x" * 200))
        assert len(paper.letterhead(work).street) == 90
        assert paper.emitter(work).contact == ""


def test_letters_do_not_change_with_the_hour(desk, town, clock):
    issued = desk.give(town.family())
    with desk.database.read(desk.agent) as work:
        sender = paper.emitter(work)
    first = letters.render(issued, sender)
    clock.now += timedelta(hours=3)
    assert letters.render(issued, sender) == first
