"""What the agent answers: which dossier, who is who in it, which activities, what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from backoffice.inbox.newcomers.answers import LEFT_OUT, CreationAnswer, Who, WishAnswer
from backoffice.inbox.newcomers.reading import CreationSheet, HomeShown, PartShown
from backoffice.inbox.plan import Seen
from backoffice.inbox.workflow import Verb
from ui.kit.checks import Checks
from ui.kit.choices import Picker, Radio, Segments, TickBox
from ui.kit.familyfield import FamilyField
from ui.kit.layout import clear, column, label, line, panel, plain, reveal, row, rule, scrolled
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type
from ui.newcomers import words

CHECKS = 96


class ChoicePane(QWidget):
    """Of the form on the left. It says nothing to the back office: `answer` is what it would say."""

    changed = Signal()
    home_wanted = Signal(int)  # an agent's own choice: who is in that family is asked for

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("newcomer_choices")
        self._sheet: CreationSheet | None = None
        self.home: HomeShown | None = None
        self._chosen_home: HomeShown | None = None  # found by name
        self.checks = Checks(rule=CHECKS)
        self.radios: dict[object, Radio] = {}
        self._group = QButtonGroup(self)
        self.search = FamilyField(tasks)
        self.pickers: list[Picker] = []
        self.wishes: list[Segments] = []
        self.keep_bank = _tick("keep_bank", "Reprendre le compte bancaire", "Mandat à signer")
        self.keep_tax = _tick("keep_tax", "Reprendre les ressources", "Déclarées, non vérifiées")
        self._homes, self._people, self._wishes = (column(gap=Space.XS) for _ in range(3))
        self._where = _titled("Quel dossier ?", column(self._homes, self.search, gap=Space.XS))
        self.members = plain("", Type.SMALL, "soft", wrap=True)
        self.members.setObjectName("home_members")
        self._who = _titled("Qui est-ce ?", column(self.members, self._people, gap=Space.S))
        self._which = _titled("Inscriptions demandées", self._wishes)
        self._keep = _titled("Ce qui est déclaré", column(self.keep_bank, self.keep_tax, gap=0))
        inner = column(
            self.checks, self._where, self._who, self._which, self._keep, None,
            gap=Space.M, margins=(Space.L, Space.M, Space.L, Space.M),
        )  # fmt: skip
        self.setLayout(column(scrolled(panel("surface", inner)), gap=0))
        self.search.chosen.connect(self._on_found)

    # --- what is shown ----------------------------------------------------------------------------

    def show_sheet(self, sheet: CreationSheet | None) -> None:
        """What is most likely is chosen: a dossier that surely is the same, else a new one."""
        self._sheet, self._chosen_home = sheet, None
        self.checks.show_checks(words.checks(sheet) if sheet else ())
        sure = next((one for one in sheet.homes if _is_theirs(one)), None) if sheet else None
        self.home = sheet.home if sheet and words.is_adding(sheet) else sure
        self._show_homes()
        self._show_people()
        self._show_wishes()
        reveal(self.keep_bank, bool(sheet and sheet.bank))
        reveal(self.keep_tax, bool(sheet and sheet.tax))
        reveal(self._keep, bool(sheet and (sheet.bank or sheet.tax)))
        readable = bool(sheet and sheet.bank and not any(one.flaw for one in sheet.bank.fields))
        self.keep_bank.setChecked(readable)
        self.keep_bank.setEnabled(readable)
        self.keep_tax.setChecked(True)
        self.changed.emit()

    def show_home(self, home: HomeShown) -> None:
        """The family that was found by name."""
        if self.search.family_id == home.family_id:
            self._chosen_home = self.home = home
            self._show_people()
            self.changed.emit()

    @property
    def waits_for_home(self) -> bool:
        """« Une autre famille » is chosen, and none is named yet."""
        return bool(self.radios) and self.radios[words.ANOTHER].isChecked() and self.home is None

    # --- what is answered -------------------------------------------------------------------------

    def answer(self, reason_code: str = "", told: str = "") -> CreationAnswer | None:
        """As it stands; the reason is that of every activity refused."""
        sheet = self._sheet
        if sheet is None or self.waits_for_home:
            return None
        who: list[Who] = [picker.value for picker in self.pickers]
        guardians, children = who[: len(sheet.guardians)], who[len(sheet.guardians) :]
        return CreationAnswer(
            Seen(sheet.request_id, sheet.version),
            attach_to=self.home.family_id if self.home and not words.is_adding(sheet) else None,
            new=True,  # someone looked
            guardians=tuple(guardians),
            children=tuple(children),
            wishes=tuple(
                WishAnswer(one, reason_code or None, told)
                if one is Verb.REFUSE
                else WishAnswer(one)
                for one in self.verbs()
            ),
            keep_bank=self.keep_bank.isChecked(),
            keep_tax=self.keep_tax.isChecked(),
        )

    def verbs(self) -> list[Verb]:
        return [words.VERBS[one.current] for one in self.wishes]

    @property
    def refuses_some(self) -> bool:
        return Verb.REFUSE in self.verbs()

    # --- which dossier ----------------------------------------------------------------------------

    def _show_homes(self) -> None:
        clear(self._homes)
        for old in self._group.buttons():
            self._group.removeButton(old)
        self.radios = {}
        sheet = self._sheet
        offers = sheet is not None and not words.is_adding(sheet)
        reveal(self._where, offers)
        reveal(self.search, False)
        if sheet is None or not offers:
            return
        self._add_home(words.NEW, "Nouveau dossier")
        for home in sheet.homes:
            self._add_home(home.family_id, words.home_line(home), home.reasons)
        self._add_home(words.ANOTHER, "Une autre famille…")
        self.radios[self.home.family_id if self.home else words.NEW].setChecked(True)

    def _add_home(self, key: object, said: str, reasons: Sequence[str] = ()) -> None:
        radio = Radio(said)
        radio.setObjectName(f"home_{key}")
        radio.setAccessibleDescription(" ; ".join(reasons))
        self._group.addButton(radio)
        self.radios[key] = radio
        self._homes.addWidget(radio)
        for reason in reasons:
            told = plain(reason, Type.SMALL, "soft", wrap=True)
            self._homes.addLayout(column(told, margins=(28, 0, 0, Space.XS)))
        radio.show()
        radio.toggled.connect(lambda on: self._on_home(key) if on else None)

    def _on_home(self, key: object) -> None:
        another = key == words.ANOTHER
        reveal(self.search, another)
        homes = self._sheet.homes if self._sheet else ()
        self.home = next((one for one in homes if one.family_id == key), None)
        if another:
            self.home = self._chosen_home
            self.search.search.setFocus()
        self._show_people()
        self.changed.emit()

    def _on_found(self, family_id: int | None) -> None:
        if not self.radios or not self.radios[words.ANOTHER].isChecked():
            return
        self.home = self._chosen_home = None
        if family_id is not None:
            self.home_wanted.emit(family_id)
        self._show_people()
        self.changed.emit()

    # --- who is who -------------------------------------------------------------------------------

    def _show_people(self) -> None:
        clear(self._people)
        self.pickers = []
        sheet, home = self._sheet, self.home
        reveal(self._who, sheet is not None)
        if sheet is None:
            return
        fits = home.who_guardians if home and home.who_guardians else (None,) * len(sheet.guardians)
        for at, part in enumerate(sheet.guardians):
            choices = words.who_choices(
                home.guardians if home else (), (), may_leave=not words.is_adding(sheet)
            )
            self._add_person(part, choices, self._fitting(fits, at))
        self.members.say(words.members(home) if home else "")
        reveal(self.members, home is not None)
        kids = home.who_children if home and home.who_children else self._shared(sheet)
        for at, part in enumerate(sheet.children):
            choices = words.who_choices(
                home.children if home else (), tuple(self._elsewhere(at)),
                may_leave=not words.is_adding(sheet),
            )  # fmt: skip
            self._add_person(part, choices, kids[at])

    def _fitting(self, fits: Sequence[Who], at: int) -> Who:
        """In a family of two, those who are neither of them are left out."""
        room = 2 - len(self.home.guardians) if self.home else 2
        before = sum(who is None for who in fits[:at])
        return LEFT_OUT if fits[at] is None and before >= room else fits[at]

    def _shared(self, sheet: CreationSheet) -> tuple[Who, ...]:
        """The other parent's form: the child is known, in a home that is not theirs."""
        known = (home for home in sheet.homes if home.is_certain and not _is_theirs(home))
        home = next(known, None) if self.home is None else None
        return home.who_children if home else (None,) * len(sheet.children)

    def _elsewhere(self, at: int) -> Iterable[tuple[int, str]]:
        """Children known in other families who may be this one: they then live in both."""
        for home in self._sheet.homes if self._sheet else ():
            who = home.who_children[at]
            known = {one.id: one.name for one in home.children}
            here = {one.id for one in self.home.children} if self.home else set()
            if who and who not in here:
                yield who, f"{known[who]} (famille {home.label})"

    def _add_person(self, part: PartShown, choices: list[tuple[Who, str]], chosen: Who) -> None:
        name = part.name or part.title
        picker = Picker(name, choices, chosen)
        picker.setObjectName(f"who_{len(self.pickers)}")
        picker.chosen.connect(lambda _who: self._on_person())
        self.pickers.append(picker)
        shown = row(line(name, Type.BODY, typed=True), picker, gap=Space.S)
        shown.setStretch(0, 1)
        self._people.addLayout(shown)
        picker.show()

    def _on_person(self) -> None:
        """Whoever is left out is not enrolled."""
        sheet = self._sheet
        if sheet is not None:
            children = self.pickers[len(sheet.guardians) :]
            for wish, shown in zip(sheet.wishes, self.wishes, strict=True):
                if children[wish.child].value == LEFT_OUT:
                    shown.show_choice(words.VERBS.index(Verb.REFUSE))
        self.changed.emit()

    # --- which activities -------------------------------------------------------------------------

    def _show_wishes(self) -> None:
        clear(self._wishes)
        self.wishes = []
        sheet = self._sheet
        reveal(self._which, bool(sheet and sheet.wishes))
        for at, wish in enumerate(sheet.wishes if sheet else ()):
            name = f"{wish.activity}, {wish.first_name}"
            shown = Segments(words.VERB_WORDS, 0, name)
            shown.setObjectName(f"wish_{at}")
            shown.chosen.connect(lambda _at: self.changed.emit())
            self.wishes.append(shown)
            told = line(name, Type.BODY, typed=True)
            beside = row(told, shown, gap=Space.S)
            beside.setStretch(0, 1)
            self._wishes.addLayout(beside)
            if not wish.is_open:
                self._wishes.addWidget(label("Les inscriptions sont fermées.", Type.SMALL, "warn"))
            shown.show()


def _is_theirs(home: HomeShown) -> bool:
    """Surely known, and not by their children alone where there is no place for another guardian."""
    room = 2 - len(home.guardians)
    return home.is_certain and sum(who is None for who in home.who_guardians) <= room


def _tick(name: str, words_: str, hint: str) -> TickBox:
    made = TickBox(words_, hint, ticked=True)
    made.setObjectName(name)
    return made


def _titled(title: str, inside: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setAccessibleName(title)
    made.setLayout(column(rule(), label(title, Type.STRONG), inside, gap=Space.S))
    return made
