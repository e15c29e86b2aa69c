"""What draws documents: good ones shown, hostile ones refused in a sentence, nothing left behind."""

import io
import subprocess
import sys
import threading

import pytest
from PIL import Image

from backoffice.drawing import Drawer, refusals
from backoffice.drawing.limits import LONGEST_SIDE
from backoffice.kernel.errors import Refused
from tests.documents import corpus


@pytest.fixture(scope="module")
def drawer():
    made = Drawer()
    yield made
    made.close()


@pytest.mark.parametrize("name", corpus.GOOD)
def test_a_good_document_is_drawn(drawer, name):
    shown = drawer.draw(corpus.GOOD[name], name)
    assert min(shown.width, shown.height) >= 1
    assert max(shown.width, shown.height) <= LONGEST_SIDE
    assert len(shown.pixels) == shown.stride * shown.height


@pytest.mark.parametrize("name", corpus.HOSTILE)
def test_a_hostile_one_is_refused_in_a_sentence_and_the_next_good_one_shows(drawer, name):
    with pytest.raises(Refused) as refusal:
        drawer.draw(corpus.HOSTILE[name], name)
    assert str(refusal.value) in {
        value for value in vars(refusals).values() if isinstance(value, str)
    }
    assert drawer.draw(corpus.GOOD["photo.jpg"], "photo.jpg").pages == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("facture.jpg", refusals.DISGUISED),
        ("page.pdf", refusals.NOT_ACCEPTED),
        ("bombe.png", refusals.TOO_MANY_PIXELS),
        ("secret.pdf", refusals.LOCKED),
        ("fleuve.pdf", refusals.TOO_MANY_PAGES),
        ("vide.pdf", refusals.EMPTY),
        ("lourde.pdf", refusals.TOO_LARGE),
        ("tronque.pdf", refusals.BROKEN),
    ],
)
def test_the_sentence_says_what_is_wrong(drawer, name, sentence):
    with pytest.raises(Refused, match=f"^{sentence}$"):
        drawer.draw(corpus.HOSTILE[name], name)


def test_a_bomb_is_given_up_in_time_and_leaves_no_process_behind():
    made = Drawer(0.5)
    made.warm()
    before = made._process
    with pytest.raises(Refused, match=refusals.TOO_LONG):
        made.draw(corpus.pdf_bomb(), "bombe.pdf")
    assert before is not None
    assert before.poll() is not None
    assert made.draw(corpus.GOOD["certificat.pdf"], "certificat.pdf").pages == 3
    made.close()
    assert made._process is None


def test_what_nobody_waits_for_is_abandoned_at_once():
    made = Drawer(60)
    made.warm()
    said = []

    def ask():
        try:
            made.draw(corpus.pdf_bomb(), "bombe.pdf")
        except Refused as refusal:
            said.append(str(refusal))

    waiting = threading.Thread(target=ask)
    waiting.start()
    while waiting.is_alive() and not said:
        made.give_up()
        waiting.join(0.05)
    assert said
    assert made.draw(corpus.GOOD["photo.jpg"], "photo.jpg").width == 640
    made.close()


def test_what_a_document_would_do_is_not_done(drawer):
    shown = drawer.draw(corpus.pdf_that_acts(), "agit.pdf")
    assert shown.pages == 1


def test_pages_turn_without_sending_the_document_again(drawer, monkeypatch):
    content = corpus.GOOD["certificat.pdf"]
    pages = [drawer.draw(content, "c.pdf", page, width=400).pixels for page in (1, 2, 3, 1)]
    assert pages[0] == pages[3]
    assert len({bytes(one) for one in pages}) == 3
    with pytest.raises(Refused, match=refusals.NO_SUCH_PAGE):
        drawer.draw(content, "c.pdf", 4)


def test_a_quarter_turn_lies_the_page_down(drawer):
    upright = drawer.draw(corpus.GOOD["certificat.pdf"], "c.pdf", width=400)
    lying = drawer.draw(corpus.GOOD["certificat.pdf"], "c.pdf", width=400, rotation=90)
    assert upright.height > upright.width
    assert lying.width > lying.height
    photo = drawer.draw(corpus.photo(size=(300, 100)), "p.jpg", rotation=270)
    assert (photo.width, photo.height) == (100, 300)


def test_a_phone_s_photo_is_shown_upright(drawer):
    shown = drawer.draw(corpus.phone_photo(), "photo.jpg", width=LONGEST_SIDE)
    assert shown.height > shown.width


def test_what_is_transparent_is_shown_on_white(drawer):
    shown = drawer.draw(corpus.GOOD["transparente.png"], "t.png")
    assert set(shown.pixels) == {255}


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "backoffice.documents.preview", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_leaves_a_picture(tmp_path):
    (tmp_path / "c.pdf").write_bytes(corpus.GOOD["certificat.pdf"])
    done = run(tmp_path / "c.pdf", "--page", "2", "--to", tmp_path / "c.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(io.BytesIO((tmp_path / "c.png").read_bytes())) as shown:
        assert max(shown.size) <= LONGEST_SIDE


@pytest.mark.parametrize(
    ("name", "content"), [("x.pdf", corpus.HTML), ("bombe.pdf", corpus.pdf_bomb())]
)
def test_the_command_refuses_in_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    done = run(tmp_path / name, "--to", tmp_path / "out.png")
    assert done.returncode == 1
    assert done.stdout.strip().endswith(".")
    assert done.stderr == ""
    assert not (tmp_path / "out.png").exists()


def test_the_command_says_what_it_cannot_read_or_write(tmp_path):
    assert run(tmp_path / "nulle-part.pdf", "--to", tmp_path / "x.png").returncode == 1
    (tmp_path / "c.pdf").write_bytes(corpus.GOOD["certificat.pdf"])
    done = run(tmp_path / "c.pdf", "--to", tmp_path / "absent" / "x.png")
    assert (done.returncode, done.stderr) == (1, "")
    assert run("--page", "1").returncode == 2


def test_the_process_holds_neither_memory_files_nor_our_surroundings(tmp_path, monkeypatch):
    monkeypatch.setenv("BACKOFFICE_PASSWORD", "canari")
    code = (
        "from backoffice.drawing import limits; limits.hold()\n"
        "import os, resource\n"
        "assert 'BACKOFFICE_PASSWORD' not in os.environ\n"
        "assert resource.getrlimit(resource.RLIMIT_AS)[0] == limits.MEMORY\n"
        "try: b = bytearray(2 << 30)\n"
        "except MemoryError: pass\n"
        "else: raise SystemExit('memory')\n"
        f"f = os.open({str(tmp_path / 'x')!r}, os.O_CREAT | os.O_WRONLY)\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try: os.write(f, b'x')\n"
        "except OSError: pass\n"
        "else: raise SystemExit('file')\n"
    )
    from backoffice.drawing.limits import surroundings

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
