"""Keeps tests off the machine's secrets and settings, and fails them on a stray log record."""

import logging
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets. Its low priority keeps it from being chosen by itself."""

    priority = -1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.passwords.pop((service, username), None)


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """No test ever reads or writes the keyring of whoever runs it."""
    before, ours = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Settings, window geometry and logs of a test go to a folder that vanishes."""
    home = str(tmp_path_factory.getbasetemp() / "home")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, home)
    for variable in ("BACKOFFICE_DATABASE", "BACKOFFICE_PASSWORD", "BACKOFFICE_NOW"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def no_stray_log_record(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """A warning nobody expected is a failure; a test that provokes one says so: `expects_log`."""
    yield
    if request.node.get_closest_marker("expects_log"):
        return
    stray = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    if stray:
        pytest.fail("Logged, and nobody expected it:\n" + "\n".join(stray), pytrace=False)
