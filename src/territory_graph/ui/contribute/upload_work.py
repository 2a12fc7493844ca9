"""The work on a file that is being brought in: its mappings and answers, kept in its plan with each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from territory_graph.importing import Import, Mapping, Match, Sheet, look_at_mapped, look_at_whole, mapped, match
from territory_graph.importing.bringing import Mapped, is_without_plan, kept_plan, mappings_of
from territory_graph.importing.matching import NEW, answered
from territory_graph.importing.plan import plan_file, write_plan
from territory_graph.importing.sheets import read_sheets
from territory_graph.importing.uploads import Upload
from territory_graph.network.outcome import Watch
from territory_graph.ui.contribute.desk import AtDesk
from territory_graph.ui.long_work import watched, worked

Made = TypeVar("Made")


@dataclass(slots=True)
class Work:
    """An upload that is gone through: its sheets, what each becomes, what the reader said of names.

    A file of RDF, or of contours, has no sheets. What is found is made once for the mappings and answers there are.
    """

    upload: Upload
    sheets: tuple[Sheet, ...]
    mappings: dict[str, Mapping]
    answers: dict[str, str]
    _made: dict[str, tuple[object, object]] = field(default_factory=dict)

    def mapped(self) -> Mapped:
        """The rows that the sheets make."""
        key = repr(self.mappings)
        return self._once("mapped", key, lambda: mapped(self.upload.file, self.sheets, self.mappings))

    def matches(self, at: AtDesk) -> tuple[Match, ...]:
        """What each name of the rows means, with a bar while it is sought.

        Raises:
            AnalysisCancelledError: the reader stopped it.
        """
        graph = at.context.graph
        found = worked(
            at.context,
            ("import-names", self.upload.id, repr(self.mappings)),
            lambda watch: match(self.mapped().drawn, graph, progress=lambda share: watch.at("names", share)),
        )
        return tuple(answered(found, graph.base, self.answers))

    def planned(self, at: AtDesk) -> Import:
        """What the import would do.

        Raises:
            AnalysisCancelledError: the reader stopped it.
            InputError: the file says nothing new.
            StoreError: there is no store, or it cannot be used.
        """
        waiting = tuple(item.id for item in at.desk.queue() if item.state == "waiting")
        key = (self.upload.id, repr(self.mappings), repr(self.answers), at.context.graph.version, waiting)
        matches = self.matches(at) if self.sheets else ()

        def look(watch: Watch) -> Import:
            def progress(share: float) -> None:
                watch.at("effect", share)

            if not self.sheets:
                return look_at_whole(self.upload.file, at.desk, progress=progress)
            return look_at_mapped(self.mapped(), matches, at.desk, progress=progress)

        return self._once("planned", key, lambda: watched(at.context.say, ("import-effect", *key), look))

    def _once(self, name: str, key: object, make: Callable[[], Made]) -> Made:
        if name not in self._made or self._made[name][0] != key:
            self._made[name] = (key, make())
        return self._made[name][1]  # type: ignore[return-value]

    def map(self, at: AtDesk, sheet: str, mapping: Mapping) -> None:
        """Says what a sheet becomes."""
        self.mappings[sheet] = mapping
        self._keep(at)

    def answer(self, at: AtDesk, answers: dict[str, str]) -> None:
        """Says what names mean, by key of the match; an empty answer takes one back."""
        self.answers = {key: said for key, said in (self.answers | answers).items() if said}
        self._keep(at)

    def end(self, at: AtDesk) -> None:
        """Keeps what a next file of that name needs: what was new is known from now on."""
        self.answers = {key: said for key, said in self.answers.items() if said != NEW}
        self._keep(at)

    def _keep(self, at: AtDesk) -> None:
        path = plan_file(at.desk.territory, self.upload.file, self.upload.author)
        write_plan(path, self.mappings, answers=self.answers)


def opened(at: AtDesk, one: Upload) -> Work:
    """The work on an upload as its plan says it, without answers that name what is no longer known.

    Raises:
        InputError: the file cannot be read, or its plan.
    """
    if is_without_plan(one.file):
        return Work(one, (), {}, {})
    kept = kept_plan(plan_file(at.desk.territory, one.file, one.author))
    sheets = tuple(read_sheets(one.file))
    known = at.things.classes
    answers = {
        key: said for key, said in kept.answers.items() if said == NEW or f"{key.partition('/')[0]}/{said}" in known
    }
    return Work(one, sheets, mappings_of(sheets, at.desk.territory, kept, author=one.author), answers)
