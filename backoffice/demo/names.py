"""Invented people of an invented town. Phones are from the ranges France keeps for fiction."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from backoffice.kernel.text import fold

LAST_NAMES = (
    "Andrieu", "Aubert", "Bailly", "Barbier", "Baron", "Benoît", "Bertin", "Besson", "Blanchet",
    "Boucher", "Bouvier", "Brun", "Camara", "Carpentier", "Caron", "Chauvin", "Clément", "Colin",
    "Collet", "Coulibaly", "Cousin", "Da Silva", "Delattre", "Delmas", "Deschamps", "Dos Santos",
    "Dubreuil", "Dufour", "Dumont", "Duval", "El Amrani", "Étienne", "Fabre", "Ferreira", "Fleury",
    "Fournel", "Gaillard", "Gauthier", "Gérard", "Gilles", "Girard", "Gonzalez", "Grondin",
    "Guérin", "Guillot", "Hamdi", "Herbert", "Hoareau", "Hubert", "Jacquet", "Joly", "Kaya",
    "Keller", "Klein", "Konaté", "Lacroix", "Lagarde", "Leclercq", "Lecomte", "Lejeune", "Lemoine",
    "Lopes", "Mallet", "Marion", "Masson", "Meunier", "Michaud", "Monnier", "Moulin", "Müller",
    "Navarro", "Olivier", "Pasquier", "Paris", "Pereira", "Perrot", "Philippe", "Poirier",
    "Prévost", "Rahmani", "Renault", "Rey", "Rivière", "Royer", "Sanchez", "Sarr", "Schmitt",
    "Siméon", "Tessier", "Texier", "Thomas", "Touré", "Traoré", "Vasseur", "Weber", "Yilmaz",
)  # fmt: skip

GIRLS = (
    "Adèle", "Agathe", "Aïcha", "Alice", "Alma", "Ambre", "Anaïs", "Anna", "Apolline", "Assia",
    "Capucine", "Camille", "Chloé", "Clémence", "Éléonore", "Élise", "Emma", "Eva", "Fatou",
    "Gabrielle", "Héloïse", "Iris", "Jeanne", "Julia", "Juliette", "Léna", "Lou", "Louise", "Lucie",
    "Maëlys", "Manon", "Margaux", "Mila", "Myriam", "Nina", "Noémie", "Nour", "Océane", "Olivia",
    "Romane", "Salomé", "Sarah", "Sofia", "Suzanne", "Victoire", "Yasmine", "Zoé",
)  # fmt: skip

BOYS = (
    "Aaron", "Adrien", "Amine", "Antoine", "Augustin", "Axel", "Baptiste", "Bilal", "Clément",
    "Côme", "Éden", "Eliott", "Ethan", "Félix", "Gabin", "Gaspard", "Gustave", "Hélio", "Ibrahim",
    "Ismaël", "Jules", "Kylian", "Léon", "Liam", "Loïs", "Louis", "Lucas", "Maël", "Malik", "Marius",
    "Martin", "Mathis", "Maxence", "Mohamed", "Naël", "Nathan", "Nino", "Oscar", "Raphaël", "Rayan",
    "Robin", "Sacha", "Simon", "Théo", "Timéo", "Valentin", "Victor",
)  # fmt: skip

MOTHERS = (
    "Amélie", "Aurélie", "Caroline", "Cécile", "Céline", "Claire", "Delphine", "Élodie", "Émilie",
    "Fatima", "Florence", "Hélène", "Isabelle", "Julie", "Karima", "Laetitia", "Laure", "Leïla",
    "Magali", "Marie", "Mélanie", "Nadège", "Nathalie", "Pauline", "Sandrine", "Sonia", "Sophie",
    "Stéphanie", "Valérie", "Virginie",
)  # fmt: skip

FATHERS = (
    "Alexandre", "Arnaud", "Benoît", "Cédric", "Christophe", "David", "Éric", "Fabien", "Farid",
    "François", "Guillaume", "Jérôme", "Julien", "Karim", "Laurent", "Mickaël", "Mehdi", "Nicolas",
    "Olivier", "Pascal", "Pierre", "Romain", "Samir", "Sébastien", "Stéphane", "Sylvain", "Thierry",
    "Vincent", "Xavier", "Yann",
)  # fmt: skip

TEACHERS = (
    "Mme Aubry", "M. Belin", "Mme Carlier", "M. Denis", "Mme Estève", "M. Faure", "Mme Giraud",
    "M. Hardy", "Mme Imbert", "M. Jourdan", "Mme Klein", "M. Lebrun", "Mme Maillard", "M. Noël",
    "Mme Oger", "M. Pages", "Mme Quentin", "M. Rolland", "Mme Salmon", "M. Tanguy", "Mme Urbain",
    "M. Valette", "Mme Wagner", "M. Leroux", "Mme Zeller", "M. Bodin", "Mme Chartier",
)  # fmt: skip

STREETS = (
    "rue des Tilleuls", "allée du Moulin", "rue de la Fontaine", "avenue de la Gare", "rue du Lavoir",
    "impasse des Lilas", "rue Victor-Hugo", "place du Marché", "chemin des Vignes", "rue des Écoles",
    "rue du Four", "allée des Acacias", "rue de l’Église", "boulevard des Alliés", "rue Pasteur",
    "sentier du Bief", "rue des Artisans", "quai de la Vallière",
)  # fmt: skip

INSURERS = (
    "Assurance des Écoles",
    "Mutuelle du Val",
    "Prévoyance familiale",
    "La Ruche assurances",
)
CITY, POSTCODE = "Valcourt", "44210"
EMAIL_DOMAIN = "exemple.fr"


@dataclass(slots=True)
class Directory:
    """Hands out names, phones, e-mails and addresses, each number and e-mail once."""

    chance: Random
    phones: int = 0
    emails: int = 0

    def mobile(self) -> str:
        """06 39 98 00 00 to 06 39 98 99 99, in an order that looks like none."""
        self.phones += 1
        return "06 39 98 " + _pairs(self.phones * 3137 % 10_000)

    def landline(self) -> str:
        self.phones += 1
        return "01 99 00 " + _pairs(self.phones * 3137 % 10_000)

    def email(self, first_name: str, last_name: str) -> str:
        self.emails += 1
        words = fold(f"{first_name} {last_name}").replace(" ", ".")
        return f"{words}{self.emails}@{EMAIL_DOMAIN}"

    def street(self) -> str:
        bis = " bis" if self.chance.random() < 0.1 else ""
        return f"{self.chance.randint(1, 84)}{bis} {self.chance.choice(STREETS)}"

    def insurance(self) -> tuple[str, str]:
        return self.chance.choice(INSURERS), f"{self.chance.randint(10**7, 10**8 - 1)}"


def _pairs(number: int) -> str:
    figures = f"{number:04}"
    return f"{figures[:2]} {figures[2:]}"
