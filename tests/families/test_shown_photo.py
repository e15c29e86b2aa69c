from io import BytesIO

import pytest
from PIL import Image

from backoffice.families import photos
from backoffice.families.services import set_photo
from backoffice.kernel.errors import Refused


@pytest.fixture
def child(town):
    return town.child(town.family())


def picture(kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (1200, 900), "navy").save(out, kind)
    return out.getvalue()


def test_the_photo_of_a_child_is_given_back_as_we_drew_it(database, clerk, child):
    with database.work(clerk) as work:
        assert photos.shown(work, child) is None
        set_photo(work, child, 1, "ines.png", picture())
    with database.read(clerk) as work, Image.open(BytesIO(photos.shown(work, child))) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (600, 450))


def test_a_file_that_is_no_picture_leaves_the_child_without_photo(database, clerk, child):
    with database.work(clerk) as work, pytest.raises(Refused):
        set_photo(work, child, 1, "ines.png", b"%PDF-1.7")
    with database.read(clerk) as work:
        assert photos.shown(work, child) is None
