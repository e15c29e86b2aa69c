"""Passwords kept by the system, or not at all: never in plain text."""

from __future__ import annotations

from typing import Protocol

SERVICE = "backoffice-enfance"

# Stores that seal what they are given. Anything else (plain text files, nothing at all) is refused.
_KNOWN = (
    "keyring.backends.Windows",
    "keyring.backends.macOS",
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
)


class Secrets(Protocol):
    """Where a password may be kept between two days."""

    def get(self, address: str, login: str) -> str | None: ...
    def put(self, address: str, login: str, password: str) -> bool: ...
    def forget(self, address: str, login: str) -> None: ...


class SystemSecrets:
    """The keyring of the system, when it is one we know; otherwise nothing is kept."""

    def get(self, address: str, login: str) -> str | None:
        from keyring.errors import KeyringError

        store = self._store()
        if store is None:
            return None
        try:
            found = store.get_password(SERVICE, _name(address, login))
        except KeyringError:
            return None
        return str(found) if found is not None else None

    def put(self, address: str, login: str, password: str) -> bool:
        """Whether it was kept; if not, it has to be asked for each time."""
        from keyring.errors import KeyringError

        store = self._store()
        if store is None:
            return False
        try:
            store.set_password(SERVICE, _name(address, login), password)
        except KeyringError:
            return False
        return True

    def forget(self, address: str, login: str) -> None:
        from keyring.errors import KeyringError

        store = self._store()
        if store is None:
            return
        try:
            store.delete_password(SERVICE, _name(address, login))
        except KeyringError:
            return  # it was not there

    def _store(self) -> _Store | None:
        import keyring

        store = keyring.get_keyring()
        for inner in getattr(store, "backends", (store,)):  # a chain of several, best first
            if type(inner).__module__.startswith(_KNOWN):
                found: _Store = inner
                return found
        return None


class _Store(Protocol):
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def _name(address: str, login: str) -> str:
    return f"{login} @ {address}"
