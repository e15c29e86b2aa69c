"""Issuing codes: at the counter, shown once; or as letters, printed in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from backoffice.activities import queries as places
from backoffice.activities.queries import ClassLine, FacilityLine
from backoffice.database.work import Work
from backoffice.subscribers import mailing, queries, services
from backoffice.subscribers.mailing import Mailed
from backoffice.subscribers.recipients import CodeKind, Recipient, Scope
from backoffice.subscribers.services import IssuedCode
from ui.kit.buttons import Button
from ui.kit.choices import Picker, Segments, TickBox
from ui.kit.familyfield import FamilyField
from ui.kit.forms import Field
from ui.kit.french import fr, number, plural, short_date
from ui.kit.jobs import Begin, Job, Progress, Steps
from ui.kit.layout import clear, column, label, plain, reveal
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type

FAMILY, SCHOOL, TOWN = range(3)
SHOW, PRINT = range(2)
Done = Callable[[str, str], object]


@dataclass(frozen=True, slots=True)
class Offer:
    facilities: tuple[FacilityLine, ...]
    classes: tuple[ClassLine, ...]


def read(work: Work) -> Offer:
    return Offer(places.facilities(work), places.classes(work))


def choose_file(parent: QWidget, proposed: str) -> Path | None:
    found, _ = QFileDialog.getSaveFileName(
        parent, fr("Enregistrer les lettres"), proposed, "PDF (*.pdf)"
    )
    if not found:
        return None
    return Path(found if found.lower().endswith(".pdf") else f"{found}.pdf")


class IssueSheet(Sheet):
    """Says how many codes there would be before any is made."""

    def __init__(self, page: Screen, *, family_id: int | None, personal: bool, done: Done) -> None:
        super().__init__(
            page,
            "Émettre des codes",
            "Émettre",
            about="Un code ne se lit qu’une fois : à l’écran, ou sur sa lettre. Un nouveau code "
            "remplace celui qui n’a pas servi.",
            stays=True,
            name="issue_codes",
        )
        self._page, self._done = page, done
        self._classes: tuple[ClassLine, ...] = ()
        self._count = 0
        self.job: Job | None = None
        self.kind = Segments(["Code abonné", "Code personnel"], int(personal), "Sorte de code")
        self.whom = Segments(["Une famille", "Une école", "Toute la ville"], FAMILY, "Pour qui")
        self.family = FamilyField(page.tasks)
        self.school = Picker("École")
        self.school_class = Picker("Classe")
        self.missing = TickBox(
            "Seulement celles qui n’ont ni compte, ni code en cours", ticked=True
        )
        self.how = Segments(["Montrer au guichet", "Imprimer une lettre"], SHOW, "Comment")
        self.told = label("", Type.BODY, "soft", wrap=True)
        parts: dict[str, QWidget] = {
            "issue_kind": self.kind, "issue_whom": self.whom, "issue_school": self.school,
            "issue_class": self.school_class, "issue_missing": self.missing,
            "issue_how": self.how, "issue_told": self.told,
        }  # fmt: skip
        for name, part in parts.items():
            part.setObjectName(name)
        self._family = Field("Famille", self.family)
        self._school = Field("École", self.school)
        self._class = Field("Classe", self.school_class)
        self._how = Field("Comment", self.how)
        self._fields = column(
            Field("Sorte de code", self.kind), Field("Pour qui", self.whom), self._family,
            self._school, self._class, self.missing, self._how, gap=Space.M,
        )  # fmt: skip
        self.body.addLayout(self._fields)
        self.body.addWidget(self.told)
        self._connect()
        if family_id is not None:
            self.family.show_family(family_id)
        self._follow()

    def _connect(self) -> None:
        for choice in (self.kind, self.whom, self.how):
            choice.chosen.connect(lambda _at: self._follow())
        self.school.chosen.connect(lambda _id: self._on_school())
        self.school_class.chosen.connect(lambda _id: self._count_them())
        self.missing.toggled.connect(lambda _on: self._count_them())
        self.family.chosen.connect(lambda _id: self._count_them())
        self.family.grown.connect(self.place)
        self.accepted.connect(self._issue)
        self._page.tasks.latest(self, "places", read, then=self._offer)

    # --- what is asked ----------------------------------------------------------------------------

    @property
    def prints(self) -> bool:
        return self.whom.current != FAMILY or self.how.current == PRINT

    def _offer(self, found: Offer) -> None:
        schools = {one.facility_id for one in found.classes}
        self._classes = found.classes
        choices = [(one.id, one.label) for one in found.facilities if one.id in schools]
        self.school.set_choices(choices, self.school.value)
        self._on_school()

    def _on_school(self) -> None:
        here = [
            (one.id, one.label) for one in self._classes if one.facility_id == self.school.value
        ]
        self.school_class.set_choices([(None, "Toute l’école"), *here])
        self._count_them()

    def _follow(self) -> None:
        whom = self.whom.current
        reveal(self._family, whom == FAMILY)
        reveal(self._school, whom == SCHOOL)
        reveal(self._class, whom == SCHOOL)
        reveal(self.missing, whom != FAMILY)
        reveal(self._how, whom == FAMILY)
        self._count_them()
        if self.isVisible():
            self.place()

    def _scope(self) -> Scope | None:
        """None as long as it is not said for whom."""
        if self.whom.current == FAMILY:
            chosen = self.family.family_id
            return None if chosen is None else Scope(family_ids=(chosen,))
        only = self.missing.isChecked()
        if self.whom.current == TOWN:
            return Scope(only_missing=only)
        if self.school.value is None:
            return None
        return Scope(
            facility_id=self.school.value, class_id=self.school_class.value, only_missing=only
        )

    def _count_them(self) -> None:
        scope, personal = self._scope(), bool(self.kind.current)
        self._show_found(())
        if scope is None:
            return
        self._page.tasks.latest(
            self,
            "count",
            lambda work: _found(work, scope, personal=personal),
            then=self._show_found,
        )

    def _show_found(self, found: tuple[Recipient, ...]) -> None:
        self._count = len(found)
        self.set_ready(bool(found))
        verb = "Imprimer" if self.prints else "Émettre"
        noun = "lettre" if self.prints else "code"
        self.primary.say(f"{verb} {plural(self._count, noun)}" if found else verb)
        lost = sum(not one.posts for one in found)
        words = ""
        if not found and self._scope() is not None:
            words = "Personne : ces familles ont déjà leur compte ou leur code."
        elif self.prints and lost:
            words = f"{plural(lost, 'adresse incomplète', 'adresses incomplètes')} : à remettre au guichet."
        self.told.say(words)
        reveal(self.told, bool(words))
        if self.isVisible():
            self.place()

    # --- what is done -----------------------------------------------------------------------------

    def _issue(self) -> None:
        scope, personal = self._scope(), bool(self.kind.current)
        if scope is None:
            self.set_busy(False)
        elif self.prints:
            self._print(scope, personal=personal)
        else:
            self._page.tasks.run(
                self,
                lambda work: services.give(work, _found(work, scope, personal=personal)),
                then=self._show_codes,
                on_refused=self.complain,
                failed=lambda: self.set_busy(False),
            )

    def _show_codes(self, made: tuple[IssuedCode, ...]) -> None:
        self.close_sheet()
        CodesShown(self._page, made).open()

    def _print(self, scope: Scope, *, personal: bool) -> None:
        path = choose_file(self, "lettres.pdf")
        if path is None:
            self.set_busy(False)
            return

        def steps(begin: Begin) -> Steps[Mailed]:
            with begin() as work:
                kind = _kind(work, personal=personal)
            inner = mailing.mail(begin, kind, scope, path)
            while True:
                try:
                    done, total = next(inner)
                except StopIteration as end:
                    mailed: Mailed = end.value
                    return mailed
                yield Progress(done, total)

        self.cancel.say("Arrêter")
        self._enable(on=False)
        self.job = self._page.tasks.job(
            self,
            steps,
            progress=self._show_progress,
            then=lambda done: self._printed(done, path),
            stopped=lambda _progress: self._halted("Arrêté : aucun code n’a été émis."),
            on_refused=self._halted,
            failed=lambda: self._halted(""),
        )

    def _show_progress(self, progress: Progress) -> None:
        rest = "Mise en page…" if progress.done == progress.total else ""
        words = f"{number(progress.done)} sur {plural(progress.total, 'lettre')}. {rest}"
        self.told.say(words.strip())
        reveal(self.told, True)
        self.place()

    def _halted(self, words: str) -> None:
        self.job = None
        self._enable(on=True)
        self.cancel.say("Annuler")
        self.set_busy(False)
        self._show_found(())
        if words:
            self.banner.error(words)
        self._count_them()

    def _enable(self, *, on: bool) -> None:
        for part in (
            self.kind,
            self.whom,
            self.family,
            self.school,
            self.school_class,
            self.missing,
            self.how,
        ):
            part.setEnabled(on)

    def reject(self) -> None:
        if self.job is None:
            super().reject()
        else:
            self.job.stop()
            self.told.say("Arrêt…")

    def _printed(self, done: Mailed, path: Path) -> None:
        self.job = None
        clear(self._fields)
        said = f"{plural(done.letters, 'lettre')} dans {path.name}"
        self.set_about(
            f"{said}, dans l’ordre de la poste. Imprimez le fichier, puis supprimez-le : les codes y "
            "sont lisibles."
        )
        told = []
        if done.without_address:
            told.append(f"Sans adresse, à la fin : {_listed(done.without_address)}.")
        if done.unprintable:
            told.append(f"Lettres absentes de la police, à vérifier : {_listed(done.unprintable)}.")
        self.told.say(" ".join(told))
        reveal(self.told, bool(told))
        self.primary.hide()
        opening = Button("Ouvrir le fichier", icon="printer", name="open_letters")
        opening.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        self.footer.insertWidget(0, opening)
        self.cancel.say("Fermer")
        opening.setFocus()
        self.place()
        self._done(f"{plural(done.letters, 'code émis', 'codes émis')}", said)


class CodesShown(Sheet):
    """The one time a code is on a screen."""

    def __init__(self, page: QWidget, made: tuple[IssuedCode, ...]) -> None:
        super().__init__(
            page,
            "À noter maintenant" if len(made) == 1 else "Codes à noter maintenant",
            about="Donnez-le à la personne : il ne sera plus montré."
            if len(made) == 1
            else "Donnez à chacun le sien : ils ne seront plus montrés.",
            cancel="Fermer",
            name="codes_shown",
        )
        for one in made:
            code = plain(one.code, Type.FIGURE)
            code.setObjectName("shown_code")
            code.setAccessibleName(" ".join(one.code.replace("-", " tiret ")))
            until = f"jusqu’au {short_date(one.until)}" if one.until else "jusqu’à son remplacement"
            whose = f"{one.recipient.name}, famille {one.recipient.family}"
            self.body.addLayout(
                column(
                    plain(whose, Type.BODY, "soft"), code, label(f"Valable {until}", Type.SMALL, "faint"),
                    gap=Space.XS,
                )
            )  # fmt: skip


def _kind(work: Work, *, personal: bool) -> CodeKind:
    return CodeKind.PERSONAL if personal else queries.code_rules(work).scope


def _found(work: Work, scope: Scope, *, personal: bool) -> tuple[Recipient, ...]:
    return queries.recipients(work, _kind(work, personal=personal), scope)


def _listed(names: tuple[str, ...], most: int = 6) -> str:
    more = f" et {len(names) - most} autres" if len(names) > most else ""
    return ", ".join(names[:most]) + more
