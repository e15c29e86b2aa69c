"""A walk through the main job in the real windows, leaving numbered pictures and a summary.

The same walk makes the pictures of the user guide. It does what an agent does, by the actions an
agent has, and waits for each answer as an agent would.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ui import app as ui
from ui.kit import theme
from ui.kit.choices import Radio
from ui.kit.pagedmodel import ROW_ROLE
from ui.kit.sheet import Sheet
from ui.kit.theme import Theme
from ui.mainwindow import MainWindow
from ui.signin.view import SignIn

LARGE, SMALL = (1366, 768), (1092, 614)  # the second is 1366 × 768 at 125 %
PATIENCE = 20.0


@dataclass(slots=True)
class Album:
    """The pictures, in the order of the work."""

    folder: Path
    lines: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, widget: MainWindow | SignIn, name: str, words: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = f"{len(self.lines) + 1:02}-{name}.png"
        if not widget.grab().save(str(self.folder / file)):
            raise OSError(f"« {file} » ne s’écrit pas dans {self.folder}")
        self.lines.append((file, words))

    def clear(self) -> None:
        for old in self.folder.glob("[0-9][0-9]-*.png"):
            old.unlink()

    def tell(self, seconds: float) -> None:
        lines = ["# Le travail principal, en images", ""]
        for file, words in self.lines:
            lines += [f"## {words}", "", f"![{words}]({file})", ""]
        lines.append(f"{len(self.lines)} images en {seconds:.0f} s.")
        (self.folder / "resume.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def walk(address: str, login: str, password: str, folder: Path) -> int:
    """How many pictures were made."""
    began = time.monotonic()
    application = ui.application()
    theme.apply(application, Theme.LIGHT)
    album = Album(folder)
    album.clear()
    window = _sign_in(album, address, login, password)
    window.set_theme(Theme.LIGHT)
    steps = (
        _inbox, _answers, _many, _dossier, _households, _planning, _family, _rest, _small, _dark,
    )  # fmt: skip
    try:
        for step in steps:
            step(window, album)
    finally:
        window.set_theme(Theme.LIGHT)
        window.close()
    album.tell(time.monotonic() - began)
    return len(album.lines)


# --- waiting ------------------------------------------------------------------------------------


def until(ready: Callable[[], bool]) -> bool:
    """Let the window live until it is so; False when it took too long."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            return False
        ui.live_for(15)
    return True


def calm(window: MainWindow) -> None:
    """Nothing is being asked of the base any more, and what came is painted."""
    for _ in range(4):
        until(lambda: window.tasks.idle)
        ui.live_for(60)


# --- the steps ----------------------------------------------------------------------------------


def _sign_in(album: Album, address: str, login: str, password: str) -> MainWindow:
    opened: list[Any] = []
    door = SignIn(address, login)
    door.signed.connect(opened.append)
    door.show()
    ui.live_for(80)
    album.keep(door, "connexion", "Se connecter")
    form: Any = door.page
    form.password.setText(password)
    form.enter.click()
    until(lambda: bool(opened) or not form.banner.isHidden())
    door.close()
    if not opened:
        raise OSError(form.banner.words)
    window = ui.window_of(opened[0])
    window.resize(*LARGE)
    window.show()
    heard: list[bool] = []
    window.pulse.answered.connect(heard.append)
    until(lambda: bool(heard))
    calm(window)
    return window


def _inbox(window: MainWindow, album: Album) -> None:
    window.show_section("inbox")
    calm(window)
    album.keep(window, "a-traiter", "À traiter : ce que les familles demandent")
    _choose(window, lambda row: bool(row.seen) and row.requests > 1)
    album.keep(window, "lot", "Une demande de plusieurs jours, son avis et ses places")
    _choose(window, lambda row: bool(row.seen) and str(row.kind) == "reservation")
    album.keep(window, "detail", "Une réservation, son avis et ses raisons")


def _answers(window: MainWindow, album: Album) -> None:
    _do(window, "accept")
    album.keep(window, "acceptee", "Une touche, la demande est acceptée ; la suivante s’ouvre")
    inbox: Any = window.front
    _choose(window, lambda row: bool(row.seen) and inbox.model.advice(row.id) == "unfavourable")
    _do(window, "refuse")
    sheet = _sheet(window)
    if sheet is not None:
        _pick_a_reason(sheet)
        album.keep(window, "refuser", "Refuser : un motif, toujours, que la famille lira")
        sheet.accept()
        calm(window)
        album.keep(window, "refusee", "Refusée, avec son motif")
    _do(window, "undo")
    album.keep(window, "reprise", "La réponse est reprise, tant que la famille n’est pas prévenue")


def _pick_a_reason(sheet: Sheet) -> None:
    """The first of the list, when the rules propose none."""
    if not sheet.primary.isEnabled():
        reasons = [b for b in sheet.findChildren(Radio) if b.objectName().startswith("reason_")]
        for reason in reasons[:1]:
            reason.click()
    ui.live_for(40)


def _many(window: MainWindow, album: Album) -> None:
    inbox: Any = window.front
    rows = [row for row in _rows(window) if row.seen][:12]
    inbox.model.tick([row.id for row in rows], on=True)
    ui.live_for(40)
    _do(window, "accept")
    sheet = _sheet(window)
    if sheet is None:
        return
    until(sheet.primary.isEnabled)
    album.keep(window, "apercu", "Plusieurs à la fois : d’abord ce qui va se passer")
    sheet.accept()
    calm(window)
    album.keep(window, "compte-rendu", "Ce qui s’est passé, demande par demande")
    if (sheet := _sheet(window)) is not None:
        sheet.reject()
    calm(window)
    _do(window, "undo")
    inbox.model.untick_all()
    calm(window)


def _dossier(window: MainWindow, album: Album) -> None:
    """What one family sent of six clicks at once, answered on one sheet."""
    sent = max(_rows(window), key=lambda row: row.requests if row.queue == "dossier" else 0)
    window.open_dossier(line=sent.id)
    calm(window)
    album.keep(window, "dossier", "Le dossier d’une famille : ce qu’elle demande de changer")
    _do(window, "apply")
    if (sheet := _sheet(window)) is not None:
        album.keep(window, "adresse", "Une nouvelle adresse : pour qui, à partir de quand")
        sheet.accept()
        calm(window)
    album.keep(
        window, "dossier-applique", "Ce qui allait de soi est fait ; le reste se décide seul"
    )
    _do(window, "undo")
    _do(window, "leave")


def _households(window: MainWindow, album: Album) -> None:
    row = next((row for row in _rows(window) if row.queue == "dossier" and row.family_id), None)
    if row is not None:
        window.navigator.open_family(row.family_id)
        calm(window)
        album.keep(window, "famille", "La fiche d’une famille, avec les mots du portail")
    for key, words in (("subscribers", "Comptes et codes"), ("documents", "Pièces à valider")):
        if any(section.key == key for section in window.sections):
            window.show_section(key)
            calm(window)
            album.keep(window, key, words)
    window.show_section("inbox")
    calm(window)
    window.search()
    palette: Any = window.finder
    palette.field.setText("ma")
    calm(window)
    until(lambda: palette.answered == "ma")
    album.keep(window, "palette", "Ctrl+K : chercher une personne, une demande, une action")
    palette.close_popover()


def _planning(window: MainWindow, album: Album) -> None:
    window.show_section("planning")
    calm(window)
    album.keep(window, "planning", "Le planning de la semaine")
    planning: Any = window.front
    table = planning.table
    model = table.model()
    for line in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(line, column)
            cells = table.row_at(index)
            if (
                cells is not None
                and cells.cells[column] is not None
                and str(cells.cells[column]) == "reserved"
            ):
                table.setCurrentIndex(index)
                table.opened.emit(index)
                calm(window)
                album.keep(window, "histoire", "L’histoire d’un créneau, au clic")
                planning.story.close_popover()
                return


def _family(window: MainWindow, album: Album) -> None:
    row = next((row for row in _rows(window) if row.family_id), None)
    if row is None:
        return
    window.navigator.open_portal(row.family_id)
    calm(window)
    album.keep(window, "vue-famille", "Voir comme la famille : les écrans du portail")


def _rest(window: MainWindow, album: Album) -> None:
    for key, words in (
        ("anomalies", "Anomalies : ce que personne n’a pu lire, et pourquoi"),
        ("home", "Accueil : ce qui attend, qui vient aujourd’hui"),
        ("history", "Journal : qui a fait quoi"),
        ("settings", "Paramètres : motifs, règles, délais"),
    ):
        window.show_section(key)
        calm(window)
        album.keep(window, key, words)
    window.show_section("inbox")
    calm(window)
    window.actions_by_name["shortcuts"].trigger()
    ui.live_for(60)
    album.keep(window, "raccourcis", "Toutes les touches, avec « ? »")
    if (sheet := _sheet(window)) is not None:
        sheet.reject()
    window.lock()
    ui.live_for(60)
    album.keep(window, "verrou", "Verrouillé : plus rien d’une famille à l’écran")
    window.unlock()
    calm(window)


def _small(window: MainWindow, album: Album) -> None:
    window.resize(*SMALL)
    for key, words in (("inbox", "À traiter"), ("planning", "Planning"), ("home", "Accueil")):
        window.show_section(key)
        calm(window)
        album.keep(window, f"{key}-125", f"{words}, à 125 %")
    window.resize(*LARGE)


def _dark(window: MainWindow, album: Album) -> None:
    window.set_theme(Theme.DARK)
    for key, words in (("inbox", "À traiter"), ("planning", "Planning"), ("home", "Accueil")):
        window.show_section(key)
        calm(window)
        album.keep(window, f"{key}-sombre", f"{words}, en sombre")


# --- what an agent does -------------------------------------------------------------------------


def _rows(window: MainWindow) -> list[Any]:
    model = window.screen_of("inbox").model  # type: ignore[attr-defined]
    return [model.index(at, 0).data(ROW_ROLE) for at in range(model.rowCount())]


def _choose(window: MainWindow, wanted: Callable[[Any], bool]) -> None:
    inbox: Any = window.screen_of("inbox")
    row = next((row for row in _rows(window) if wanted(row)), None)
    if row is not None:
        inbox.list.select_id(row.id)
    calm(window)


def _do(window: MainWindow, name: str) -> None:
    """The action of that name, as its key would."""
    front = window.front
    command = front.command(name) if front is not None else None
    if command is not None and command.isEnabled():
        command.trigger()
    calm(window)


def _sheet(window: MainWindow) -> Sheet | None:
    return next((sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()), None)
