"""The families of things that change, and that screens listen to."""

from enum import StrEnum


class Topic(StrEnum):
    REQUESTS = "requests"
    PLANNING = "planning"
    FAMILIES = "families"
    ACTIVITIES = "activities"
    SUBSCRIBERS = "subscribers"
    RULES = "rules"
    AGENTS = "agents"
    SETTINGS = "settings"
    ANOMALIES = "anomalies"
    DOCUMENTS = "documents"
