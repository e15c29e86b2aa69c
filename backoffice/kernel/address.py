"""The address of a base, read without opening anything: what the first form has to show.

SQLAlchemy reads addresses in the same way, when it opens them; a test holds the two together.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, unquote

_ADDRESS = re.compile(
    r"""
    (?P<driver>[\w+]+)://
    (?:(?P<login>[^:/]*)(?::[^@]*)?@)?
    (?:(?:\[(?P<ipv6>[^/?]+)]|(?P<host>[^/:?]+))?(?::(?P<port>[^/?]*))?)?
    (?:/(?P<base>[^?]*))?
    (?:\?(?P<options>.*))?
    """,
    re.VERBOSE,
)
_EMBEDDED = "sqlite"


def sqlite_path(address: str) -> Path | None:
    """The file of an embedded base; None for a server."""
    read = _ADDRESS.match(address)
    if read is None or read["driver"].partition("+")[0] != _EMBEDDED or not read["base"]:
        return None
    return file_at(unquote(read["base"]))


def file_at(words: str) -> Path:
    """A path as it is typed: « ~ » is the agent's own folder."""
    try:
        return Path(words).expanduser()
    except RuntimeError:
        return Path(words)  # « ~ » and a stranger: a name as any other


def bare(address: str) -> str:
    """The address as it may be kept and shown: without a password."""
    read = _ADDRESS.match(address)
    if read is None:
        return address
    made = f"{read['driver']}://"
    if read["login"] is not None:
        made += f"{quote(unquote(read['login']), safe=' +')}@"
    host = read["host"] or read["ipv6"] or ""
    made += f"[{host}]" if ":" in host else host
    if (read["port"] or "").isdecimal():  # else it is no port: perhaps the end of a password
        made += f":{int(read['port'])}"
    if read["base"] is not None:
        made += f"/{quote(unquote(read['base']), safe=' +/')}"
    return made + _told(read["options"] or "")


def _told(options: str) -> str:
    kept = sorted(
        (pair for pair in parse_qsl(options) if pair[0] != "password"), key=lambda pair: pair[0]
    )
    told = "&".join(f"{quote_plus(key)}={quote_plus(value)}" for key, value in kept)
    return f"?{told}" if told else ""
