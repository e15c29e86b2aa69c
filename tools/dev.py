"""Set up, check, try and package the program, from a bare Python 3.11 on Debian or Windows.

    python3 tools/dev.py setup | demo | test | bench | package | check | clean | run COMMAND…

Standard library only: it runs before anything is installed. It speaks French.
"""

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "backoffice-stamp"
WINDOWS = sys.platform == "win32"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
PROGRAM = ROOT / "dist" / "backoffice" / ("backoffice.exe" if WINDOWS else "backoffice")
CHECKED = ("backoffice", "ui", "resources", "tools", "tests", "bench")
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")

# What Qt loads, and the Debian package it comes in. Without the first group not even the tests run.
QT = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
QT_SCREEN = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


@dataclass(frozen=True, slots=True)
class Need:
    """System packages, and what does not work without them."""

    missing: Callable[[], list[str]]
    otherwise: str


def main() -> int:
    """Run one command; its exit code is ours."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "setup": setup,
        "demo": demo,
        "test": test,
        "bench": bench,
        "package": package,
        "check": check,
        "clean": clean,
        "run": run,
    }
    parser = argparse.ArgumentParser(prog="tools/dev.py")
    parser.add_argument("command", choices=commands)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 — this file is what people start with the wrong one
        say("Il faut Python 3.11 ou plus récent : celui-ci est trop ancien.")
        return 2
    try:
        if asked.command not in {"setup", "clean"} and (code := setup([])):
            return code
        return commands[asked.command](asked.arguments)
    except KeyboardInterrupt:
        return 130


# --- the commands ---------------------------------------------------------------------------------


def setup(_arguments: list[str]) -> int:
    """Install what is missing; cost nothing when nothing is."""
    install_system_packages()
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    wanted += f" {sys.version_info.major}.{sys.version_info.minor}"
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    if find_spec("ensurepip") is None:
        say("Python ne sait pas créer d’environnement virtuel : installez le paquet python3-venv.")
        return 1
    say("Installation de l’environnement Python (.venv)…")
    STAMP.unlink(missing_ok=True)
    if not works(PYTHON):
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if call([*pip, "--require-hashes", "-r", LOCK]) or call(
        [*pip, "--no-deps", "--no-build-isolation", "-e", ROOT]
    ):
        say("L’installation a échoué : vérifiez l’accès au réseau, puis relancez la commande.")
        return 1
    STAMP.write_text(wanted, encoding="utf-8")
    return 0


def demo(arguments: list[str]) -> int:
    return call([PYTHON, "-m", "backoffice", "demo", *arguments])


def test(arguments: list[str]) -> int:
    """Everything that must hold: style, types, imports, then every test."""
    # Two workers: measured 6.6 minutes against more than ten with one, on two cores.
    return run_all(
        [*static_checks(), ("pytest", [PYTHON, "-m", "pytest", "-q", "-n", "2", *arguments])]
    )


def check(_arguments: list[str]) -> int:
    """The quick half of `test`, for before each commit."""
    rules = [PYTHON, "-m", "pytest", "-q", "tests/test_architecture.py"]
    return run_all([*static_checks(), ("architecture", rules)])


def bench(arguments: list[str]) -> int:
    return call([PYTHON, "-m", "bench", *arguments])


def package(_arguments: list[str]) -> int:
    """Build the program, then have it try itself."""
    work = ROOT / "build" / "pyinstaller"
    build = [PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", ROOT / "dist", "--workpath", work]
    if call([*build, *places, ROOT / "backoffice.spec"]):
        say("La construction du programme a échoué.")
        return 1
    size = sum(file.stat().st_size for file in PROGRAM.parent.rglob("*") if file.is_file())
    say(f"Programme construit : {PROGRAM.relative_to(ROOT)} ({size >> 20} Mio).")
    if code := call([PROGRAM, "--self-test"], QT_QPA_PLATFORM="offscreen"):
        say(f"Le programme construit ne passe pas son propre essai (code {code}).")
        return 1
    say("Le programme construit passe son propre essai.")
    return 0


def clean(_arguments: list[str]) -> int:
    for name in ("build", "dist", *CACHES):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


def run(arguments: list[str]) -> int:
    """Any command of the environment: `run pytest -q tests/kernel`, `run backoffice --help`."""
    if not arguments:
        say("Quelle commande ? Par exemple : tools/dev.py run pytest -q tests/kernel")
        return 2
    return call([BIN / arguments[0], *arguments[1:]])


# --- checks ---------------------------------------------------------------------------------------

Step = tuple[str, Sequence[object]]


def static_checks() -> list[Step]:
    ruff, concise = [PYTHON, "-m", "ruff"], ["--quiet", "--output-format", "concise"]
    here = [name for name in CHECKED if (ROOT / name).is_dir()]
    return [
        ("ruff format", [*ruff, "format", "--check", *concise, *here]),
        ("ruff check", [*ruff, "check", *concise, *here]),
        ("mypy", [PYTHON, "-m", "mypy"]),
        ("import-linter", [BIN / "lint-imports", "--no-logo"]),
    ]


def run_all(steps: Sequence[Step]) -> int:
    """Run every step even when one fails, then say which did."""
    failed = []
    for name, command in steps:
        say(f"— {name}")
        if call(command):
            failed.append(name)
    if failed:
        say(f"ÉCHEC : {', '.join(failed)}.")
        return 1
    say("Tout est bon : " + ", ".join(name for name, _ in steps) + ".")
    return 0


# --- the machine ----------------------------------------------------------------------------------


def install_system_packages() -> None:
    """Install what Debian lacks when we may; otherwise say what will not work, and carry on."""
    if WINDOWS or sys.platform == "darwin":
        return
    needs = (
        Need(lambda: unloadable(QT), "ni la fenêtre ni les tests ne démarrent"),
        Need(lambda: unloadable(QT_SCREEN), "la fenêtre ne s’ouvre pas sur un écran"),
        Need(missing_postgresql, "les tests sur PostgreSQL échouent"),
        Need(missing_venv, "l’environnement Python ne peut pas être créé"),
    )
    wanted = [name for need in needs for name in need.missing()]
    if not wanted:
        return
    say(f"Paquets système manquants : {' '.join(wanted)}")
    apt_install(wanted)
    invalidate_caches()
    for need in needs:
        if still := need.missing():
            say(f"Non installé : {' '.join(still)}. Sans cela, {need.otherwise}.")


def apt_install(names: list[str]) -> None:
    if not shutil.which("apt-get"):
        say("Ce système n’est pas un Debian : installez leurs équivalents vous-même.")
        return
    asroot = as_root()
    if asroot is None:
        say(f"Sans droits d’administration, demandez : apt-get install {' '.join(names)}")
        return
    apt = [*asroot, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call([*apt, "update"], **quiet)
    if call([*apt, "install", "-y", "--no-install-recommends", *names], **quiet):
        # One unknown name refuses them all: take what can be had.
        for name in names:
            call([*apt, "install", "-y", "--no-install-recommends", name], **quiet)


def as_root() -> list[str] | None:
    """What to put before a command to run it as root; None when we may not."""
    if not WINDOWS and os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]


def unloadable(libraries: dict[str, str]) -> list[str]:
    """Ask the loader, not the package manager: package names change from one Debian to the next."""
    missing = []
    for library, name in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(name)
    return missing


def missing_postgresql() -> list[str]:
    installed = any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb")
    return [] if installed else ["postgresql"]


def missing_venv() -> list[str]:
    return [] if find_spec("ensurepip") else ["python3-venv"]


def works(python: Path) -> bool:
    """Whether the environment's Python starts, and is of our version."""
    if not python.exists():
        return False
    ask = "import sys, pip; print(*sys.version_info[:2])"
    told = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return told.stdout.split() == [str(part) for part in sys.version_info[:2]]


def call(command: Sequence[object], **environment: str) -> int:
    """Run a command in the project's folder and hand back its exit code."""
    env = {**os.environ, **environment}
    # Some machines forbid writing bytecode: our own imports would then cost a second at each start.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return subprocess.run(list(map(str, command)), cwd=ROOT, env=env, check=False).returncode
    except FileNotFoundError:
        say(f"Introuvable : {command[0]}")
        return 127


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
