import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.kernel.errors import Refused
from backoffice.kernel.spreadsheet import as_csv, inert, save

HOSTILE = ("=1+1", "+33612", "-5", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\0=1", "＝1", "\x0b=1")


def opened(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_table_is_read_back_as_it_was():
    rows = [("Élève", "Famille"), ("Inès ; « CE1 »", 'Roy "B"'), ("", None)]
    assert opened(as_csv(rows)) == [
        ["Élève", "Famille"], ["Inès ; « CE1 »", 'Roy "B"'], ["", ""],
    ]  # fmt: skip


def test_numbers_stay_numbers_and_days_are_french():
    [row] = opened(as_csv([(10_000_261, -5, Decimal("-5.00"), date(2026, 11, 26))]))
    assert row == ["10000261", "-5", "-5,00", "26/11/2026"]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_family_typed_is_never_a_formula(words):
    [[cell]] = opened(as_csv([(words,)]))
    assert cell == "'" + words.replace("\0", "\ufffd")


@given(st.text())
def test_no_cell_of_text_begins_a_formula(words):
    assert not inert(words).lstrip().startswith(("=", "+", "-", "@"))
    assert as_csv([(words,)]).endswith(b"\r\n")


def test_the_file_is_replaced_whole(tmp_path):
    path = tmp_path / "rapport.csv"
    save(path, b"un")
    save(path, b"deux")
    assert path.read_bytes() == b"deux"
    assert [one.name for one in tmp_path.iterdir()] == ["rapport.csv"]


def test_a_file_that_cannot_be_written_says_why_and_leaves_nothing(tmp_path, monkeypatch):
    with pytest.raises(Refused, match="ce dossier n’existe plus"):
        save(tmp_path / "absent" / "rapport.csv", b"x")

    def full(_path, _target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Refused, match=r"« rapport\.csv » .* le disque est plein"):
        save(tmp_path / "rapport.csv", b"x")
    assert list(tmp_path.iterdir()) == []
