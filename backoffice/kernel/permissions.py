"""Who may do what. A permission is granted by a role; a role is held by an agent."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    REQUEST_READ = "request:read"
    REQUEST_DECIDE = "request:decide"
    REQUEST_ANNOTATE = "request:annotate"
    PLANNING_READ = "planning:read"
    PLANNING_EDIT = "planning:edit"
    OVERBOOK = "planning:overbook"
    FAMILY_READ = "family:read"
    FAMILY_EDIT = "family:edit"
    FAMILY_MERGE = "family:merge"
    HEALTH_READ = "health:read"
    TAX_READ = "tax:read"
    TAX_EDIT = "tax:edit"
    BANK_READ = "bank:read"  # the IBAN in full; masked, it is part of the dossier
    BANK_EDIT = "bank:edit"
    CODE_MANAGE = "code:manage"
    ACCOUNT_MANAGE = "account:manage"
    ANOMALY_HANDLE = "anomaly:handle"
    ACTIVITY_EDIT = "activity:edit"
    RULE_MANAGE = "rule:manage"
    SETTINGS_EDIT = "settings:edit"
    AGENT_MANAGE = "agent:manage"
    HISTORY_READ = "history:read"
    INTAKE = "intake:run"
    SCHEMA_UPGRADE = "schema:upgrade"


class Role(StrEnum):
    READER = "reader"
    INSTRUCTOR = "instructor"
    SITE_MANAGER = "site_manager"
    REGIE = "regie"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


_READ = frozenset(
    {
        Permission.REQUEST_READ,
        Permission.PLANNING_READ,
        Permission.FAMILY_READ,
        Permission.HISTORY_READ,
    }
)
_HANDLE = _READ | {
    Permission.HEALTH_READ,
    Permission.REQUEST_DECIDE,
    Permission.REQUEST_ANNOTATE,
    Permission.PLANNING_EDIT,
    Permission.FAMILY_EDIT,
    Permission.ANOMALY_HANDLE,
    Permission.INTAKE,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.READER: _READ,
    Role.INSTRUCTOR: _HANDLE
    | {
        Permission.OVERBOOK,
        Permission.FAMILY_MERGE,
        Permission.TAX_READ,
        Permission.TAX_EDIT,
        Permission.CODE_MANAGE,
        Permission.ACCOUNT_MANAGE,
    },
    Role.SITE_MANAGER: _HANDLE,  # on their own facilities only: see `Agent.covers`
    Role.REGIE: _READ
    | {
        Permission.REQUEST_ANNOTATE,
        Permission.TAX_READ,
        Permission.TAX_EDIT,
        Permission.BANK_READ,
        Permission.BANK_EDIT,
        Permission.CODE_MANAGE,
    },
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SYSTEM: _HANDLE,
}


@dataclass(frozen=True, slots=True)
class Agent:
    """The person at the keyboard, as the services see them.

    `facilities` narrows a site manager to their own sites; None means the whole town.
    """

    id: int
    login: str
    name: str
    role: Role
    facilities: frozenset[int] | None = field(default=None)

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]

    def covers(self, facility_id: int | None) -> bool:
        """Whether a thing of this facility is theirs to handle."""
        return self.facilities is None or facility_id in self.facilities


# What families read as « l’application enfance »: intake, rules, expiry. Holds no login.
SYSTEM = Agent(0, "", "l’application enfance", Role.SYSTEM)
