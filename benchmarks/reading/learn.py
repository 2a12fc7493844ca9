"""``python -m benchmarks.reading.learn [STORE]``: learns the weights of pairs from the documents, and writes them.

With ``--without 227-242`` nothing is written: what those documents state is told by weights learned from all others.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.reading.expected import DOCUMENTS, Fact, expected_facts, same_place
from territory_graph import KnowledgeGraph
from territory_graph.dates import compatible
from territory_graph.reading import read_document
from territory_graph.reading.learned.pairs import RELATIONS, Pair
from territory_graph.reading.learned.weighing import FILE
from territory_graph.reading.patterns.figures import number_of, unit_measure
from territory_graph.reading.proposing import pairs_of
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

_SEEN = 2
"""A feature of fewer pairs has no weight."""
_LEAST = 0.03
"""Smaller weights are left out."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of a document: whether what it asks is stated."""

    document: int
    relation: str
    features: frozenset[str]
    stated: bool


def _named(names: Iterable[str], things: Sequence[Thing]) -> bool:
    return any(folded(name) in thing.names for name in names for thing in things)


def _anchored(pair: Pair, fact: Fact) -> bool:
    """Whether the slot beside the body of a pair is that of a fact."""
    slot, values = pair.seen.slot(pair.anchor), fact.values
    text = folded(getattr(slot, "text", ""))
    match pair.relation:
        case "funder" | "beneficiary":
            return float(values["amount"]) == float(getattr(slot, "amount", "nan"))
        case "budget":
            return values["measure"] == "budget" and float(values["value"]) == float(getattr(slot, "amount", "nan"))
        case "office":
            place = pair.seen.context.names.place(slot)  # type: ignore[arg-type]
            return place is not None and same_place(values["place"], place.names)
        case "carrier" | "partner":
            name = folded(values["name"])
            return bool(text) and (text == name or set(text.split()) <= set(name.split()))
        case "mandate":
            return text == folded(values["person"])
        case "creation":
            return values["kind"] == "creation" and compatible([values["when"], getattr(slot, "first", "9999")])
        case _:
            match = pair.seen.counts[pair.anchor]
            return values["measure"] == unit_measure(match["unit"]) and float(values["value"]) == float(
                number_of(match["number"])
            )


_OF = {
    "funder": ("sum", "funders"), "beneficiary": ("sum", "beneficiaries"), "budget": ("figure", "about"), "office": ("office", "actor"),
    "carrier": ("project", "carried_by"), "partner": ("project", "involves"), "mandate": ("mandate", "organisation"),
    "creation": ("change", "after"), "figure": ("figure", "about"),
}  # fmt: skip
_SIDES = {"membership": ("member", "organisation"), "support": ("supporters", "supported"), "collaboration": ("parties", "parties")}  # fmt: skip


def stated(pair: Pair, facts: Sequence[Fact]) -> bool:
    """Whether the facts of a document say what a pair asks."""
    if pair.relation in _SIDES:
        one, other = _SIDES[pair.relation]
        return any(
            _named(_several(fact.values.get(one)), pair.one) and _named(_several(fact.values.get(other)), pair.other)
            for fact in facts
            if fact.kind == pair.relation
        )
    if pair.relation == "cost":
        amounts = [fact.values["amount"] for fact in facts if fact.kind == "sum" and not _given(fact)]
        return any(float(amount) == float(getattr(pair.seen.slot(pair.anchor), "amount", "nan")) for amount in amounts)
    kind, name = _OF[pair.relation]
    return any(
        _anchored(pair, fact)
        and (
            _named(_several(fact.values.get(name)), pair.other)
            or (kind == "mandate" and any(same_place(fact.values[name], thing.names) for thing in pair.other))
        )
        for fact in facts
        if fact.kind == kind
    )


def _given(fact: Fact) -> bool:
    return bool(fact.values.get("funders") or fact.values.get("beneficiaries") or fact.values.get("parties"))


def _is_untold(pair: Pair, facts: Sequence[Fact]) -> bool:
    """Whether the document states a sum of which its list does not say who receives it."""
    return any(
        fact.kind == "sum"
        and fact.values.get("funders")
        and not fact.values.get("beneficiaries")
        and _anchored(pair, fact)
        for fact in facts
    )


def _several(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def examples(graph: KnowledgeGraph, folder: Path) -> Iterator[Example]:
    """The pairs of every document."""
    for file in sorted(folder.glob("*.txt")):
        facts = expected_facts(file.with_suffix(".toml"))
        number = int(file.name.partition("-")[0])
        for pair in pairs_of(read_document(file.name, file.read_bytes()), graph):
            if pair.relation == "beneficiary" and _is_untold(pair, facts):
                continue
            yield Example(number, pair.relation, frozenset(pair.features), stated(pair, facts))


def learned(found: Sequence[Example]) -> dict[str, float]:
    """The weights by which logistic regression tells stated pairs of one relation from others."""
    often = Counter(feature for one in found for feature in one.features)
    columns = {feature: n for n, feature in enumerate(name for name, times in sorted(often.items()) if times >= _SEEN)}
    places = [(n, columns[name]) for n, one in enumerate(found) for name in one.features if name in columns]
    rows, cells = zip(*places, strict=True)
    matrix = csr_matrix((np.ones(len(rows)), (rows, cells)), shape=(len(found), len(columns)))
    signs = np.array([1.0 if one.stated else -1.0 for one in found])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (matrix @ weights)
        slope = -signs / (1 + np.exp(np.clip(margins, -50, 50)))
        return float(np.logaddexp(0, -margins).sum() + weights @ weights / 2), matrix.T @ slope + weights

    best = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return {name: round(float(best[n]), 2) for name, n in columns.items() if abs(best[n]) >= _LEAST}


def main() -> int:
    """Learns from the documents, or tells how well what was left out is told."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("store", help="a store built before")
    options.add_argument("--without", help="numbers of documents that are told instead: 227-242")
    options.add_argument("--more", action="append", default=[], help="a further folder of documents")
    options.add_argument("--to", help="where weights are written instead")
    args = options.parse_args()
    with KnowledgeGraph.open(args.store) as graph:
        every = [one for folder in (DOCUMENTS, *map(Path, args.more)) for one in examples(graph, folder)]
    first, last = (int(number) for number in (args.without or "0-0").split("-"))
    kept = [one for one in every if not first <= one.document <= last]
    weights = {relation: learned([one for one in kept if one.relation == relation]) for relation in RELATIONS}
    if args.without:
        _tell([one for one in every if first <= one.document <= last], weights)
    if args.to or not args.without:
        text = json.dumps(weights, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        Path(args.to or str(FILE)).write_bytes(gzip.compress(text.encode(), mtime=0))
    return 0


def _tell(told: Sequence[Example], weights: dict[str, dict[str, float]]) -> None:
    for relation in RELATIONS:
        scored = [
            (sum(weights[relation].get(feature, 0) for feature in one.features), one.stated)
            for one in told
            if one.relation == relation
        ]
        shares = []
        for chance in (0.3, 0.5, 0.7, 0.85):
            over = [stated for score, stated in scored if score >= np.log(chance / (1 - chance))]
            shares.append(f"{chance}: {sum(over)}/{len(over)}")
        print(f"{relation:14} of {sum(stated for _, stated in scored)}  {'   '.join(shares)}")


if __name__ == "__main__":
    sys.exit(main())
