"""A PostgreSQL base as a town hall has it: each agent with a login of their own."""

from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from backoffice.agents.services import add_agent
from backoffice.database import schema
from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.kernel.permissions import Agent, Role
from tests.fixtures.database import MONDAY, person
from tests.reliability.crowd import Crowd
from tests.support.postgres import Cluster

PASSWORD = "douze girafes bleues"
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


@dataclass
class TownHall:
    cluster: Cluster
    name: str
    database: Database
    crowd: Crowd
    agents: dict[Role, Agent] = field(default_factory=dict)
    prompts: dict[Role, psycopg.Connection] = field(default_factory=dict)

    def login(self, role: Role) -> str:
        return self.agents[role].login

    def address(self, role: Role) -> str:
        return self.cluster.url(self.name, self.login(role), PASSWORD)

    def workstation(self, role: Role) -> Database:
        return Database(open_engine(self.address(role)), lambda: MONDAY)

    def said(self, role: Role, statement: str, values: Any = None) -> str:
        """What the server answers this login at a prompt: « done », or the name of its refusal.

        Nothing is kept.
        """
        if role not in self.prompts:
            self.prompts[role] = psycopg.connect(self.address(role))
        prompt = self.prompts[role]
        try:
            prompt.execute(statement, values)
            prompt.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.Error as error:
            return type(error).__name__
        finally:
            prompt.rollback()
        return "done"

    def close(self) -> None:
        for prompt in self.prompts.values():
            prompt.close()
        self.database.close()


def open_town_hall(cluster: Cluster, template: str, name: str) -> TownHall:
    engine = open_engine(cluster.create(name, template))
    schema.upgrade(engine)
    database = Database(engine, lambda: MONDAY)
    hall = TownHall(cluster, name, database, Crowd.gather(database, children=4, days=2, capacity=3))
    facility_id = hall.crowd.facility_id
    for role in ROLES:
        sites = (facility_id,) if role is Role.SITE_MANAGER else ()
        with database.work(person(Role.ADMINISTRATOR)) as work:
            hired = add_agent(work, f"{role}-{name}", f"Agent {role}", role, PASSWORD, sites)
        hall.agents[role] = Agent(hired.id, hired.login, hired.name, role, frozenset(sites) or None)
    return hall


@pytest.fixture(scope="module")
def hall(cluster: Cluster, postgresql_template: str, request: pytest.FixtureRequest) -> Any:
    name = f"hall_{request.module.__name__.rpartition('_')[2]}"
    made = open_town_hall(cluster, postgresql_template, name)
    yield made
    made.close()
    cluster.drop(name)
