"""Events that changed things: creations, mergers, renamings, separations, closures."""

from __future__ import annotations

from dataclasses import dataclass

from territory_graph.dates import Interval
from territory_graph.facts.statements import Said, interval_of
from territory_graph.queries.system import system_query
from territory_graph.store.answers import plain
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """An event that changed things: its classes (local names), when, the things before and after, and its records."""

    iri: str
    classes: tuple[str, ...]
    interval: Interval
    before: tuple[str, ...]
    after: tuple[str, ...]
    records: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The local name of its most precise class."""
        return next((name for name in self.classes if name != "ChangeEvent"), "ChangeEvent")


def read_change_events(select: Select) -> tuple[ChangeEvent, ...]:
    """Every event that changed things, by IRI."""
    found: dict[str, Said] = {}
    for row in select(system_query("change-events")):
        value = plain(row["value"])
        assert value is not None
        said = found.setdefault(str(row["thing"]), {})
        said.setdefault((str(row["property"]), value), []).append(str(row["record"]))
    return tuple(
        ChangeEvent(
            iri,
            tuple(map(local, _ends(said, "type"))),
            interval_of(said),
            _ends(said, "originalOrganization"),
            _ends(said, "resultingOrganization"),
            tuple(sorted({record for records in said.values() for record in records})),
        )
        for iri, said in sorted(found.items())
    )


def _ends(said: Said, name: str) -> tuple[str, ...]:
    return tuple(sorted({value.value for prop, value in said if value.kind == "iri" and local(prop) == name}))
