"""The families of the design's pictures, at École Jules-Ferry, and how their week looks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kid:
    """`week` has a letter for each of Matin, Repas, Soir (Demi-j., Journée on Wednesday), Monday
    to Friday: r reserved, a absent, f absence invoiced, x refused, n cancelled, d asked for and
    waiting, l on the waiting list; a dot is free, a dash not enrolled.
    """

    first_name: str
    last_name: str
    sex: str
    school_class: str
    week: str
    pai: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    label: str
    mother: tuple[str, str] | None  # first and last name
    father: tuple[str, str] | None
    kids: tuple[Kid, ...]


def _home(label: str, mother: str, father: str, *kids: Kid) -> Home:
    return Home(label, _split(mother), _split(father), kids)


def _split(name: str) -> tuple[str, str] | None:
    first, _, last = name.partition(" ")
    return (first, last) if name else None


FEATURED = (
    _home("Belkacem-Roy", "Nadia Belkacem", "Éric Roy", Kid("Inès", "Belkacem", "F", "CE1 B", ".r. .r. -- .r. .r.")),
    _home(
        "Chevalier", "Laure Chevalier", "Denis Chevalier",
        Kid("Paul", "Chevalier", "M", "CE1 B", "rrr rrr -r rrr rrr", pai="Arachide"),
    ),
    _home("Diallo", "Mariama Diallo", "Ousmane Diallo", Kid("Aminata", "Diallo", "F", "CE1 B", ".r. .r. .r .r. .r.")),
    _home("Garnier", "Sophie Garnier", "Luc Garnier", Kid("Tom", "Garnier", "M", "CE1 B", "rrr raa -- rrr rr.")),
    _home("Le Goff", "Gaëlle Le Goff", "Yann Le Goff", Kid("Malo", "Le Goff", "M", "CE1 B", ".r. .r. r. .rx .r.")),
    _home("Marchand", "Odile Marchand", "", Kid("Hugo", "Marchand", "M", "CE1 B", "rrr rrr .r rrr rrr")),
    _home("Picard-Moreau", "Élodie Picard", "Jean Moreau", Kid("Rose", "Picard", "F", "CE1 B", "..r ..r -- ..r ..r")),
    _home("Rousseau", "Anne Rousseau", "Marc Rousseau", Kid("Lina", "Rousseau", "F", "CE1 B", "..r ..r .r ..r ..r")),
    _home("Vidal", "", "Thomas Vidal", Kid("Arthur", "Vidal", "M", "CE1 B", ".rn .r. -- .fl .r.")),
    _home(
        "Cherif", "Samia Cherif", "Nabil Cherif",
        Kid("Adam", "Cherif", "M", "CE2 A", "rr. rrr .r rr. rr."),
    ),
    _home("Lambert", "Claire Lambert", "Hugues Lambert", Kid("Noah", "Lambert", "M", "CE2 A", ".r. .r. -- .r. ...")),
    _home("Lefèvre", "Julie Lefèvre", "Antoine Lefèvre", Kid("Jade", "Lefèvre", "F", "CE2 A", ".rr .rr .. .rr .rr")),
    _home(
        "Moreau", "Hélène Moreau", "Paul Moreau",
        Kid("Élise", "Moreau", "F", "CE2 A", "rrr rrr .r rrf rrr", pai="Asthme"),
    ),
    _home(
        "Nguyen", "Linh Nguyen", "Thanh Nguyen",
        Kid("Minh", "Nguyen", "M", "CE2 A", ".rr .rr -- .rr .rr"),
        Kid("Maï", "Nguyen", "F", "Grande section", ".rr .rr -- .rr .rr"),
    ),
    _home("Okafor", "Ada Okafor", "Emeka Okafor", Kid("Grace", "Okafor", "F", "CE2 A", ".r. .r. .l .r. .r.")),
    _home("Roche", "Valérie Roche", "Simon Roche", Kid("Samuel", "Roche", "M", "CE2 A", "rr. rr. -- rr. rr.")),
    _home("Haddad", "Rania Haddad", "Karim Haddad", Kid("Yanis", "Haddad", "M", "CP", "rr. rr. -- rr. rr.")),
    _home("Fontaine", "Émilie Fontaine", "Bruno Fontaine", Kid("Léa", "Fontaine", "F", "CM1 A", ".r. .r. .. .r. .r.")),
)  # fmt: skip

# What the pictures show of some of them: by first and last name.
KNOWN: dict[tuple[str, str], dict[str, str]] = {
    ("Linh", "Nguyen"): {"street": "14 rue des Tilleuls"},
    ("Thanh", "Nguyen"): {
        "street": "14 rue des Tilleuls",
        "mobile": "06 39 98 20 11",
        "email": "t.nguyen@exemple.fr",
    },
}
