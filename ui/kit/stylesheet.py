"""The style sheet: only what a palette cannot say."""

from __future__ import annotations

from ui.kit.tokens import Colours, Radius


def sheet(c: Colours) -> str:
    return _words(c) + _boxes(c) + _fields(c) + _views(c) + _menus(c)


def _words(c: Colours) -> str:
    tones = {
        "soft": c.soft, "faint": c.faint, "link": c.link, "good": c.good,
        "warn": c.warn, "bad": c.bad, "inverse": c.on_inverse,
    }  # fmt: skip
    rules = "".join(f'QLabel[tone="{tone}"] {{ color: {ink}; }}' for tone, ink in tones.items())
    return f"""
    QLabel {{ background: transparent; }}
    {rules}
    QToolTip {{ background: {c.inverse}; color: {c.on_inverse}; border: none; padding: 6px 8px; }}
    """


def _boxes(c: Colours) -> str:
    card, line = f"{Radius.CARD}px", f"1px solid {c.line}"
    return f"""
    QWidget#window, QWidget#backdrop {{ background: {c.window}; }}
    QWidget#surface {{ background: {c.surface}; }}
    QWidget#bar {{ background: {c.sunken}; border-top: {line}; }}
    QWidget#header {{ background: {c.surface}; border-bottom: {line}; }}
    QWidget#sidebar {{ background: {c.window}; border-right: {line}; }}
    QFrame#card {{ background: {c.surface}; border: {line}; border-radius: {card}; }}
    QFrame#popover {{
        background: {c.raised}; border: 1px solid {c.outline}; border-radius: {card};
    }}
    QFrame#popover QWidget#bar {{
        border-bottom-left-radius: {Radius.CARD - 1}px;
        border-bottom-right-radius: {Radius.CARD - 1}px;
    }}
    QFrame#quote {{ border: none; border-left: 2px solid {c.line}; }}
    QFrame#rule {{ background: {c.line}; border: none; }}
    QSplitter::handle {{ background: {c.line}; }}
    """


def _fields(c: Colours) -> str:
    kinds = ("QLineEdit", "QPlainTextEdit")

    def every(state: str) -> str:
        return ", ".join(kind + state for kind in kinds)

    return f"""
    {every("")} {{
        background: {c.surface}; color: {c.text};
        border: 1px solid {c.outline}; border-radius: {Radius.CONTROL}px;
        selection-background-color: {c.accent}; selection-color: {c.on_accent};
    }}
    QLineEdit {{ min-height: 30px; padding: 0 8px; }}
    QPlainTextEdit {{ padding: 5px 4px; }}
    {every(":focus")} {{ border: 2px solid {c.focus}; }}
    QLineEdit:focus {{ padding: 0 7px; min-height: 28px; }}
    QPlainTextEdit:focus {{ padding: 4px 3px; }}
    {every("[wrong=true]")} {{ border-color: {c.bad}; }}
    {every(":disabled")} {{
        background: {c.sunken}; color: {c.faint}; border: 1px solid {c.line};
    }}
    """


def _views(c: Colours) -> str:
    return f"""
    QAbstractItemView {{
        border: none; outline: none; background: {c.surface};
        selection-background-color: transparent; selection-color: {c.text};
    }}
    QWidget#sidebar QAbstractItemView {{ background: {c.window}; }}
    QScrollArea {{ border: none; background: transparent; }}
    QHeaderView {{ background: {c.surface}; border: none; }}
    QTableCornerButton::section {{ background: {c.sunken}; border: none; }}
    QScrollBar:vertical {{ width: 10px; background: transparent; margin: 2px; }}
    QScrollBar:horizontal {{ height: 10px; background: transparent; margin: 2px; }}
    QScrollBar::handle {{ background: {c.grip}; border-radius: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 32px; }}
    QScrollBar::handle:horizontal {{ min-width: 32px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def _menus(c: Colours) -> str:
    return f"""
    QMenu {{ background: {c.raised}; border: 1px solid {c.outline}; padding: 4px; }}
    QMenu::item {{
        padding: 6px 20px 6px 10px; border-radius: {Radius.CELL}px; color: {c.text};
    }}
    QMenu::item:selected {{ background: {c.selected}; }}
    QMenu::item:disabled {{ color: {c.faint}; }}
    QMenu::icon {{ padding-left: 8px; }}
    QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
    """
