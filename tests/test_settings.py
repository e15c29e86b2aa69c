"""What this PC remembers, and what it keeps sealed or not at all."""

import keyring
import pytest
from keyring.backend import KeyringBackend

from backoffice import app, secrets, settings
from backoffice.kernel.errors import Refused, Unavailable
from backoffice.settings import Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "reglages" / settings.FILE


def test_without_a_file_everything_is_as_usual(path):
    assert settings.load(path) == Settings()


def test_what_is_saved_is_read_again(path):
    kept = Settings("sqlite:///C:\\bases\\« été ».db", "claire", 5)
    settings.save(kept, path)
    assert settings.load(path) == kept
    assert [file.name for file in path.parent.iterdir()] == [settings.FILE]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('login = "claire"\ncouleur = "rouge"\n', "« couleur » .*ligne 2"),
        ("\n\n[fenetre]\nlarge = 3\n", "« fenetre » .*ligne 3"),
        ("login = 12\n", "« login » .*ligne 1"),
        ("lock_after_minutes = true\n", "« lock_after_minutes »"),
        ("\nlock_after_minutes = 0\n", "de 1 à 30 minutes .*ligne 2"),
        ("login = \n", "mal écrit"),
    ],
)
def test_a_setting_that_is_none_is_an_error_with_its_line(path, written, said):
    path.parent.mkdir()
    path.write_text(written, encoding="utf-8")
    with pytest.raises(Refused, match=said):
        settings.load(path)


def test_a_file_that_does_not_read_is_told(path):
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="ne se lit pas"):
        settings.load(path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "occupe").write_text("un fichier, pas un dossier")
    with pytest.raises(Unavailable, match="pas pu être enregistrés"):
        settings.save(Settings(), tmp_path / "occupe" / settings.FILE)


def test_the_address_is_remembered_without_its_password(path):
    app.remember("postgresql://claire:secret@serveur/enfance", "claire", path)
    assert settings.load(path).database == "postgresql://claire@serveur/enfance"
    assert "secret" not in path.read_text()


# --- secrets ------------------------------------------------------------------------------------


class Sealed(KeyringBackend):
    """Stands for the keyring of a system."""

    priority = -1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError
        del self.kept[service, username]


@pytest.fixture
def sealed(monkeypatch):
    """A keyring of a module the program knows."""
    store = Sealed()
    keyring.set_keyring(store)
    monkeypatch.setattr(secrets, "_KNOWN", (Sealed.__module__,))
    return store


def test_a_known_keyring_keeps_and_forgets(sealed):
    kept = secrets.SystemSecrets()
    assert kept.put("sqlite:///b", "claire", "secret")
    assert kept.get("sqlite:///b", "claire") == "secret"
    assert kept.get("sqlite:///b", "paul") is None
    kept.forget("sqlite:///b", "claire")
    kept.forget("sqlite:///b", "claire")
    assert kept.get("sqlite:///b", "claire") is None


def test_an_unknown_keyring_is_given_nothing():
    store = Sealed()
    keyring.set_keyring(store)
    kept = secrets.SystemSecrets()
    assert not kept.put("sqlite:///b", "claire", "secret")
    assert kept.get("sqlite:///b", "claire") is None
    assert store.kept == {}


@pytest.mark.parametrize("name", ["keyring.backends.fail", "keyring.backends.null"])
def test_no_keyring_at_all_is_no_error(name):
    module = __import__(name, fromlist=["Keyring"])
    keyring.set_keyring(module.Keyring())
    kept = secrets.SystemSecrets()
    assert not kept.put("sqlite:///b", "claire", "secret")
    assert kept.get("sqlite:///b", "claire") is None


def test_a_keyring_that_fails_is_no_keyring(sealed, monkeypatch):
    def locked(*_):
        raise keyring.errors.KeyringLocked

    monkeypatch.setattr(Sealed, "get_password", locked)
    monkeypatch.setattr(Sealed, "set_password", locked)
    kept = secrets.SystemSecrets()
    assert kept.get("a", "b") is None
    assert not kept.put("a", "b", "c")
