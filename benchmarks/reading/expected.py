"""Facts as they are compared: what a document is said to state, and what a row proposes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from territory_graph.dates import compatible
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading import Proposed, Reading
from territory_graph.spelling import folded

DOCUMENTS = Path(__file__).parent / "documents"
KINDS = (
    "agreement",
    "sum",
    "support",
    "event",
    "mandate",
    "membership",
    "collaboration",
    "name",
    "change",
    "office",
    "figure",
    "project",
)
_DATES = ("signed", "start", "end", "when", "year", "attested_on")


@dataclass(frozen=True)
class Fact:
    """A fact: its kind and its values; names stand for things, each a set of the names that the thing bears."""

    kind: str
    values: Mapping[str, Any]


def expected_facts(file: Path) -> list[Fact]:
    """The facts that stand beside a document."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Fact(kind, entry) for kind, entries in content.items() for entry in entries]


class Names:
    """What the things of a reading are called, by the identifiers that rows use."""

    def __init__(self, graph: KnowledgeGraph, reading: Reading) -> None:
        self._names: dict[str, set[str]] = {}
        for row in graph.rows("""
            PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX tg: <https://w3id.org/territory-graph/ontology#>
            SELECT ?thing ?name WHERE {
              { ?thing rdfs:label ?name } UNION { ?use tg:nameOf ?thing ; tg:nameText ?name }
            }"""):
            self._add(str(row["thing"]).removeprefix(f"{graph.base}id/"), str(row["name"]))
        for one in reading.proposals:
            cells = one.row.cells
            if one.row.table in ("actors", "places"):
                self._add(f"{one.row.table[:-1]}/{cells['id']}", cells["name"])
            elif one.row.table == "names":
                self._add(f"actor/{cells['actor']}", cells["name"])
            elif one.row.table == "mandates" and "person_name" in cells:
                self._add(f"person/{cells['person']}", cells["person_name"])

    def _add(self, path: str, name: str) -> None:
        self._names.setdefault(path, set()).add(folded(name))

    def of(self, path: str) -> frozenset[str]:
        """The folded names of a thing."""
        return frozenset(self._names.get(path, {folded(path.partition("/")[2])}))


def proposed_facts(one: Proposed, names: Names) -> Iterator[Fact]:
    """The facts that a row states: an agreement that carries a sum is both."""
    cells, table = one.row.cells, one.row.table

    def listed(*columns: str, sort: str = "actor") -> list[frozenset[str]]:
        found = [value for column in columns for value in cells.get(column, "").split(";") if value]
        return [names.of(f"{sort}/{value}") for value in dict.fromkeys(found)]

    dates = {name: cells[name] for name in _DATES if name in cells and name != "attested_on"}
    match table:
        case "agreements":
            parties = listed("parties", "supporters", "supported")
            if cells.get("amount"):
                yield Fact(
                    "sum",
                    {
                        "amount": cells["amount"],
                        "funders": listed("funders"),
                        "beneficiaries": listed("beneficiaries"),
                        "scope": cells.get("amount_scope"),
                        "parties": listed("parties", "funders", "beneficiaries"),
                    },
                )
            if one.kind == "support":
                yield Fact("support", {"supporters": listed("supporters"), "supported": listed("supported"), **dates})
            elif one.kind == "agreement":
                yield Fact("agreement", {"parties": parties, **dates})
        case "events":
            yield Fact(
                "event",
                {
                    "name": cells.get("name") or min(names.of(f"event/{cells['id']}")),
                    "when": cells["when"],
                    "place": listed("place", sort="place"),
                    "organisers": listed("organisers"),
                },
            )
        case "mandates":
            yield Fact(
                "mandate",
                {
                    "person": listed("person", sort="person"),
                    "organisation": listed("organisation"),
                    "role": cells["role"],
                    **dates,
                },
            )
        case "memberships":
            yield Fact("membership", {"member": listed("member"), "organisation": listed("organisation"), **dates})
        case "collaborations":
            yield Fact("collaboration", {"parties": listed("actor", "partner")})
        case "names":
            yield Fact("name", {"actor": listed("actor"), "name": cells["name"]})
        case "changes":
            yield Fact(
                "change",
                {"kind": cells["kind"], "when": cells["when"], "before": listed("before"), "after": listed("after")},
            )
        case "offices":
            yield Fact("office", {"actor": listed("actor"), "place": listed("place", sort="place"), **dates})
        case "figures" if cells["measure"] == "cout":
            yield Fact("sum", {"amount": cells["value"], "funders": [], "beneficiaries": [], "parties": []})
        case "figures" | "member_counts":
            about = cells.get("about") or f"actor/{cells['actor']}"
            yield Fact(
                "figure",
                {
                    "about": [names.of(about)],
                    "measure": cells.get("measure", "nb-membres"),
                    "value": cells.get("value") or cells.get("members"),
                },
            )
        case "projects":
            label = cells.get("name") or cells["id"]
            yield Fact(
                "project",
                {
                    "name": label,
                    "names": names.of(f"{cells['kind']}/{cells['id']}"),
                    "carried_by": listed("carried_by"),
                    "involves": listed("involves"),
                },
            )


def same(expected: Fact, found: Fact) -> bool:
    """Whether what was proposed is what the document states: nothing differs, and what makes the fact is there."""
    if expected.kind != found.kind:
        return False
    want, got = expected.values, found.values
    if not all(_dates_agree(want.get(name), got.get(name)) for name in ("signed", "start", "end", "when")):
        return False
    match expected.kind:
        case "agreement" | "collaboration":
            return _all_named(want["parties"], got["parties"])
        case "sum":
            sides = all(_all_named(want[name], got[name]) for name in ("funders", "beneficiaries") if name in want)
            right = "parties" not in want or _all_named(want["parties"], got["parties"])
            scope = "scope" not in want or want["scope"] == got.get("scope")
            return float(want["amount"]) == float(got["amount"]) and sides and right and scope
        case "support":
            return _all_named(want["supporters"], got["supporters"]) and _all_named(want["supported"], got["supported"])
        case "event":
            words, others = set(folded(want["name"]).split()), set(folded(got["name"]).split())
            named = len(words & others) * 2 >= min(len(words), len(others))
            place = "place" not in want or not got["place"] or same_place(want["place"], got["place"][0])
            return (
                named
                and place
                and all(
                    any(_named(name, one) for name in want.get("organisers", ()))
                    for one in got["organisers"]
                    if "organisers" in want
                )
            )
        case "mandate":
            return (
                _named(want["person"], got["person"][0])
                and same_place(want["organisation"], got["organisation"][0])
                and want["role"] in got["role"]
            )
        case "membership":
            return _named(want["member"], got["member"][0]) and _named(want["organisation"], got["organisation"][0])
        case "name":
            pair = {folded(want["name"]), folded(want["actor"])}
            return folded(got["name"]) in pair and bool(pair & got["actor"][0])
        case "change":
            sides = all(_all_named(want[name], got[name]) for name in ("before", "after") if name in want)
            return bool(want["kind"] == got["kind"] and sides)
        case "office":
            return _named(want["actor"], got["actor"][0]) and same_place(want["place"], got["place"][0])
        case "figure":
            return (
                _named(want["about"], got["about"][0])
                and want["measure"] == got["measure"]
                and float(want["value"]) == float(got["value"])
            )
        case "project":
            title = folded(want["name"]) in {folded(got["name"]), *got["names"]} or set(
                folded(want["name"]).split()
            ) & set(folded(got["name"]).split()) >= set(folded(got["name"]).split())
            return (
                bool(title)
                and all(any(_named(name, one) for name in want.get("carried_by", ())) for one in got["carried_by"])
                and (bool(got["carried_by"]) or not want.get("carried_by"))
            )
    return False


def _named(name: str, names: Iterable[str]) -> bool:
    return folded(name) in names


def same_place(name: str, names: Iterable[str]) -> bool:
    """Whether a place is meant: a hall by its town too, a town by the body that it is."""
    wanted = folded(name)
    return any(wanted == one or one.endswith(f" {wanted}") or wanted.endswith(f" {one}") for one in names)


def _all_named(wanted: list[str], found: list[frozenset[str]]) -> bool:
    return len(wanted) == len(found) and all(any(_named(name, names) for names in found) for name in wanted)


def _dates_agree(wanted: str | None, found: str | None) -> bool:
    return not (wanted and found) or compatible([wanted, found])
