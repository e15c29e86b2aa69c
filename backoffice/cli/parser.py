"""The commands and their options."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from backoffice.kernel.permissions import Role

Run = Callable[[argparse.Namespace], int]

DATABASE = "sqlite:///chemin ou postgresql://serveur/base (sinon BACKOFFICE_DATABASE)"
AS = "identifiant de l’agent ; son mot de passe vient de BACKOFFICE_PASSWORD ou du trousseau"


class Parser(argparse.ArgumentParser):
    """Says in French what is wrong with a command."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"Commande mal écrite : {message}\n")


def read(words: Sequence[str]) -> argparse.Namespace:
    """What is asked. Nothing said is the window, which no command has to be made for."""
    return build(commands=bool(words)).parse_args(words)


def build(*, commands: bool = True) -> Parser:
    parser = Parser(
        prog="backoffice",
        description="Le poste de travail du service enfance.",
        parents=[_common()],
    )
    parser.add_argument("--self-test", action="store_true", help="essayer le programme, sans écran")
    parser.set_defaults(
        run=_late("window", "window"), group=parser, database="", login="", json=False
    )
    if commands:
        _commands(parser)
    return parser


def _commands(parser: Parser) -> None:
    common = _common()  # not the same: what is said before the command would be forgotten after it
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", parser_class=Parser)
    _demo(commands, common)
    _database(commands, common)
    _agents(commands, common)
    _worker(commands, common)
    _requests(commands, common)
    _families(commands, common)
    _codes(commands, common)
    _documents(commands, common)


def _common() -> Parser:
    """What may be said before the command or after it."""
    made = Parser(add_help=False)
    made.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help=DATABASE)
    made.add_argument("--as", dest="login", metavar="LOGIN", default=argparse.SUPPRESS, help=AS)
    made.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="répondre en JSON"
    )
    return made


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001  it has no other name


def _late(module: str, name: str) -> Run:
    """The command, imported only when it is run."""

    def run(asked: argparse.Namespace) -> int:
        found: Run = getattr(importlib.import_module(f"backoffice.cli.{module}"), name)
        return found(asked)

    return run


def _group(commands: Commands, name: str, words: str) -> Commands:
    made = commands.add_parser(name, help=words, description=words)
    made.set_defaults(run=None, group=made)
    inner: Commands = made.add_subparsers(
        title="commandes", metavar="COMMANDE", parser_class=Parser
    )
    return inner


def _one(commands: Commands, common: Parser, name: str, words: str, run: Run) -> Parser:
    made: Parser = commands.add_parser(name, help=words, description=words, parents=[common])
    made.set_defaults(run=run)
    return made


def _demo(commands: Commands, common: Parser) -> None:
    made = _one(commands, common, "demo", "la ville inventée de Valcourt", _late("demo", "demo"))
    made.add_argument("--families", type=int, metavar="N", help="nombre de familles (150)")
    made.add_argument("--seed", type=int, metavar="N", help="graine du hasard")
    made.add_argument("--fresh", action="store_true", help="recommencer sur une base neuve")
    made.add_argument("--live", action="store_true", help="des familles écrivent pendant la démo")
    made.add_argument("--no-window", action="store_true", help="préparer la base seulement")
    made.add_argument(
        "--screenshots", metavar="DIR", help="parcourir les écrans et les photographier"
    )


def _database(commands: Commands, common: Parser) -> None:
    inner = _group(commands, "database", "la base et ses promesses")
    _one(inner, common, "upgrade", "mettre la base à jour", _late("upkeep", "upgrade"))
    check = _one(inner, common, "check", "vérifier la base", _late("upkeep", "check"))
    check.add_argument(
        "--anchor", metavar="RANG:EMPREINTE", help="un sceau du journal noté ailleurs"
    )


def _agents(commands: Commands, common: Parser) -> None:
    inner = _group(commands, "agents", "les comptes des agents")
    add = _one(inner, common, "add", "ajouter un agent", _late("agents", "add"))
    add.add_argument("new_login", metavar="IDENTIFIANT")
    add.add_argument("--name", default="", help="nom affiché")
    roles = [role.value for role in Role if role is not Role.SYSTEM]
    add.add_argument("--role", required=True, choices=roles)
    add.add_argument(
        "--facility", action="append", default=[], metavar="NOM", help="site d’un responsable"
    )
    listed = _one(inner, common, "list", "lister les agents", _late("agents", "list_all"))
    listed.add_argument("--active", action="store_true", help="sans ceux qui sont partis")
    gone = _one(inner, common, "disable", "désactiver un agent", _late("agents", "disable"))
    gone.add_argument("gone_login", metavar="IDENTIFIANT")


def _worker(commands: Commands, common: Parser) -> None:
    words = "prendre en charge, appliquer les règles, clore ce qui est dépassé"
    made = _one(commands, common, "worker", words, _late("upkeep", "worker"))
    made.add_argument("--once", action="store_true", help="un seul passage")
    made.add_argument("--at", metavar="ISO", help="comme s’il était cette heure-là")


def _requests(commands: Commands, common: Parser) -> None:
    inner = _group(commands, "requests", "les demandes des familles")
    listed = _one(inner, common, "list", "lister les demandes", _late("requests", "list_all"))
    listed.add_argument("--status", help="transmitted, waitlisted, accepted…")
    listed.add_argument("--kind", help="reservation, absence…")
    shown = _one(inner, common, "show", "montrer une demande", _late("requests", "show"))
    shown.add_argument("ref", metavar="REF", nargs="+")
    for name, words in (
        ("accept", "accepter"),
        ("refuse", "refuser"),
        ("waitlist", "mettre en liste d’attente"),
        ("message", "écrire à la famille"),
        ("undo", "annuler la réponse"),
    ):
        made = _one(inner, common, name, words, _late("requests", name))
        made.add_argument("ref", metavar="REF", nargs="+")
        made.add_argument(
            "--reason", metavar="CODE", help="motif de la liste, communiqué à la famille"
        )
        made.add_argument("--text", default="", help="motif ou message, communiqué à la famille")
        made.add_argument("--dry-run", action="store_true", help="dire ce qui se passerait")
        if name == "accept":
            made.add_argument(
                "--only", metavar="CHAMP,CHAMP", help="d’un dossier, ces champs seulement"
            )
            made.add_argument(
                "--attach", metavar="N°", type=int, help="une nouvelle famille : à ce dossier connu"
            )
            made.add_argument(
                "--new", action="store_true", help="en faire un dossier, même si un autre ressemble"
            )


def _families(commands: Commands, common: Parser) -> None:
    inner = _group(commands, "families", "les dossiers des familles")
    words = "chercher par nom, enfant, téléphone, courriel"
    search = _one(inner, common, "search", words, _late("families", "search"))
    search.add_argument("words", metavar="TEXTE", nargs="+")
    shown = _one(inner, common, "show", "montrer un dossier", _late("families", "show"))
    shown.add_argument("number", metavar="N°", help="celui que donne « search »")


def _codes(commands: Commands, common: Parser) -> None:
    inner = _group(commands, "codes", "les codes abonné et les codes personnels")
    issue = _one(inner, common, "issue", "émettre des codes", _late("codes", "issue"))
    revoke = _one(inner, common, "revoke", "révoquer des codes", _late("codes", "revoke"))
    listed = _one(inner, common, "list", "lister les codes", _late("codes", "list_all"))
    for made in (issue, revoke, listed):
        made.add_argument("--school", metavar="NOM", help="les familles d’un établissement")
        made.add_argument("--family", metavar="N°", type=int, help="une famille")
        made.add_argument("--personal", action="store_true", help="les codes personnels")
    issue.add_argument("--class", dest="school_class", metavar="NOM", help="une classe")
    issue.add_argument("--missing", action="store_true", help="sans compte ni code en cours")
    issue.add_argument("--letters", metavar="FICHIER.pdf", help="une lettre par code, à imprimer")
    revoke.add_argument("selector", metavar="ABCD", nargs="*", help="quatre premiers caractères")
    listed.add_argument("--state", help="issued, sent, used, locked, expired, revoked")


def _documents(commands: Commands, common: Parser) -> None:
    inner = _group(commands, "documents", "les pièces justificatives")
    words = "ajouter une pièce apportée au guichet, acceptée aussitôt"
    add = _one(inner, common, "add", words, _late("documents", "add"))
    add.add_argument("file", metavar="FICHIER", nargs="+", help="PDF, JPEG, PNG, WebP ou HEIC")
    add.add_argument("--type", metavar="NOM|N°", required=True, help="la pièce demandée")
    add.add_argument("--child", metavar="N°", type=int, help="pour un enfant")
    add.add_argument("--guardian", metavar="N°", type=int, help="pour un responsable")
    add.add_argument("--family", metavar="N°", type=int, help="pour une famille, ou la sienne")
    add.add_argument("--dated", metavar="JJ/MM/AAAA", help="date de la pièce (aujourd’hui)")
