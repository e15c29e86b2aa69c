"""Every size and every colour of the interface. Nothing else in the program holds a hex."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Space:
    """Distances, in logical pixels. If none fits, the layout is wrong, not the scale."""

    XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32


class Radius:
    CELL, CONTROL, CARD = 4, 6, 8


class Height:
    """Fixed heights: a line of the interface is always one of these."""

    PILL, LINE, CONTROL, GRID, TABLE = 20, 26, 32, 34, 36
    FILTERS, HEADER, INBOX, BAR = 46, 50, 60, 56


class Type(Enum):
    """The voices: pixel size and weight. Body is 13 px; nothing is ever smaller than 11 px."""

    CAPTION = (11, 500)
    SMALL = (12, 400)
    BODY = (13, 400)
    ACTION = (13, 500)
    STRONG = (13, 600)
    TITLE = (15, 600)
    HEADING = (19, 600)
    FIGURE = (24, 600)


@dataclass(frozen=True, slots=True)
class Colours:
    window: str  # sidebar and the space around cards
    surface: str  # where one reads and works
    sunken: str  # bars, table headers, cells one cannot use
    raised: str  # popovers
    hover: str
    selected: str
    line: str  # separates; decoration only
    outline: str  # edge of anything one can press or fill: >= 3:1
    text: str
    soft: str
    faint: str
    accent: str
    on_accent: str
    link: str
    focus: str
    inverse: str  # toast
    on_inverse: str
    inverse_link: str
    good: str
    warn: str
    bad: str
    track: str  # empty part of a bar
    room: str  # bar with room left, nearly full, full: >= 3:1 against the page
    nearly: str
    full: str
    grip: str  # scroll bars
    shade: str  # what covers the page behind a sheet, with its opacity


LIGHT = Colours(
    window="#F5F6F8", surface="#FFFFFF", sunken="#FAFAFB", raised="#FFFFFF",
    hover="#F1F3F6", selected="#E9F1FD", line="#E4E7EB", outline="#828994",
    text="#1A1E25", soft="#4B525D", faint="#656C78",
    accent="#0B5FD9", on_accent="#FFFFFF", link="#0B5FD9", focus="#0B5FD9",
    inverse="#22262E", on_inverse="#F4F5F7", inverse_link="#A9C8FF",
    good="#1A7A40", warn="#855600", bad="#B3202A", track="#E4E7EB",
    room="#5B7FB8", nearly="#A86A00", full="#B3282F", grip="#C2C7CF", shade="#59161A22",
)  # fmt: skip

DARK = Colours(
    window="#161718", surface="#1E1E1E", sunken="#232425", raised="#2A2B2D",
    hover="#282A2C", selected="#1F2D45", line="#323437", outline="#797E87",
    text="#ECEDEF", soft="#BABEC5", faint="#9A9FA8",
    accent="#8AB8FF", on_accent="#0A1A33", link="#8AB8FF", focus="#8AB8FF",
    inverse="#E9EBEE", on_inverse="#1A1E25", inverse_link="#0B4FB8",
    good="#9BE3B4", warn="#FFD666", bad="#FFB3B5", track="#3A3C40",
    room="#7C9CCB", nearly="#D9A520", full="#E5777B", grip="#55585E", shade="#99000000",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ink:
    """A fill and what is written on it."""

    fill: str
    text: str


class Status(StrEnum):
    """What a slot or a request can be: symbol, words, and two inks (light, dark)."""

    FREE = "free"
    RESERVED = "reserved"
    PENDING = "pending"
    WAITLISTED = "waitlisted"
    ABSENT = "absent"
    ABSENT_INVOICED = "absent_invoiced"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Face:
    """How a status is shown. `word` fills a cell, `short` a narrow one, `label` the legend."""

    symbol: str
    label: str
    word: str
    short: str
    light: Ink
    dark: Ink


FACES: dict[Status, Face] = {
    Status.FREE: Face(
        "", "Non réservé", "", "",
        Ink("#FFFFFF", "#4A4A4A"), Ink("#1E1E1E", "#C8C8C8"),
    ),
    Status.RESERVED: Face(
        "check", "Réservé", "Réservé", "Rés.",
        Ink("#DDF3E4", "#11572F"), Ink("#14351F", "#9BE3B4"),
    ),
    Status.PENDING: Face(
        "clock", "En attente", "Attente", "Att.",
        Ink("#FFF3C4", "#6B4700"), Ink("#3D2F00", "#FFD666"),
    ),
    Status.WAITLISTED: Face(
        "queue", "En liste d'attente", "Liste", "Liste",
        Ink("#E3ECFA", "#16408A"), Ink("#14284A", "#A9C8FF"),
    ),
    Status.ABSENT: Face(
        "cross", "Absent(e)", "Absent", "Abs.",
        Ink("#FBE3E4", "#8A1219"), Ink("#421518", "#FFB3B5"),
    ),
    Status.ABSENT_INVOICED: Face(
        "coin", "Absence facturée", "Facturée", "Fact.",
        Ink("#8A1219", "#FFFFFF"), Ink("#FFB3B5", "#2A0607"),
    ),
    Status.REFUSED: Face(
        "ban", "Refusée", "Refusée", "Ref.",
        Ink("#EFEFEF", "#5A1A1A"), Ink("#2C2A2A", "#F0C0C0"),
    ),
    Status.CANCELLED: Face(
        "undo", "Annulée", "Annulée", "Ann.",
        Ink("#EFEFEF", "#4A4A4A"), Ink("#2A2A2A", "#BDBDBD"),
    ),
    Status.CHANGED: Face(
        "pencil", "Modifié", "Modifié", "Mod.",
        Ink("#FFF3C4", "#3A3000"), Ink("#3D3300", "#FFE08A"),
    ),
}  # fmt: skip


class Advice(StrEnum):
    """What the rules make of a request; the agent decides. Inks of the statuses they lead to."""

    FAVOURABLE = "favourable"
    TO_CHECK = "to_check"
    UNFAVOURABLE = "unfavourable"


ADVICE: dict[Advice, tuple[str, str, Status]] = {
    Advice.FAVOURABLE: ("check", "Favorable", Status.RESERVED),
    Advice.TO_CHECK: ("warning", "À vérifier", Status.PENDING),
    Advice.UNFAVOURABLE: ("cross", "Défavorable", Status.ABSENT),
}


class Width:
    """The window and its panes."""

    SIDEBAR, RAIL, LIST, LIST_NARROW, SHEET = 200, 52, 448, 390, 520
    FOLD_UNDER = 1200  # under this, the sidebar is a rail: three panes still fit 1 092 px
    STACK_UNDER = 900


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two opaque colours."""

    def luminance(colour: str) -> float:
        channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the first colour, the rest of the second."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def edge(ink: Ink, page: str) -> str:
    """The lightest border in the ink's own hue that still reads 3:1 against the page."""
    for share in range(0, 101, 5):
        candidate = mixed(ink.text, ink.fill, share / 100)
        if contrast(candidate, page) >= 3.05:
            return candidate
    return ink.text
