"""What is read and when: the lists, the open document, its pages, and the next one in advance."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtWidgets import QWidget

from backoffice.documents.queries import File, Line, Sheet
from backoffice.documents.words import State
from ui.documents import calls, words
from ui.documents.calls import Around, Opened, Reading
from ui.documents.frame import EVERY_SCHOOL, TABS, DocumentsFrame
from ui.documents.pictures import FINE, USUAL, Page, Shown
from ui.documents.words import Tab
from ui.kit.layout import reveal
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import Ask
from ui.kit.tasks import Tasks

OPENING = "Ouverture de la pièce…"
NO_FILE = "Cette pièce n’a pas de fichier."
HELD = 4  # files in memory, twenty megabytes each at most


class DocumentsScreen(DocumentsFrame):
    def __init__(self, tasks: Tasks, navigator: Navigator | None, parent: QWidget | None) -> None:
        self.sheet: Sheet | None = None
        self.reasons: calls.Reasons = ()
        self._leaving: frozenset[int] = frozenset()
        self._wanted: int | None = None  # a document to go to once the list is here
        self._file, self._page, self._pages_of = 0, 1, 1
        self._opened: OrderedDict[str, Opened] = OrderedDict()
        self._next: Reading | None = None  # read in advance
        super().__init__(tasks, navigator, parent)
        self.letters_act_on(self.strip)
        self.letters_act_on(self.viewer)
        self.tabs.chosen.connect(self._on_tab)
        self.school.chosen.connect(lambda _school: self._on_school())
        self.strip.current_changed.connect(self._on_line)
        self.strip.opened.connect(lambda _index: self.viewer.setFocus())
        self.strip.lines.loaded.connect(self._on_loaded)
        self.pictures.ready.connect(self._on_picture)
        self.viewer.zoomed.connect(self._on_zoom)
        self.checklist.file_chosen.connect(self._show_file)
        self.empty.acted.connect(self._every_school)
        self.pictures.warm()
        self._clear()

    # --- lists ------------------------------------------------------------------------------------

    @property
    def tab(self) -> Tab:
        return TABS[self.tabs.current]

    def reload(self) -> None:
        facility_id = self.school.value
        self.tasks.latest(
            self, "around", lambda work: calls.around(work, facility_id), then=self._show_around
        )
        self.strip.lines.refresh()
        if self.sheet is not None:
            self._read(self.sheet.id, whole=False)

    def _fetch(self, ask: Ask[Line]) -> None:
        tab, facility_id = self.tab, self.school.value
        self.tasks.read(
            self,
            lambda work: calls.lines(work, tab, ask.after, ask.size, facility_id),
            then=ask.answer,
            failed=ask.give_up,
        )

    def _show_around(self, found: Around) -> None:
        self.reasons = found.reasons
        counts = found.counts
        self.tabs.set_counts([counts.waiting, counts.refused, counts.ending])
        self.school.set_choices([EVERY_SCHOOL, *found.schools], self.school.value)

    def _on_tab(self, _at: int) -> None:
        self.banner.clear()
        self._clear()
        self.strip.show_tab(self.tab)

    def _on_school(self) -> None:
        self._clear()
        self.strip.show_tab(self.tab)
        self.reload()

    def _every_school(self) -> None:
        self.school.choose(None)

    def _on_loaded(self) -> None:
        if not self.strip.lines.rowCount():
            said, hint = words.NOTHING[self.tab]
            action = "Tous les établissements" if self.school.value is not None else ""
            self.show_empty(said, hint, action)
            self._clear()
            return
        self.show_open()
        wanted, self._wanted = self._wanted, None
        if (wanted is not None and self.strip.go_to(wanted)) or self.strip.current() is not None:
            return
        self.strip.setCurrentIndex(self.strip.lines.index(0, 0))

    # --- one document -----------------------------------------------------------------------------

    def _on_line(self, found: Line | None) -> None:
        if found is None:
            return
        ready, self._next = self._next, None
        known = ready is not None and ready.sheet.id == found.id
        if ready is not None and known:
            self._show(ready)
        else:
            self._clear()
        self._read(found.id, whole=not known)

    def _read(self, document_id: int, *, whole: bool) -> None:
        self.tasks.latest(
            self,
            "sheet",
            lambda work: calls.read(work, document_id, whole=whole),
            then=self._show,
        )

    def _show(self, found: Reading) -> None:
        """Again, if nothing moved, it changes nothing: what is being typed stays."""
        line = self.strip.current()
        if found.sheet == self.sheet or line is None or line.id != found.sheet.id:
            return
        before, self.sheet = self.sheet, found.sheet
        same = before is not None and before.id == found.sheet.id
        if same and before is not None and before.version == found.sheet.version:
            self.checklist.follow(found.sheet)
        else:
            self.checklist.show_sheet(found.sheet)
        reveal(self.checklist, True)
        self._hold(found.opened)
        self._show_file(self._file if same and self._file < len(found.sheet.files) else 0)
        self.update_actions()

    def _clear(self) -> None:
        self.sheet = None
        self._file, self._page, self._pages_of = 0, 1, 1
        self.pictures.leave()
        self.viewer.show_words("")
        self.name.say("")
        self.weight.say("")
        reveal(self.checklist, False)
        self._say_place()
        self.update_actions()

    # --- its files and pages ----------------------------------------------------------------------

    @property
    def file(self) -> File | None:
        files = self.sheet.files if self.sheet else ()
        return files[self._file] if self._file < len(files) else None

    def _show_file(self, at: int) -> None:
        self._file, self._page, self._pages_of = at, 1, 1
        self.viewer.upright()
        self.checklist.show_file(at)
        self._show_page()

    def _show_page(self) -> None:
        file = self.file
        if file is None:
            self.viewer.show_words(NO_FILE)
        else:
            self.name.say(file.name)
            self.weight.say(words.size(file.size))
            self._ask_page(file)
        self._say_place()
        self.update_actions()

    def _ask_page(self, file: File) -> None:
        page = self._wanted_page(file)
        held = self._opened.get(page.file)
        if held is not None:
            self.checklist.show_before(held.before)
        if (shown := self.pictures.at_hand(page)) is not None:
            self._on_picture(page, shown)
            return
        if not self.viewer.has_picture or self._page == 1:
            self.viewer.show_words(OPENING)
        if held is not None:
            self.pictures.ask(page, held.content, file.name)
            return
        document_id = self.sheet.id if self.sheet else 0
        self.tasks.latest(
            self,
            "file",
            lambda work: calls.open_file(work, document_id, file),
            then=self._on_opened,
        )

    def _on_opened(self, found: Opened) -> None:
        self._hold(found)
        if found.file == self.file:
            self._ask_page(found.file)

    def _hold(self, found: Opened | None) -> None:
        if found is not None:
            self._opened[file_key(found.file)] = found
            while len(self._opened) > HELD:
                self._opened.popitem(last=False)

    def _wanted_page(self, file: File) -> Page:
        return Page(file_key(file), self._page, self._wide(self.viewer.pixels_wanted()))

    def _wide(self, wanted: int) -> int:
        """As the room is, so that nothing is left to scale; zoomed, in two steps."""
        base = min(self.viewer.base_pixels(), FINE)
        return next((one for one in (base, USUAL, FINE) if wanted <= one), FINE)

    def _on_picture(self, page: Page, shown: Shown) -> None:
        file = self.file
        if file is None or page[:2] != (file_key(file), self._page):
            return
        self._pages_of = max(shown.pages, 1)
        if shown.image is None:
            self.viewer.show_words(f"{shown.sentence} La pièce peut être validée ou invalidée.")
        else:
            about = words.viewed(file, self._page, self._pages_of)
            self.viewer.show_picture(shown.image, about)
        self._say_place()
        self.update_actions()
        self._prepare()

    def _on_zoom(self) -> None:
        self._say_place()
        if (file := self.file) is not None and self.viewer.has_picture:
            page = self._wanted_page(file)
            held = self._opened.get(page.file)
            if self.pictures.at_hand(page) is None and held is not None:
                self.pictures.ask(page, held.content, file.name)

    def _say_place(self) -> None:
        self.percent.say(f"{self.viewer.percent} %")
        self.place.say(words.pages(self._page, self._pages_of))

    # --- the next one, in advance -----------------------------------------------------------------

    @property
    def ahead(self) -> bool:
        """The next one has been read."""
        return self._next is not None

    def _prepare(self) -> None:
        line = self.strip.next_one(self._leaving)
        if line is None or (self._next is not None and self._next.sheet.id == line.id):
            return
        number = line.id
        self.tasks.latest(self, "next", lambda work: calls.read(work, number), then=self._prepared)

    def _prepared(self, found: Reading) -> None:
        line = self.strip.next_one(self._leaving)
        if line is None or line.id != found.sheet.id:
            return
        self._next = found
        if found.opened is not None:
            self._hold(found.opened)
            file = found.opened.file
            page = Page(file_key(file), 1, self._wide(self.viewer.base_pixels()))
            self.pictures.prepare(page, found.opened.content, file.name)

    # --- what one may do now ----------------------------------------------------------------------

    def update_actions(self) -> None:
        sheet = self.sheet
        here, file = sheet is not None, self.file is not None
        asked = sheet is not None and sheet.request_id is not None
        waits = asked and sheet is not None and sheet.state is State.VALIDATING
        for name in ("accept", "refuse"):
            self.enable(name, waits)
        self.enable("send_message", asked)
        self.enable("open_family", here)
        self.enable("save_copy", file)
        drawn = self.viewer.has_picture
        for name in ("zoom_in", "zoom_out", "fit", "turn"):
            self.enable(name, drawn)
        self.enable("keep_turned", drawn and bool(self.viewer.angle))
        if self.keep_tool is not None:
            reveal(self.keep_tool, bool(self.viewer.angle))
        files = len(sheet.files) if sheet is not None else 0
        self.enable("previous_page", self._page > 1 or self._file > 0)
        self.enable("next_page", self._page < self._pages_of or self._file + 1 < files)


def file_key(file: File) -> str:
    """One version of a file: turned and kept, it is another."""
    return f"{file.id}:{file.stored_id or 0}:{file.portal_id or 0}"
