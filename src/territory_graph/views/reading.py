"""An answer read for a screen: which views can show it, and which is the best one and why; each is made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.store.answers import PlainAnswer
from territory_graph.views.charts import Chart, chart, dimensions, measures
from territory_graph.views.columns import Profile, profiles
from territory_graph.views.fiche.chronology import Chronology
from territory_graph.views.naming import Names, names_of
from territory_graph.views.places import PlacesView, Points, places_view, points_of, told_in_columns
from territory_graph.views.result_network import QueryNetwork, query_network, ties_things
from territory_graph.views.result_summary import summary
from territory_graph.views.result_table import Address, ShownColumn, shown_columns
from territory_graph.views.timelines import date_columns, timeline

ViewName = Literal["table", "chart", "map", "graph", "timeline", "raw"]
VIEWS: tuple[ViewName, ...] = ("table", "chart", "map", "graph", "timeline", "raw")
MOST_BARS_PROPOSED, FEWEST_SPREAD = 40, 10


@dataclass(frozen=True)
class Reading:
    """An answer in one language, with what each of its views needs. An answer without rows has no view but ``raw``."""

    found: PlainAnswer
    graph: KnowledgeGraph = field(repr=False)
    say: Translator = field(repr=False)

    @cached_property
    def summary(self) -> str:
        """The answer in a sentence."""
        return summary(self.found, self.say)

    @cached_property
    def names(self) -> Names:
        """What the things of the answer are called."""
        return names_of(self.graph, [self.found.table], self.say.language)

    @cached_property
    def points(self) -> Points:
        """The place of each row, None where it has none."""
        return points_of(self.graph, self.found.table) if self.found.kind == "rows" else ()

    @cached_property
    def views(self) -> tuple[ViewName, ...]:
        """The views that can show this answer, in the order of the switch."""
        if not len(self.found.table):
            return ("raw",)
        possible: dict[ViewName, bool] = {
            "chart": bool(measures(self.found.table)),
            "map": any(point is not None for point in self.points),
            "graph": ties_things(self.found),
            "timeline": self.found.kind == "rows" and bool(date_columns(self.found.table)),
        }
        return tuple(view for view in VIEWS if possible.get(view, True))

    @cached_property
    def proposed(self) -> tuple[ViewName, str]:
        """The view that tells most of this answer, and the reason in a sentence."""
        view, reason = self._best()
        return view, self.say(f"sparql.reason.{reason}")

    def _best(self) -> tuple[ViewName, str]:
        views, about = self.views, profiles(self.found.table)
        if "table" not in views:
            return "raw", "nothing"
        if self.found.kind == "triples":
            return ("graph", "triples") if "graph" in views else ("table", "values")
        if len(self.found.table) == 1:
            return "table", "one_row"
        for view, reason, fits in (
            ("map", "coordinates", self._placed()),
            ("timeline", "dates", _kinds(about, "date", among=("date", "words", "thing", "mixed", "empty"))),
            ("chart", "line", _kinds(about, "date", "number")),
            ("graph", "pairs", "graph" in views and _kinds(about, "thing", among=("thing", "words"))),
            ("chart", "bars", self._counts(about)),
            ("chart", "spread", self._measured(about, 1)),
            ("chart", "scatter", self._measured(about, 2)),
        ):
            if fits and view in views:
                return view, reason
        return "table", "default"

    def _placed(self) -> bool:
        """Whether a map shows the answer: it gives coordinates, or every row is about a thing that has some."""
        placed = sum(1 for point in self.points if point is not None)
        return placed > 0 and (told_in_columns(self.found.table) or placed == len(self.found.table))

    def _counts(self, about: tuple[Profile, ...]) -> bool:
        """Whether each row is a name and a number, few enough to be bars."""
        kinds = [each.kind for each in about]
        named = any(kind in ("words", "thing") for kind in kinds)
        return kinds.count("number") == 1 and len(kinds) == 2 and named and len(self.found.table) <= MOST_BARS_PROPOSED

    def _measured(self, about: tuple[Profile, ...], numbers: int) -> bool:
        """Whether the answer is so many numbers a row and at most a name, in rows enough to have a shape."""
        kinds = [each.kind for each in about]
        rest = len(kinds) - kinds.count("number")
        return kinds.count("number") == numbers and rest <= numbers - 1 and len(self.found.table) >= FEWEST_SPREAD

    def columns(
        self, address: Address, *, identifiers: bool = False, titles: dict[str, str] | None = None
    ) -> tuple[ShownColumn, ...]:
        """The answer as a table."""
        return shown_columns(self.found, self.names, address, identifiers=identifiers, titles=titles)

    def chart(self, measure: str, dimension: str | None) -> Chart:
        """The answer as a chart."""
        return chart(self.found.table, measure, dimension, self.names, self.say)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The columns that a chart can measure."""
        return measures(self.found.table)

    def dimensions(self, measure: str) -> tuple[str, ...]:
        """The columns along which a measure can be shown."""
        return dimensions(self.found.table, measure)

    @cached_property
    def places(self) -> PlacesView:
        """The answer as a map."""
        return places_view(self.found.table, self.points, self.names, self.say)

    @cached_property
    def timeline(self) -> Chronology:
        """The answer along time."""
        return timeline(self.found.table, self.names, self.say)

    @cached_property
    def network(self) -> QueryNetwork:
        """The answer as a network."""
        return query_network(self.graph, self.found, self.say)


def _kinds(about: tuple[Profile, ...], *wanted: str, among: tuple[str, ...] = ()) -> bool:
    """Whether the columns hold every kind that is wanted, and no other than those ``among``, where it is given."""
    kinds = {each.kind for each in about}
    return kinds.issuperset(wanted) and (not among or kinds.issubset(among))
