"""Shortcuts as they are engraved on a French keyboard."""

from __future__ import annotations

_FRENCH = {
    "Ctrl": "Ctrl", "Shift": "Maj", "Alt": "Alt", "Meta": "Win",
    "Return": "Entrée", "Enter": "Entrée", "Esc": "Échap", "Escape": "Échap",
    "Space": "Espace", "Del": "Suppr", "Delete": "Suppr", "Backspace": "Retour arr.",
    "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Tab": "Tab",
    "PgUp": "Page préc.", "PgDown": "Page suiv.", "Home": "Début", "End": "Fin",
}  # fmt: skip


def key_words(shortcut: str) -> str:
    """« Ctrl+Return » → « Ctrl+Entrée » ; « Ctrl+G, T » → « Ctrl+G T »."""
    strokes = shortcut.split(", ")
    return " ".join("+".join(map(_key, _parts(stroke))) for stroke in strokes)


def _parts(stroke: str) -> list[str]:
    if stroke.endswith("+") and len(stroke) > 1:  # « Ctrl++ »
        return [*stroke[:-2].split("+"), "+"] if stroke != "++" else ["+"]
    return stroke.split("+") if stroke != "+" else ["+"]


def _key(name: str) -> str:
    return _FRENCH.get(name, "−" if name == "-" else name)
