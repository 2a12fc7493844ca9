"""Labels in English for labels in French: by the thing that bears them, for two things may share the one only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select


@dataclass(frozen=True, slots=True)
class Translations:
    """The English label of each thing by its IRI and its French one, and of each French label that tells it by itself.

    A thing with several English labels, or a French label whose bearers have not all the same, has none.
    """

    of_things: Mapping[tuple[str, str], str]
    of_texts: Mapping[str, str]

    def of(self, text: str, iri: str | None) -> str | None:
        """The English for a French label, of the thing where it is known."""
        return self.of_texts.get(text) if iri is None else self.of_things.get((iri, text))


def read_translations(select: Select) -> Translations:
    """The labels of all that is named in French, with those in English."""
    things: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    texts: dict[str, set[str | None]] = defaultdict(set)
    for row in select(system_query("translations")):
        english = str(row["english"]) if row["english"] is not None else None
        things[str(row["thing"]), str(row["french"])].add(english)
        texts[str(row["french"])].add(english)
    return Translations(
        {key: english for key, found in things.items() if len(found) == 1 and (english := next(iter(found)))},
        {text: english for text, found in texts.items() if len(found) == 1 and (english := next(iter(found)))},
    )
