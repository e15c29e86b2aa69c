"""The words one chooses from in a dossier, as the portal offers them."""

from __future__ import annotations

CIVILITIES = (("Mme", "Mme"), ("M.", "M."))
SEXES = (("F", "Féminin"), ("M", "Masculin"))
# Neutral words: what a child eats, never why.
DIETS = (
    ("sans_porc", "Sans porc"),
    ("sans_viande", "Sans viande"),
    ("vegetarien", "Végétarien"),
    ("vegetalien", "Végétalien"),
    ("sans_boeuf", "Sans bœuf"),
    ("sans_poisson", "Sans poisson"),
    ("panier_repas", "Panier-repas fourni par la famille"),
)

# Offered, not imposed: a family's own word is kept.
CAPACITIES = (
    "Mère", "Père", "Belle-mère", "Beau-père", "Grand-mère", "Grand-père", "Tuteur", "Tutrice",
    "Famille d’accueil",
)  # fmt: skip
MARITAL_STATUSES = (
    "Marié(e)", "Pacsé(e)", "Vie maritale", "Célibataire", "Séparé(e)", "Divorcé(e)", "Veuf(ve)",
)  # fmt: skip
RELATIONS = (
    "Grand-mère", "Grand-père", "Oncle / Tante", "Frère / Sœur", "Beau-père / Belle-mère",
    "Voisin / Voisine", "Assistante maternelle", "Ami / Amie de la famille", "Autre",
)  # fmt: skip
SCHEMES = ("Régime général", "MSA", "Fonctionnaire", "Travailleur indépendant", "Étranger", "Autre")
ALLERGIES = ("Alimentaires", "Médicamenteuses", "Respiratoires", "Autres")
VACCINES = (
    "DTP", "Coqueluche", "Haemophilus influenzae b", "Hépatite B", "Pneumocoque",
    "Méningocoque ACWY", "Méningocoque B", "ROR", "BCG", "Varicelle",
)  # fmt: skip
