"""What editions say together: who is in which grouping from when to when, and what changed between two of them.

An edition is the state on 1 January of its year. A state seen in one and not in the next ended in between: that much
is known, and the day is not. A file that an edition repeats from another year, byte for byte, says nothing of its own
year: the 2020 package holds the communes of 2019, that of 2026 the groupings of 2025.

A commune is a place, known by its code, and a body, known by its SIREN: where communes merge, the code of one of them
goes on, and the body is a new one. A place whose code changes while its body stays is one place with two codes.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from territory_graph.importing.cog.bodies import Body, CommuneRow, Part, Spell, Spot
from territory_graph.importing.cog.changes import Changes, HistoryChange
from territory_graph.importing.cog.editions import Edition

_REPEATED = 0.99
"""The share of equal populations from which an edition repeats those of another year: censuses change nearly all."""
_OF_TODAY = "commune-actuelle"
_NOTHING = CommuneRow("", 0, "", "", (), ())


@dataclass(slots=True)
class History:
    """Everything that some editions say; bodies and places by their keys, populations by body and year.

    ``lists`` says in which list each population stands, ``communes`` or ``epci``: the two may differ on a commune.
    ``repeated`` names what an edition only repeats: its year, ``communes``, ``epci`` or ``populations``, and the year
    that it repeats.
    """

    years: tuple[int, ...]
    versions: Mapping[int, str]
    communes: dict[str, Body]
    groupings: dict[str, Body]
    spots: dict[str, Spot]
    parts: list[Part]
    spells: list[Spell]
    changes: list[HistoryChange]
    populations: dict[int, dict[str, int]]
    lists: dict[int, dict[str, str]]
    departments: dict[str, tuple[str, str, int]]
    regions: dict[str, tuple[str, int]]
    repeated: list[tuple[int, str, int]]


def history_of(editions: Sequence[Edition]) -> History:
    """The history that editions make, given in the order of their years.

    Raises:
        InputError: a file of one is not as its edition has it.
    """
    return _Reading(editions).history()


class _Reading:
    """Editions read one after another; of each only what is needed is kept."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        self._editions = editions
        self._repeated: list[tuple[int, str, int]] = []
        self._members: dict[int, dict[str, tuple[str, str]]] = {}
        self._rows: dict[int, dict[str, CommuneRow]] = {}
        self._parts: dict[tuple[str, str, str], Part] = {}
        self._groupings: dict[str, Body] = {}
        self._populations: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
        self._member_names: dict[str, str] = {}
        self._departments: dict[str, tuple[str, str, int]] = {}
        self._regions: dict[str, tuple[str, int]] = {}
        self._counted: dict[str, dict[int, Mapping[str, int]]] = {"communes": {}, "epci": {}}
        for edition in editions:
            year = edition.year
            for region in edition.regions:
                self._regions.setdefault(region["code"], (region["nom"], year))
            for one in edition.departments:
                self._departments.setdefault(one["code"], (one["nom"], one["region"], year))
            own_list = self._is_own(edition, "data/epci.json", "epci")
            own_communes = self._is_own(edition, "data/communes.json", "communes")
            if own_communes:
                self._read_communes(edition)
            if own_list:
                self._read_groupings(edition)
        self._keep_populations()
        self._sirens = self._known_sirens()

    def _is_own(self, edition: Edition, name: str, what: str) -> bool:
        digest = edition.digests[name]
        for other in self._editions:
            if other.year < edition.year and other.digests[name] == digest:
                self._repeated.append((edition.year, what, other.year))
                return False
        return True

    def _read_communes(self, edition: Edition) -> None:
        rows: dict[str, CommuneRow] = {}
        counted: dict[str, int] = {}
        for row in edition.communes:
            if row["type"] == _OF_TODAY:
                codes = tuple(row.get("codesPostaux", ())), tuple(row.get("anciensCodes", ()))
                linking, department = row.get("typeLiaison", 0), sys.intern(row.get("departement", ""))
                rows[row["code"]] = CommuneRow(_clean(row["nom"]), linking, department, row.get("siren", ""), *codes)
                if row.get("population") is not None:
                    counted[row["code"]] = int(row["population"])
            else:
                within = row.get("chefLieu") or row.get("commune") or ""
                part = Part(row["code"], row["type"], _clean(row["nom"]), within, edition.year)
                self._parts.setdefault((part.code, part.kind, within), part)
        self._rows[edition.year] = rows
        self._counted["communes"][edition.year] = counted

    def _read_groupings(self, edition: Edition) -> None:
        year, members = edition.year, self._members.setdefault(edition.year, {})
        counted: dict[str, int] = {}
        for row in edition.epci:
            body = self._groupings.setdefault(row["code"], Body(row["code"], row["code"]))
            _noted(body.names, year, _clean(row["nom"]))
            _noted(body.kinds, year, row["type"])
            body.seen.append(year)
            if row.get("populationMunicipale"):
                counted[row["code"]] = int(row["populationMunicipale"])
            for member in row["membres"]:
                members[sys.intern(member["code"])] = (sys.intern(member["siren"]), body.key)
                self._member_names[sys.intern(member["siren"])] = _clean(member["nom"])
                if member.get("populationMunicipale") is not None:
                    counted[member["code"]] = int(member["populationMunicipale"])
        self._counted["epci"][year] = counted

    def _keep_populations(self) -> None:
        """Keeps populations by code, but for those that nearly all repeat the ones of another year.

        Those of communes are often brought up to date after the day of their edition: they are then those that the list
        of groupings of the year after gives, and no population of the day of theirs.
        """
        for what, by_year in self._counted.items():
            for year, counted in by_year.items():
                before = max((one for one in by_year if one < year), default=0)
                later = (one for one in self._counted["epci"] if one > year and what == "communes")
                other = next(
                    (one for one in [before] if _repeats(counted, by_year.get(one, {}))),
                    next((one for one in later if _repeats(counted, self._counted["epci"][one])), None),
                )
                if other is None:
                    self._populations[year].update({key: (count, what) for key, count in counted.items()})
                else:
                    self._repeated.append((year, f"{what}-populations", other))

    def _known_sirens(self) -> dict[str, str]:
        """The SIREN of a code that has only one in all editions: some editions give none."""
        found: dict[str, set[str]] = defaultdict(set)
        for members in self._members.values():
            for code, (siren, _) in members.items():
                found[code].add(siren)
        for rows in self._rows.values():
            for code, row in rows.items():
                found[code] |= {row.siren} if row.siren else set()
        return {code: next(iter(sirens)) for code, sirens in found.items() if len(sirens) == 1}

    def _body_at(self, year: int, code: str) -> str:
        """The key of the body that a code has in a year."""
        member = self._members.get(year, {}).get(code)
        row = self._rows.get(year, {}).get(code, _NOTHING)
        return (member[0] if member else row.siren) or self._sirens.get(code) or code

    def history(self) -> History:
        """Everything put together."""
        spot_of = self._spot_keys()
        communes = self._communes(spot_of)
        spots = self._spots(spot_of)
        _set_bounds(self._groupings.values(), sorted(self._members))
        _set_bounds(communes.values(), sorted(self._members))
        keyed = {
            year: {key if len(key) == 9 else self._body_at(year, key): known for key, known in counted.items()}
            for year, counted in self._populations.items()
        }
        parts = [part for part in self._parts.values() if spot_of.get(part.within, part.within) in spots]
        return History(
            tuple(edition.year for edition in self._editions),
            {edition.year: edition.version for edition in self._editions},
            communes,
            self._groupings,
            spots,
            [Part(p.code, p.kind, p.name, spot_of.get(p.within, p.within), p.year) for p in parts],
            list(self._spells()),
            list(Changes(self._members, self._rows, communes, self._groupings, self._parts.values()).found()),
            {year: {key: count for key, (count, _) in counted.items()} for year, counted in keyed.items()},
            {year: {key: what for key, (_, what) in counted.items()} for year, counted in keyed.items()},
            self._departments,
            self._regions,
            self._repeated,
        )

    def _codes_by_year(self) -> dict[int, set[str]]:
        years = sorted(self._members.keys() | self._rows.keys())
        return {year: self._members.get(year, {}).keys() | self._rows.get(year, {}).keys() for year in years}

    def _spot_keys(self) -> dict[str, str]:
        """The key of each code's place: the first code, of those that its body had and that never stood together."""
        codes: dict[str, list[str]] = defaultdict(list)
        by_year = self._codes_by_year()
        for year, found in by_year.items():
            for code in sorted(found):
                body = self._body_at(year, code)
                if code not in codes[body]:
                    codes[body].append(code)
        keys: dict[str, str] = {}
        for listed in codes.values():
            first = listed[0]
            for code in listed:
                together = code != first and any({first, code} <= found for found in by_year.values())
                keys.setdefault(code, code if together else keys.get(first, first))
        return keys

    def _communes(self, spot_of: Mapping[str, str]) -> dict[str, Body]:
        bodies: dict[str, Body] = {}
        for year, codes in self._codes_by_year().items():
            for code in sorted(codes):
                key = self._body_at(year, code)
                body = bodies.setdefault(key, Body(key, key if len(key) == 9 else None))
                body.seen.append(year)
                body.places.setdefault(spot_of[code], year)
                row = self._rows.get(year, {}).get(code)
                if row is not None:
                    _noted(body.names, year, row.name)
                    body.linking = row.linking
        for body in bodies.values():
            if not body.names:  # listed as a member alone, in a year whose communes are those of another one
                body.names[body.seen[0]] = self._member_names[body.key]
        return bodies

    def _spots(self, spot_of: Mapping[str, str]) -> dict[str, Spot]:
        spots: dict[str, Spot] = {}
        for year, rows in sorted(self._rows.items()):
            for code, row in rows.items():
                spot = spots.setdefault(spot_of[code], Spot(spot_of[code]))
                spot.codes.setdefault(code, year)
                _noted(spot.names, year, row.name)
                if row.department in self._departments:
                    spot.departments.setdefault(row.department, year)
                for postcode in row.postcodes:
                    spot.postcodes.setdefault(postcode, year)
        for year, members in sorted(self._members.items()):
            for code, (siren, _) in members.items():
                if spot_of[code] not in spots:
                    name = {year: self._member_names[siren]}
                    spots[spot_of[code]] = Spot(spot_of[code], {code: year}, name)
        return spots

    def _spells(self) -> Iterable[Spell]:
        years = sorted(self._members)
        at: dict[str, dict[int, str]] = defaultdict(dict)
        for year in years:
            for siren, organisation in self._members[year].values():
                at[siren][year] = organisation
        for member, listed in at.items():
            begun: int | None = None
            for place, year in enumerate(years):
                here = listed.get(year)
                if here is None:
                    continue
                if begun is None:
                    begun = place
                following = years[place + 1] if place + 1 < len(years) else None
                if following is None or listed.get(following) != here:
                    before = years[begun - 1] if begun else None
                    yield Spell(member, here, years[begun], year, before, following)
                    begun = None


def _set_bounds(bodies: Iterable[Body], years: Sequence[int]) -> None:
    """Notes for each body the years with a list, next to those in which it is seen, in which it is not."""
    for body in bodies:
        body.seen = sorted(set(body.seen))
        if body.siren is not None:
            body.unseen = next((year for year in years if year > body.seen[-1]), None)
            body.unseen_before = next((year for year in reversed(years) if year < body.seen[0]), None)


def _repeats(counted: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether populations are nearly all those of another list, of what both count."""
    both = counted.keys() & other.keys()
    same = sum(counted[key] == other[key] for key in both)
    return bool(both) and 2 * len(both) > len(counted) and same >= _REPEATED * len(both)


def _noted(by_year: dict[int, str], year: int, value: str) -> None:
    """Notes a value where it is another than the last one."""
    if not by_year or by_year[max(by_year)] != value:
        by_year[year] = value


def _clean(name: str) -> str:
    return " ".join(name.split())
