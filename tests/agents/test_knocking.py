"""What stands between the program and its server, told apart and in French."""

import pytest

from backoffice import app
from backoffice.kernel.errors import Refused


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda url: url.replace("owner@", "personne@"), "incorrect"),
        (lambda url: f"{url}?sslmode=verify-full&sslrootcert=/dev/null", "chiffre pas"),
        (lambda url: f"{url}_absente", "n’existe pas sur le serveur"),
        (lambda _: "postgresql://127.0.0.1:1/enfance", "n’accepte pas de connexion"),
        (lambda _: "postgresql://serveur.invalid/enfance?sslmode=disable", "ne porte ce nom"),
    ],
)
def test_each_obstacle_has_its_sentence(postgresql_address, change, said):
    with pytest.raises(Refused, match=said):
        app.open_database(change(postgresql_address), None, None)


def test_a_good_address_is_visited_and_told(postgresql_address):
    assert "La base répond" in app.visit(postgresql_address)
