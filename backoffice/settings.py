"""What this PC remembers: where the base is, who signed in last, when it locks itself.

One TOML file in the agent's own folder. Nothing secret, and nothing about families.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from backoffice.kernel.errors import Refused, Unavailable

FILE = "backoffice.toml"
ADDRESS = "BACKOFFICE_DATABASE"  # in the environment: another base than the one remembered


@dataclass(frozen=True, slots=True)
class Settings:
    database: str = ""
    login: str = ""
    lock_after_minutes: int = 10


def folder() -> Path:
    from platformdirs import user_config_path

    return user_config_path("backoffice", appauthor=False)


def load(path: Path | None = None) -> Settings:
    """The settings of the file, or the usual ones. Refused, with its line, for what is not one."""
    path = path or folder() / FILE
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"Le fichier de réglages {path} ne se lit pas.") from error
    try:
        read = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"Le fichier de réglages {path} est mal écrit : {error}.") from error
    return _checked(read, written, path)


def save(settings: Settings, path: Path | None = None) -> None:
    """Whole or not at all: written beside, then put in place."""
    path = path or folder() / FILE
    lines = (f"{key} = {_toml(value)}\n" for key, value in asdict(settings).items())
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text("".join(lines), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise Unavailable(f"Les réglages n’ont pas pu être enregistrés dans {path}.") from error


def _checked(read: dict[str, object], written: str, path: Path) -> Settings:
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    for key, value in read.items():
        where = f"{path}, ligne {_line(written, key)}"
        if key not in kinds:
            raise Refused(f"Réglage inconnu « {key} » ({where}).")
        if type(value) is not kinds[key]:
            raise Refused(f"Le réglage « {key} » n’a pas une valeur possible ({where}).")
    values: dict[str, Any] = read
    made = Settings(**values)
    if not 1 <= made.lock_after_minutes <= 30:  # noqa: PLR2004  interface U26
        where = f"{path}, ligne {_line(written, 'lock_after_minutes')}"
        raise Refused(f"Le verrouillage se règle de 1 à 30 minutes ({where}).")
    return made


def _line(written: str, key: str) -> int:
    """The line a key stands on; a table's own line for a table."""
    for number, line in enumerate(written.splitlines(), start=1):
        if line.strip().lstrip("[").lstrip().startswith((key, f'"{key}"')):
            return number
    return 1


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # the same words for text, numbers and booleans
