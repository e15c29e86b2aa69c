"""What the journal says, in French: one sentence for each thing that can be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from backoffice.kernel.calendar import short_day
from backoffice.kernel.topics import Topic

T = Topic

TOPICS: dict[Topic, str] = {
    T.REQUESTS: "Demandes",
    T.PLANNING: "Planning",
    T.FAMILIES: "Familles",
    T.ACTIVITIES: "Activités",
    T.SUBSCRIBERS: "Comptes du portail",
    T.RULES: "Règles",
    T.AGENTS: "Agents",
    T.SETTINGS: "Paramètres",
    T.ANOMALIES: "Anomalies",
    T.DOCUMENTS: "Pièces",
}

# (topic, action): one, several; {n} is how many
_SENTENCES: dict[tuple[Topic, str], tuple[str, str]] = {
    (T.REQUESTS, "take_in"): ("Demande reçue du portail", "{n} demandes reçues du portail"),
    (T.REQUESTS, "accept"): ("Demande acceptée", "{n} demandes acceptées"),
    (T.REQUESTS, "refuse"): ("Demande refusée", "{n} demandes refusées"),
    (T.REQUESTS, "waitlist"): (
        "Demande mise en liste d’attente",
        "{n} demandes en liste d’attente",
    ),
    (T.REQUESTS, "undo"): ("Réponse reprise", "{n} réponses reprises"),
    (T.REQUESTS, "rectify"): ("Réponse rectifiée", "{n} réponses rectifiées"),
    (T.REQUESTS, "promote"): (
        "Place donnée à un enfant en attente",
        "{n} places données en attente",
    ),
    (T.REQUESTS, "export_report"): ("Rapport exporté", "{n} rapports exportés"),
    (T.REQUESTS, "annotate"): ("Note interne ajoutée", "{n} notes internes ajoutées"),
    (T.REQUESTS, "suspend"): ("Demande mise en suspens", "{n} demandes mises en suspens"),
    (T.REQUESTS, "resume"): ("Demande reprise", "{n} demandes reprises"),
    (T.REQUESTS, "assign"): ("Demande attribuée", "{n} demandes attribuées"),
    (T.REQUESTS, "send_message"): ("Message envoyé à la famille", "{n} messages envoyés"),
    (T.REQUESTS, "ask_information"): ("Complément demandé", "{n} compléments demandés"),
    (T.REQUESTS, "ask_for_family"): (
        "Demande saisie au guichet",
        "{n} demandes saisies au guichet",
    ),
    (T.REQUESTS, "close_by_rule"): ("Demande close par le programme", "{n} demandes closes seules"),
    (T.REQUESTS, "withdraw"): ("Demande retirée par la famille", "{n} demandes retirées"),
    (T.REQUESTS, "withdraw_too_late"): (
        "Retrait arrivé trop tard",
        "{n} retraits arrivés trop tard",
    ),
    (T.REQUESTS, "read_messages"): ("Messages lus par une famille", "{n} lectures de messages"),
    (T.REQUESTS, "alert"): (
        "Alerte : allergie ou droit de venir chercher un enfant",
        "{n} alertes sur des allergies ou des droits de venir chercher un enfant",
    ),
    (T.DOCUMENTS, "add_type"): ("Type de pièce ajouté", "{n} types de pièce ajoutés"),
    (T.DOCUMENTS, "edit_type"): ("Type de pièce modifié", "{n} types de pièce modifiés"),
    (T.DOCUMENTS, "archive_type"): ("Type de pièce archivé", "{n} types de pièce archivés"),
    (T.DOCUMENTS, "restore_type"): ("Type de pièce rétabli", "{n} types de pièce rétablis"),
    (T.DOCUMENTS, "add_document"): ("Pièce ajoutée au guichet", "{n} pièces ajoutées au guichet"),
    (T.DOCUMENTS, "copy_document"): (
        "Copie d’une pièce enregistrée",
        "{n} copies de pièces enregistrées",
    ),
    (T.DOCUMENTS, "accept_document"): ("Pièce validée", "{n} pièces validées"),
    (T.DOCUMENTS, "reject_document"): ("Pièce invalidée", "{n} pièces invalidées"),
    (T.DOCUMENTS, "undo_document"): (
        "Réponse à une pièce reprise",
        "{n} réponses à des pièces reprises",
    ),
    (T.DOCUMENTS, "expire_document"): ("Pièce devenue obsolète", "{n} pièces devenues obsolètes"),
    (T.DOCUMENTS, "remind_document"): ("Rappel de pièce préparé", "{n} rappels de pièce préparés"),
    (T.DOCUMENTS, "turn_file"): ("Page redressée", "{n} pages redressées"),
    (T.PLANNING, "ask"): ("Créneau demandé", "{n} créneaux demandés"),
    (T.PLANNING, "accept"): ("Créneau accordé", "{n} créneaux accordés"),
    (T.PLANNING, "refuse"): ("Créneau refusé", "{n} créneaux refusés"),
    (T.PLANNING, "waitlist"): ("Enfant mis en liste d’attente", "{n} enfants en liste d’attente"),
    (T.PLANNING, "withdraw"): ("Créneau rendu par la famille", "{n} créneaux rendus"),
    (T.PLANNING, "promote"): (
        "Place donnée à un enfant en attente",
        "{n} places données en attente",
    ),
    (T.PLANNING, "overbook"): ("Place donnée par dérogation", "{n} places données par dérogation"),
    (T.PLANNING, "derogation"): ("Dérogation accordée", "{n} dérogations accordées"),
    (T.PLANNING, "ask_for_family"): ("Planning modifié au guichet", "{n} plannings modifiés"),
    (T.PLANNING, "generate_slots"): ("Créneaux créés", "Créneaux de {n} activités créés"),
    (T.PLANNING, "close_days"): ("Fermeture enregistrée", "{n} fermetures enregistrées"),
    (T.PLANNING, "reopen_days"): ("Réouverture enregistrée", "{n} réouvertures enregistrées"),
    (T.PLANNING, "set_rank"): ("Rang de liste d’attente changé", "{n} rangs changés"),
    (T.PLANNING, "enrol"): ("Inscription enregistrée", "{n} inscriptions enregistrées"),
    (T.PLANNING, "shorten_enrolment"): ("Inscription écourtée", "{n} inscriptions écourtées"),
    (T.PLANNING, "set_day_capacity"): ("Places d’un jour changées", "Places de {n} jours changées"),
    (T.PLANNING, "mark_present"): ("Présence pointée", "{n} présences pointées"),
    (T.PLANNING, "mark_no_show"): ("Absence pointée", "{n} absences pointées"),
    (T.PLANNING, "justify"): ("Absence justifiée", "{n} absences justifiées"),
    (T.PLANNING, "cancel_by_service"): ("Réservation annulée", "{n} réservations annulées"),
    (T.PLANNING, "undo"): ("Planning remis comme avant", "{n} créneaux remis comme avant"),
    (T.PLANNING, "demo_enrolments"): ("Inscriptions de la démonstration", "{n} inscriptions"),
    (T.PLANNING, "demo_reservations"): ("Réservations de la démonstration", "{n} réservations"),
    (T.PLANNING, "demo_absences"): ("Absences de la démonstration", "{n} absences"),
    (T.PLANNING, "demo_full_day"): ("Jour complet de la démonstration", "{n} jours complets"),
    (T.ACTIVITIES, "add_department"): ("Service ajouté", "{n} services ajoutés"),
    (T.ACTIVITIES, "add_facility"): ("Établissement ajouté", "{n} établissements ajoutés"),
    (T.ACTIVITIES, "edit_facility"): ("Établissement modifié", "{n} établissements modifiés"),
    (T.ACTIVITIES, "add_school_class"): ("Classe ajoutée", "{n} classes ajoutées"),
    (T.ACTIVITIES, "add_activity"): ("Activité ajoutée", "{n} activités ajoutées"),
    (T.ACTIVITIES, "edit_activity"): ("Activité modifiée", "{n} activités modifiées"),
    (T.ACTIVITIES, "set_hours"): ("Horaires d’une activité changés", "{n} horaires changés"),
    (T.ACTIVITIES, "set_periods"): ("Périodes d’ouverture changées", "{n} périodes changées"),
    (T.ACTIVITIES, "set_absence_rules"): (
        "Règles d’absence d’une activité changées",
        "{n} règles d’absence changées",
    ),
    (T.ACTIVITIES, "set_school_zone"): ("Zone scolaire changée", "{n} zones scolaires changées"),
    (T.ACTIVITIES, "set_capacity"): ("Capacité d’une activité changée", "{n} capacités changées"),
    (T.ACTIVITIES, "set_deadline"): ("Délai d’une activité changé", "{n} délais changés"),
    (T.ACTIVITIES, "refresh_calendar"): ("Calendrier scolaire mis à jour", "{n} calendriers"),
    (T.FAMILIES, "create_family"): ("Famille créée", "{n} familles créées"),
    (T.FAMILIES, "add_child"): ("Enfant ajouté à une famille", "{n} enfants ajoutés"),
    (T.FAMILIES, "share_child"): ("Enfant rattaché à un second foyer", "{n} enfants rattachés"),
    (T.FAMILIES, "add_guardian"): ("Responsable ajouté à une famille", "{n} responsables ajoutés"),
    (T.FAMILIES, "close_family"): ("Dossier clos", "{n} dossiers clos"),
    (T.FAMILIES, "merge_families"): ("Deux dossiers réunis", "{n} réunions de dossiers"),
    (T.FAMILIES, "undo_merge"): ("Réunion de dossiers annulée", "{n} réunions annulées"),
    (T.FAMILIES, "edit_family"): ("Famille modifiée", "{n} familles modifiées"),
    (T.FAMILIES, "edit_guardian"): ("Responsable modifié", "{n} responsables modifiés"),
    (T.FAMILIES, "edit_child"): ("Fiche d’un enfant modifiée", "{n} fiches d’enfants modifiées"),
    (T.FAMILIES, "edit_contact"): ("Contact d’un enfant modifié", "{n} contacts modifiés"),
    (T.FAMILIES, "add_contact"): ("Contact ajouté à un enfant", "{n} contacts ajoutés"),
    (T.FAMILIES, "remove_contact"): ("Contact retiré d’un enfant", "{n} contacts retirés"),
    (T.FAMILIES, "open_account"): ("Compte bancaire changé", "{n} comptes bancaires changés"),
    (T.FAMILIES, "close_account"): ("Compte bancaire fermé", "{n} comptes bancaires fermés"),
    (T.FAMILIES, "sign_mandate"): ("Mandat de prélèvement signé", "{n} mandats signés"),
    (T.FAMILIES, "close_mandate"): ("Mandat de prélèvement clos", "{n} mandats clos"),
    (T.FAMILIES, "renew_mandate"): ("Mandat de prélèvement à signer", "{n} mandats à signer"),
    (T.FAMILIES, "reveal_iban"): ("IBAN vu en entier", "{n} IBAN vus en entier"),
    (T.FAMILIES, "record_tax"): ("Données fiscales ajoutées", "{n} ajouts de données fiscales"),
    (T.FAMILIES, "cancel_tax"): ("Données fiscales annulées", "{n} données fiscales annulées"),
    (T.FAMILIES, "set_payer"): ("Payeur d’un enfant choisi", "{n} choix de payeurs"),
    (T.FAMILIES, "remove_payer"): ("Choix de payeur retiré", "{n} choix de payeurs retirés"),
    (T.FAMILIES, "annotate_family"): ("Note ajoutée au dossier", "{n} notes ajoutées"),
    (T.FAMILIES, "see_health"): ("Données sanitaires vues", "{n} données sanitaires vues"),
    (T.FAMILIES, "apply_address"): ("Nouvelle adresse en vigueur", "{n} adresses en vigueur"),
    (T.FAMILIES, "drop_address"): (
        "Adresse à venir abandonnée : le dossier a changé entre-temps",
        "{n} adresses à venir abandonnées",
    ),
    (T.FAMILIES, "unshare_child"): ("Enfant retiré d’un foyer", "{n} enfants retirés d’un foyer"),
    (T.FAMILIES, "demo_people"): ("Familles de la démonstration", "{n} familles inventées"),
    (T.SUBSCRIBERS, "ask_link"): ("Rattachement demandé", "{n} rattachements demandés"),
    (T.SUBSCRIBERS, "link_by_code"): ("Compte rattaché par un code", "{n} comptes rattachés"),
    (T.SUBSCRIBERS, "link_by_invoice"): (
        "Compte rattaché par une facture",
        "{n} comptes rattachés par une facture",
    ),
    (T.SUBSCRIBERS, "link_newcomer"): (
        "Compte rattaché avec son nouveau dossier",
        "{n} comptes rattachés avec leur nouveau dossier",
    ),
    (T.SUBSCRIBERS, "link_by_agent"): ("Compte rattaché à la main", "{n} comptes rattachés"),
    (T.SUBSCRIBERS, "revoke_link"): ("Rattachement révoqué", "{n} rattachements révoqués"),
    (T.SUBSCRIBERS, "wrong_try"): ("Essai faux de rattachement", "{n} essais faux"),
    (T.SUBSCRIBERS, "locked_try"): ("Essai refusé, compte bloqué", "{n} essais refusés"),
    (T.SUBSCRIBERS, "issue_code"): ("Code émis", "{n} codes émis"),
    (T.SUBSCRIBERS, "replace_code"): ("Code remplacé", "{n} codes remplacés"),
    (T.SUBSCRIBERS, "demo_subscribers"): ("Codes de la démonstration", "{n} codes inventés"),
    (T.SUBSCRIBERS, "revoke_code"): ("Code révoqué", "{n} codes révoqués"),
    (T.SUBSCRIBERS, "online_payment"): ("Paiement en ligne annoncé", "{n} paiements annoncés"),
    (T.SUBSCRIBERS, "tell"): ("Comptes du portail mis à jour", "{n} comptes mis à jour"),
    (T.SUBSCRIBERS, "prefer"): ("Préférences de courriel reçues", "{n} préférences reçues"),
    (T.RULES, "save_rule"): ("Règle automatique écrite", "{n} règles écrites"),
    (T.RULES, "enable_rule"): ("Règle automatique mise en service", "{n} règles mises en service"),
    (T.RULES, "disable_rule"): ("Règle automatique arrêtée", "{n} règles arrêtées"),
    (T.AGENTS, "added"): ("Agent ajouté", "{n} agents ajoutés"),
    (T.AGENTS, "disabled"): ("Agent désactivé", "{n} agents désactivés"),
    (T.AGENTS, "password_changed"): ("Mot de passe d’un agent changé", "{n} mots de passe changés"),
    (T.AGENTS, "locked"): ("Compte bloqué après dix erreurs", "{n} comptes bloqués"),
    (T.SETTINGS, "add_reason"): ("Motif de refus écrit", "{n} motifs de refus écrits"),
    (T.SETTINGS, "archive_reason"): ("Motif de refus retiré", "{n} motifs de refus retirés"),
    (T.SETTINGS, "add_absence_reason"): ("Motif d’absence ajouté", "{n} motifs d’absence ajoutés"),
    (T.SETTINGS, "remove_absence_reason"): ("Motif d’absence retiré", "{n} motifs retirés"),
    (T.SETTINGS, "save_filter"): ("Filtre enregistré", "{n} filtres enregistrés"),
    (T.SETTINGS, "forget_filter"): ("Filtre supprimé", "{n} filtres supprimés"),
    (T.SETTINGS, "demo"): ("Démonstration préparée", "{n} démonstrations préparées"),
    (T.SETTINGS, "demo_built"): ("Démonstration terminée", "{n} démonstrations terminées"),
    (T.SETTINGS, "mail_slots"): (
        "Heures d’envoi des courriels changées",
        "{n} changements d’heures",
    ),
    (T.SETTINGS, "set_code_rules"): ("Règles des codes changées", "{n} changements de règles"),
    (T.SETTINGS, "set_letterhead"): ("En-tête des courriers changé", "{n} changements d’en-tête"),
    (T.SETTINGS, "set_town"): ("Noms de la ville changés", "{n} changements de noms"),
    (T.ANOMALIES, "list"): ("Ligne du portail illisible", "{n} lignes du portail illisibles"),
    (T.ANOMALIES, "handle"): ("Anomalie traitée", "{n} anomalies traitées"),
}

_BY_TOPIC: dict[Topic, str] = {
    T.REQUESTS: "Demandes modifiées",
    T.PLANNING: "Planning modifié",
    T.FAMILIES: "Dossier de famille modifié",
    T.ACTIVITIES: "Activité modifiée",
    T.SUBSCRIBERS: "Comptes du portail modifiés",
    T.RULES: "Règles modifiées",
    T.AGENTS: "Agents modifiés",
    T.SETTINGS: "Paramètres modifiés",
    T.ANOMALIES: "Anomalies modifiées",
    T.DOCUMENTS: "Pièces modifiées",
}


def sentence(topic: Topic, action: str, count: int) -> str:
    """« 43 demandes acceptées »."""
    one, many = _SENTENCES.get((topic, action), (_BY_TOPIC[topic], _BY_TOPIC[topic]))
    return one if count < 2 else many.format(n=f"{count:,}".replace(",", "\u202f"))  # noqa: PLR2004


def is_known(topic: Topic, action: str) -> bool:
    return (topic, action) in _SENTENCES


def detail(told: Mapping[str, Any]) -> str:
    """The part of the detail that reads as words; never what a family typed."""
    said = [str(told[key]) for key in ("done", "reason", "deadline", "words") if told.get(key)]
    if told.get("until"):
        said.append(f"jusqu’au {_day(told['until'])}")
    if told.get("first") and told.get("last"):
        said.append(f"du {_day(told['first'])} au {_day(told['last'])}")
    elif told.get("day"):
        said.append(f"le {_day(told['day'])}")
    if "capacity" in told:
        many = told["capacity"]
        said.append("sans limite" if many is None else f"{many} place{'s' if many > 1 else ''}")
    return ", ".join(one.rstrip(".") for one in said)


def _day(stored: Any) -> str:
    """A day as the journal keeps it, « 2026-11-26 », as it is read."""
    try:
        return short_day(date.fromisoformat(str(stored)))
    except ValueError:
        return str(stored)
