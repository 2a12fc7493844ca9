"""What differs between the lists of two years: communes and groupings that merge, part, come, go or pass over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from territory_graph import french
from territory_graph.importing.cog.bodies import Body, CommuneRow, Members, Part


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """What differs between the lists of two years: a kind of ``tg:ChangeEvent``, bodies before and after, in words."""

    kind: str
    years: tuple[int, int]
    before: tuple[str, ...]
    after: tuple[str, ...]
    label: str


class Changes:
    """What differs between one list and the next."""

    def __init__(
        self,
        members: Mapping[int, Members],
        rows: Mapping[int, Mapping[str, CommuneRow]],
        communes: Mapping[str, Body],
        groupings: Mapping[str, Body],
        parts: Iterable[Part],
    ) -> None:
        self._members, self._rows = members, rows
        self._communes, self._groupings = communes, groupings
        self._within: dict[str, set[str]] = defaultdict(set)
        for part in parts:
            self._within[part.code].add(part.within)

    def found(self) -> Iterable[HistoryChange]:
        """Every change, pair after pair of years."""
        for years in pairwise(sorted(self._members)):
            before, after = (self._members[year] for year in years)
            yield from self._of_communes(years, before, after)
            yield from self._of_groupings(years, before, after)

    def _of_communes(self, years: tuple[int, int], before: Members, after: Members) -> Iterable[HistoryChange]:
        old = {siren: code for code, (siren, _) in before.items()}
        new = {siren: code for code, (siren, _) in after.items()}
        gone = {siren: code for siren, code in old.items() if siren not in new}
        come = {siren: code for siren, code in new.items() if siren not in old}
        into: dict[str, set[str]] = defaultdict(set)
        for siren, code in gone.items():
            target = self._holder(years[1], code, after)
            if target is not None:
                into[target].add(siren)
        for target, sirens in sorted(into.items()):
            sources = sirens | ({target} if target in old else set())
            told, name = _listed(self._names(sources)), self._communes[target].name
            if len(sources) > 1:
                yield _change("Merger", years, sources, {target}, f"Fusion de communes en {name} : {told}")
            else:
                label = f"La commune {told} fait place à {name}, sous un autre SIREN"
                yield _change("ChangeEvent", years, sources, {target}, label)
        apart: dict[str, set[str]] = defaultdict(set)
        for siren, code in come.items():
            for within in self._within.get(code, ()):
                if code not in before and within in before:
                    apart[before[within][0]].add(siren)
        for source, sirens in sorted(apart.items()):
            remains = {source} if source in new else set()
            told = "communes" if len(sirens) > 1 else "commune"
            label = f"{_listed(self._names(sirens))} : {told} à part {french.after('de', self._communes[source].name)}"
            yield _change("Separation", years, {source}, sirens | remains, label)

    def _holder(self, year: int, code: str, after: Members) -> str | None:
        """The body that has the territory of a code in a year: its own, or that of the commune that took it in."""
        if code in after:
            return after[code][0]
        inside = {within for within in self._within.get(code, ()) if within in after and within != code}
        if not inside:
            later = next((self._rows[other] for other in sorted(self._rows) if other >= year), {})
            inside = {other for other, row in later.items() if code in row.former} & after.keys()
        return after[inside.pop()][0] if len(inside) == 1 else None

    def _names(self, keys: Iterable[str]) -> list[str]:
        return sorted((self._communes.get(key) or self._groupings[key]).name for key in keys)

    def _of_groupings(self, years: tuple[int, int], before: Members, after: Members) -> Iterable[HistoryChange]:
        old, new = {one for _, one in before.values()}, {one for _, one in after.values()}
        flows: dict[str, Counter[str]] = defaultdict(Counter)
        passed: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, (siren, organisation) in before.items():
            holder = self._holder(years[1], code, after)
            to = next((one for key, one in after.values() if key == holder), None) if code not in after else None
            to = after[code][1] if code in after else to
            if to is not None:
                flows[organisation][to] += 1
                if to != organisation:
                    passed[organisation, to].append(siren)
        whole: dict[str, set[str]] = defaultdict(set)
        for one in old - new:
            if len(flows[one]) == 1:
                whole[next(iter(flows[one]))].add(one)
        yield from self._mergers(years, whole, old)
        for one in sorted(old - new):
            if len(flows[one]) != 1:
                told = _listed(self._names(flows[one])) or "aucun autre"
                label = f"Fin {french.after('de', self._groupings[one].name)} ; ses communes vont à : {told}"
                yield _change("Closure", years, {one}, set(flows[one]), label)
        for one in sorted(new - old - whole.keys()):
            sources = {source for source, to in passed if to == one}
            told = f" ; communes venues de : {_listed(self._names(sources))}" if sources else ""
            born = french.after("de", self._groupings[one].name)
            yield _change("Creation", years, set(), {one}, f"Création {born}{told}")
        for (source, to), sirens in sorted(passed.items()):
            if source in new and to in old:
                way = " ".join(french.after(word, self._groupings[of].name) for word, of in (("de", source), ("à", to)))
                label = f"{_listed(self._names(sirens))} : {way}"
                yield _change("ChangeEvent", years, {source, to}, {source, to}, label)

    def _mergers(self, years: tuple[int, int], whole: Mapping[str, set[str]], old: set[str]) -> Iterable[HistoryChange]:
        for to, sources in sorted(whole.items()):
            every = sources | ({to} if to in old else set())
            names, name = _listed(self._names(every)), self._groupings[to].name
            if len(every) > 1:
                yield _change("Merger", years, every, {to}, f"Fusion en {name} : {names}")
            else:
                yield _change("ChangeEvent", years, every, {to}, f"{names} fait place à {name}, sous un autre SIREN")


def _change(kind: str, years: tuple[int, int], before: set[str], after: set[str], label: str) -> HistoryChange:
    return HistoryChange(kind, years, tuple(sorted(before)), tuple(sorted(after)), label)


def _listed(names: Sequence[str]) -> str:
    """Names as French lists them.

    >>> _listed(["Aurseulles", "Conques", "Lacq"])
    'Aurseulles, Conques et Lacq'
    """
    return " et ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
