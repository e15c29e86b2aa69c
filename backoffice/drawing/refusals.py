"""Why a document is not shown: the sentences an agent reads."""

from __future__ import annotations

NOT_ACCEPTED = (
    "Cette pièce n’est pas d’un type accepté : seuls les PDF et les photos JPEG, PNG, WebP ou HEIC "
    "peuvent être affichés."
)
DISGUISED = "Cette pièce n’est pas ce que son nom annonce : elle n’est pas affichée."
EMPTY = "Cette pièce est vide."
TOO_LARGE = "Cette pièce dépasse 20 Mo : elle n’est pas affichée."
TOO_MANY_PIXELS = "Cette photo est trop grande pour être affichée sans risque."
TOO_MANY_PAGES = "Cette pièce compte plus de 200 pages : elle n’est pas affichée."
LOCKED = "Cette pièce est protégée par un mot de passe."
NO_SUCH_PAGE = "Cette page n’existe pas dans la pièce."
BROKEN = "Cette pièce est abîmée et ne peut pas être affichée."
TOO_HEAVY = "Cette pièce demande trop de mémoire pour être affichée."
TOO_LONG = "Cette pièce est trop longue à afficher : elle a été abandonnée."
