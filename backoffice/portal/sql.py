"""The few words the two databases spell differently, so that each view is written once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection

_TYPES = {
    "postgresql": {"money": "numeric(12,2)", "bytes": "bytea"},
    "sqlite": {
        "money": "NUMERIC", "bytes": "BLOB", "bigint": "INTEGER", "integer": "INTEGER",
        "boolean": "BOOLEAN", "date": "DATE", "text": "TEXT", "json": "TEXT",
    },
}  # fmt: skip

_HUNDREDTHS = re.compile(r"\{hundredths ([\w.]+)\}")
_TOWN_NOW = "coalesce((SELECT now FROM demo_clock), {now})"

# Summer time, as the European Union keeps it: last Sunday of March to last Sunday of October, 1 h UTC.
_SQLITE_TODAY = (
    "(SELECT date(moment, CASE WHEN moment >= datetime(strftime('%Y', moment) || '-04-01', 'weekday 0', "
    "'-7 days', '+1 hour') AND moment < datetime(strftime('%Y', moment) || '-11-01', 'weekday 0', "
    "'-7 days', '+1 hour') THEN '+2 hours' ELSE '+1 hour' END) "
    "FROM (SELECT datetime(" + _TOWN_NOW.format(now="'now'") + ") AS moment))"
)


@dataclass(frozen=True, slots=True)
class Sql:
    """The spelling of one dialect."""

    dialect: str

    @property
    def on_sqlite(self) -> bool:
        return self.dialect == "sqlite"

    @property
    def today(self) -> str:
        """The date in the town, whatever the zone of the PC; the demo has a clock of its own."""
        if self.on_sqlite:
            return _SQLITE_TODAY
        now = _TOWN_NOW.format(now="clock_timestamp()")
        return f"({now} AT TIME ZONE 'Europe/Paris')::date"

    def type(self, name: str) -> str:
        return _TYPES[self.dialect].get(name, name)

    def setting(self, key: str) -> str:
        read = "json_extract(value, '$')" if self.on_sqlite else "value #>> '{}'"
        return f"(SELECT {read} FROM setting WHERE key = '{key}')"

    @property
    def reference(self) -> str:
        """« 17 378 961 », with narrow spaces."""
        if self.on_sqlite:
            return "replace(printf('%,d', p.id), ',', char(8239))"
        return "replace(to_char(p.id, 'FM999,999,999,999,999,999'), ',', U&'\\202F')"

    @property
    def weekdays(self) -> str:
        """The bit mask of an enrolment as a JSON list of ISO weekdays."""
        if self.on_sqlite:
            return (
                "(SELECT json_group_array(d.value) FROM json_each('[1,2,3,4,5,6,7]') d "
                "WHERE (e.weekdays >> (d.value - 1)) & 1)"
            )
        return (
            "(SELECT coalesce(json_agg(d ORDER BY d), '[]'::json) FROM generate_series(1, 7) d "
            "WHERE (e.weekdays >> (d - 1)) & 1 = 1)"
        )

    @property
    def runs_that_day(self) -> str:
        if self.on_sqlite:
            return "(e.weekdays >> ((strftime('%w', s.day) + 6) % 7)) & 1 = 1"
        return "(e.weekdays >> (extract(isodow FROM s.day)::int - 1)) & 1 = 1"

    @property
    def names(self) -> str:
        """The names of a sub-query as one JSON list."""
        return "json_group_array(name)" if self.on_sqlite else "json_agg(name)"

    @property
    def no_names(self) -> str:
        return "'[]'" if self.on_sqlite else "'[]'::json"

    def hour(self, column: str) -> str:
        """Hours and minutes."""
        return f"substr({column}, 1, 5)" if self.on_sqlite else column

    def hundredths(self, column: str) -> str:
        """Whole cents (or hundredths of a share) as the decimal number the contract publishes."""
        if self.on_sqlite:
            return f"round({column} / 100.0, 2)"
        return f"CAST({column} / 100.0 AS numeric(12,2))"

    def nothing(self, columns: str) -> str:
        """A view without rows, yet with its columns and their types."""
        named = (column.split(" ") for column in columns.split(", "))
        listed = ", ".join(f"CAST(NULL AS {self.type(kind)}) AS {name}" for name, kind in named)
        return f"SELECT {listed} WHERE 1 = 0"

    def create(self, connection: Connection, name: str, body: str) -> None:
        words = {
            "text": self.type("text"), "bigint": self.type("bigint"),
            "json_list": self.names, "json_empty": self.no_names,
            "issuer": self.setting("issuer"), "service": self.setting("service"),
            "reference": self.reference, "weekdays": self.weekdays,
            "runs_that_day": self.runs_that_day,
            "starts": self.hour("s.starts_at"), "ends": self.hour("s.ends_at"),
        }  # fmt: skip
        for word, spelled in words.items():
            body = body.replace("{" + word + "}", spelled)
        body = _HUNDREDTHS.sub(lambda found: self.hundredths(found[1]), body)
        body = body.replace("%", "%%") if not self.on_sqlite else body
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {body}")
