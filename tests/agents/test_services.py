"""Making agents, taking their rights away, and what each mistake is answered."""

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select, text

from backoffice import app
from backoffice.agents import queries, services
from backoffice.agents.tables import agent
from backoffice.database import schema
from backoffice.database.engine import open_engine
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.kernel.permissions import SYSTEM, Role

GOOD = "quatre mots sans rapport"


def add(database, by, login, role=Role.INSTRUCTOR, password=GOOD, name="Claire Martin", sites=()):
    with database.work(by) as work:
        return services.add_agent(work, login, name, role, password, sites)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"login": "Été 2026"}, "identifiant commence"),
        ({"login": "1claire"}, "identifiant commence"),
        ({"login": "claire'; DROP TABLE agent; --"}, "identifiant commence"),
        ({"name": "  "}, "nom de l’agent"),
        ({"role": Role.SYSTEM}, "celui du programme"),
        ({"password": "onze lettre"}, "12 caractères"),
        ({"password": "x" * 300}, "dépasser"),
        ({"password": "aaaaaaaaaaaaaa"}, "se devine"),
        ({"password": "motdepasse123"}, "se devine"),
        ({"password": "clairedupontx", "login": "clairedupont"}, "se devine"),
        ({"role": Role.SITE_MANAGER}, "au moins un établissement"),
        ({"role": Role.SITE_MANAGER, "sites": [999]}, "n’existe pas"),
        ({"sites": [1]}, "responsable de site"),
    ],
)
def test_what_cannot_be_an_agent_is_refused_in_french(sqlite_database, admin, given, said):
    with pytest.raises(Refused, match=said):
        add(sqlite_database, admin, **{"login": "claire", **given})


def test_a_login_is_given_once(sqlite_database, admin):
    add(sqlite_database, admin, "claire")
    with pytest.raises(Refused, match="existe déjà"):
        add(sqlite_database, admin, "Claire")


def test_only_an_administrator_makes_agents(sqlite_database, clerk):
    with pytest.raises(NotAllowed):
        add(sqlite_database, clerk, "claire")
    with sqlite_database.read(clerk) as work, pytest.raises(NotAllowed):
        queries.list_agents(work)


def test_the_list_shows_those_who_left_last(sqlite_database, admin):
    add(sqlite_database, admin, "zoe", name="Zoé Alba")
    with sqlite_database.work(admin) as work:
        services.disable_agent(work, "zoe")
    with sqlite_database.read(admin) as work:
        shown = queries.list_agents(work)
        active = queries.list_agents(work, disabled=False)
    assert shown[-1].login == "zoe"
    assert shown[-1].disabled_at is not None
    assert "zoe" not in [row.login for row in active]


def test_the_list_names_the_sites_of_a_manager(sqlite_database, admin, town_of):
    site = town_of(sqlite_database).facility("École Louise-Michel")
    add(sqlite_database, admin, "marc", Role.SITE_MANAGER, sites=[site])
    with sqlite_database.read(admin) as work:
        found = {row.login: row.facilities for row in queries.list_agents(work)}
        assert queries.facilities(work) == ((site, "École Louise-Michel"),)
    assert found["marc"] == ("École Louise-Michel",)


def test_nobody_disables_themselves_nor_the_last_administrator(sqlite_database, admin):
    with pytest.raises(Refused, match="soi-même"), sqlite_database.work(admin) as work:
        services.disable_agent(work, admin.login)
    with pytest.raises(Refused, match="Il doit rester"), sqlite_database.work(SYSTEM_ADMIN) as work:
        services.disable_agent(work, admin.login)


SYSTEM_ADMIN = app.FOUNDER


@pytest.mark.parametrize(("login", "said"), [("personne", "Aucun agent"), ("zoe", "déjà")])
def test_one_disables_who_is_there(sqlite_database, admin, login, said):
    add(sqlite_database, admin, "zoe")
    with sqlite_database.work(admin) as work:
        services.disable_agent(work, "zoe")
    with pytest.raises(Refused, match=said), sqlite_database.work(admin) as work:
        services.disable_agent(work, login)


def test_a_password_is_changed_on_the_row_one_saw(sqlite_database, admin):
    made = add(sqlite_database, admin, "zoe")
    with pytest.raises(OutOfDate), sqlite_database.work(admin) as work:
        services.change_password(work, made.id, 99, "un autre secret tout neuf")


def test_a_demo_base_takes_short_passwords(sqlite_database, admin):
    with sqlite_database.work(SYSTEM) as work:
        work.run(text("INSERT INTO setting (key, value) VALUES ('demo', 'true')"))
    assert add(sqlite_database, admin, "demo1", password="demo").login == "demo1"
    with pytest.raises(Refused, match="Donnez un mot de passe"):
        add(sqlite_database, admin, "demo2", password="")


# --- the first one ------------------------------------------------------------------------------


@pytest.fixture
def empty_address(tmp_path, request, cluster):
    name = f"e_{uuid4().hex[:10]}"
    addresses = {"sqlite": f"sqlite:///{tmp_path / 'vide.db'}", "postgresql": cluster.url(name)}
    if request.param == "postgresql":
        cluster.create(name)
    engine = open_engine(addresses[request.param])
    schema.upgrade(engine)
    engine.dispose()
    yield addresses[request.param]
    if request.param == "postgresql":
        cluster.drop(name)


@pytest.mark.parametrize("empty_address", ["sqlite", "postgresql"], indirect=True)
def test_whoever_holds_an_empty_base_makes_its_first_administrator(empty_address):
    founding = app.open_founding(empty_address)
    login = f"a{uuid4().hex[:10]}"
    add(founding.database, founding.agent, login, Role.ADMINISTRATOR)
    founding.close()
    signed = app.open_signed_in(empty_address, login, GOOD)
    assert signed.agent.role is Role.ADMINISTRATOR
    add(signed.database, signed.agent, f"b{uuid4().hex[:10]}")
    signed.close()


@pytest.mark.parametrize("empty_address", ["sqlite", "postgresql"], indirect=True)
def test_the_door_of_the_founder_closes_behind_the_first_agent(empty_address):
    founding = app.open_founding(empty_address)
    add(founding.database, founding.agent, f"a{uuid4().hex[:10]}", Role.ADMINISTRATOR)
    founding.close()
    with pytest.raises(Refused, match="déjà des agents"):
        app.open_founding(empty_address)


# --- logins of PostgreSQL -------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def groups_of_this_base(request):
    """The bases of the tests are copies: an upgrade gives each its own groups."""
    if "postgresql_database" in request.fixturenames:
        schema.upgrade(request.getfixturevalue("postgresql_database").engine)


def test_postgresql_keeps_a_verifier_and_never_the_password(postgresql_database, admin):
    login = f"a{uuid4().hex[:10]}"
    add(postgresql_database, admin, login)
    with postgresql_database.read(admin) as work:
        kept = work.scalar(
            text("SELECT rolpassword FROM pg_authid WHERE rolname = :l"), {"l": login}
        )
        assert work.scalar(select(agent.c.password_hash).where(agent.c.login == login)) is None
    assert kept.startswith("SCRAM-SHA-256$4096:")
    assert GOOD not in kept


def test_each_role_is_a_group_of_its_base(postgresql_database, admin, town_of):
    site = town_of(postgresql_database).facility()
    with postgresql_database.read(admin) as work:
        base = work.scalar(text("SELECT current_database()"))
    for role in (r for r in Role if r is not Role.SYSTEM):
        login = f"a{uuid4().hex[:10]}"
        sites = [site] if role is Role.SITE_MANAGER else ()
        add(postgresql_database, admin, login, role, sites=sites)
        groups = text(
            "SELECT string_agg(g.rolname, ',') FROM pg_auth_members m "
            "JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member "
            "WHERE u.rolname = :login"
        )
        with postgresql_database.read(admin) as work:
            assert work.scalar(groups, {"login": login}) == f"{base}_{role}"


def test_a_login_of_the_server_cannot_be_taken_over(postgresql_database, admin):
    with pytest.raises(Refused, match="existe déjà"):
        add(postgresql_database, admin, "owner")


def test_not_even_by_writing_the_agent_first(postgresql_address, postgresql_database, admin):
    """An administrator at a psql prompt: the row is theirs to write, the login is not."""
    boss = f"a{uuid4().hex[:10]}"
    add(postgresql_database, admin, boss, Role.ADMINISTRATOR)
    engine = open_engine(postgresql_address, boss, GOOD)
    forged = text(
        "INSERT INTO agent (login, name, role, created_at) "
        "VALUES ('owner', 'x', 'administrator', clock_timestamp())"
    )
    verifier = "SCRAM-SHA-256$4096:eA==$eA==:eA=="
    with engine.connect() as connection:
        connection.execute(forged)
        with pytest.raises(Exception, match="backoffice_login taken"):
            connection.execute(
                text("SELECT backoffice_login('owner', :v, 'administrator')"), {"v": verifier}
            )
        connection.rollback()
        connection.execute(forged)
        with pytest.raises(Exception, match="backoffice_login unknown"):
            connection.execute(text("SELECT backoffice_login_stop('owner')"))
    engine.dispose()


def test_disabling_closes_the_door_and_the_sessions(postgresql_address, postgresql_database, admin):
    login = f"a{uuid4().hex[:10]}"
    add(postgresql_database, admin, login)
    opened = app.open_signed_in(postgresql_address, login, GOOD)
    with postgresql_database.work(admin) as work:
        services.disable_agent(work, login)
    with pytest.raises(Exception, match="perdue"), opened.database.read(opened.agent) as work:
        work.scalar(select(agent.c.id))
    opened.close()
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(
            postgresql_address.replace("owner@", f"{login}:{GOOD.replace(' ', '%20')}@")
        )
