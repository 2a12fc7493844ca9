"""What changes in the measures from one network to another: value by value, and a line a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from territory_graph.messages import Translator
from territory_graph.network.comparison import Delta
from territory_graph.network.measures import MEASURES
from territory_graph.network.outcome import Number
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Names, named, plain


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One value that changes: of which measure, of whom (a name, or a figure of the whole network), before and after.

    None is a value that has no meaning, as that of an actor who is not there.
    """

    measure: str
    subject: str
    name: str
    before: Number | None
    after: Number | None

    @property
    def difference(self) -> Number | None:
        """After less before, where both are known."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class MeasureChanged:
    """One measure that changes: for how many, and whose value falls and rises most among those who stay."""

    measure: str
    count: int
    falls: ChangedValue | None
    rises: ChangedValue | None


def changes_of(deltas: Mapping[str, Delta], names: Names, say: Translator) -> tuple[ChangedValue, ...]:
    """Every value that changes, measure by measure: who has one only before or after, then the largest differences."""
    found = list[ChangedValue]()
    for key, delta in deltas.items():
        of_whole, rows = MEASURES[key].level == "network", []
        for subject, values in delta.changes.items():
            name = figure_name(str(subject), say) if of_whole else named(str(subject), names)
            rows.append(ChangedValue(say(MEASURES[key].name), str(subject), name, *values))
        found += sorted(
            rows, key=lambda row: (row.difference is not None, -abs(row.difference or 0), alphabetical(row.name))
        )
    return tuple(found)


def figure_name(name: str, say: Translator) -> str:
    """A figure of a whole network in words."""
    key = f"analyses.figures.{name}"
    return say(key) if say.has(key) else plain(name)


def by_measure(changes: Sequence[ChangedValue]) -> tuple[MeasureChanged, ...]:
    """One line a measure, in the order of the changes."""
    rows: dict[str, list[ChangedValue]] = {}
    for change in changes:
        rows.setdefault(change.measure, []).append(change)
    found = []
    for measure, each in rows.items():
        known = [(row.difference, row) for row in each if row.difference is not None]
        falls = min((one for one in known if one[0] < 0), key=lambda one: one[0], default=None)
        rises = max((one for one in known if one[0] > 0), key=lambda one: one[0], default=None)
        found.append(
            MeasureChanged(measure, len(each), falls[1] if falls else None, rises[1] if rises else None),
        )
    return tuple(found)
