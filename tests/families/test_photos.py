"""Photos: looked at, drawn anew, or refused in one sentence."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from backoffice.families.photos import NOT_A_PHOTO, TOO_LARGE, keep, redrawn
from backoffice.families.services import set_photo
from backoffice.families.tables import stored_file
from backoffice.kernel.errors import Refused


def picture(sort="JPEG", size=(1200, 900), mode="RGB", **values):
    out = BytesIO()
    Image.new(mode, size, "green").save(out, sort, **values)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("minh.jpg", picture()),
        ("minh.png", picture("PNG")),
        ("minh.png", picture("PNG", mode="RGBA")),
        ("minh.jpeg", picture(mode="L") + b"<script>alert(1)</script>"),
    ],
)
def test_a_picture_is_drawn_anew_small_and_bare(name, content):
    kept = redrawn(name, None, content)
    assert b"script" not in kept
    with Image.open(BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size, drawn.mode) == ("JPEG", (600, 450), "RGB")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("minh.jpg", b"", NOT_A_PHOTO),
        ("minh.jpg", b"%PDF-1.7", NOT_A_PHOTO),
        ("minh.pdf", b"%PDF-1.7", NOT_A_PHOTO),
        ("minh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", NOT_A_PHOTO),
        ("minh.png", picture(), NOT_A_PHOTO),
        ("minh.jpg", picture()[:400], NOT_A_PHOTO),
        ("minh.gif", picture("GIF"), NOT_A_PHOTO),
        ("minh.jpg", picture() + b"0" * 11_000_000, TOO_LARGE),
        ("minh.png", picture("PNG", (50_000, 1_001), "1"), TOO_LARGE),
    ],
    ids=["empty", "pdf named jpg", "pdf", "svg", "jpeg named png", "cut", "gif", "heavy", "bomb"],
)
def test_what_is_no_picture_is_refused(name, content, sentence):
    with pytest.raises(Refused) as refusal:
        redrawn(name, "image/jpeg" if name.endswith("jpg") else None, content)
    assert str(refusal.value) == sentence


def test_a_child_has_the_photo_its_family_sent(home, clerk):
    from backoffice.portal.tables import portal_in_file

    sent = home.town.add(
        portal_in_file,
        account_id="linh",
        name="minh.jpg",
        media_type="image/jpeg",
        content=picture(),
        uploaded_at=home.database.clock(),
    )
    with home.database.work(clerk) as work:
        kept = keep(work, sent)
        assert keep(work, sent) == kept
    with home.database.work(clerk) as work:
        set_photo(work, home.minh, 1, "autre.png", picture("PNG"))
    [row] = home.town.view("portal_out_file", family_id=home.family_id)
    assert (row["name"], row["media_type"]) == ("photo.jpg", "image/jpeg")
    assert len(home.town.read(select(stored_file.c.id))) == 2
    with pytest.raises(Refused), home.database.work(clerk) as work:
        keep(work, 999)
