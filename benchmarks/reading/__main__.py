"""``python -m benchmarks.reading [NAME…] [--all] [--show]``: precision and recall by kind, proposals alone."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.reading.expected import DOCUMENTS, KINDS, Fact, Names, expected_facts, proposed_facts, same
from benchmarks.reading.press_release import RELEASE, release_facts
from benchmarks.sparql.report import table
from territory_graph import KnowledgeGraph, resources
from territory_graph.building import build
from territory_graph.reading import propose, read_document

TUNED = ("01", "03", "05", "07", "09")
"""Documents that patterns were adjusted on; the others were first read when they were done."""
_OF_ANOTHER_HAND = 101
PRECISION, RECALL = 0.85, 0.6


def of_own_hand(file: Path) -> bool:
    """Whether a document is of the hand that wrote the reader; those from 101 on are not."""
    return int(file.name.partition("-")[0]) < _OF_ANOTHER_HAND


class Count:
    """Right and wrong proposals, and facts found and not, by kind."""

    def __init__(self) -> None:
        self.proposed: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.stated: Counter[str] = Counter()
        self.found: Counter[str] = Counter()

    def add(self, wanted: list[Fact], proposed: list[tuple[Fact, str]], show: bool) -> None:
        """Counts one document."""
        for fact in wanted:
            self.stated[fact.kind] += 1
            hit = any(same(fact, one) for one, _ in proposed)
            self.found[fact.kind] += hit
            if show and not hit:
                print(f"  missing  {fact.kind}: {dict(fact.values)}")
        for one, quote in proposed:
            self.proposed[one.kind] += 1
            right = any(same(fact, one) for fact in wanted)
            self.right[one.kind] += right
            if show and not right:
                print(f"  wrong    {one.kind}: {dict(one.values)} « {quote} »")

    def rows(self) -> list[tuple[str, ...]]:
        """A row a kind, and one for all."""
        kinds = [kind for kind in KINDS if self.stated[kind] or self.proposed[kind]]
        found = [(kind, self.right[kind], self.proposed[kind], self.found[kind], self.stated[kind]) for kind in kinds]
        total = ("all", *(sum(row[place] for row in found) for place in range(1, 5)))
        return [
            (str(kind), f"{right}/{proposed}", _share(right, proposed), f"{hit}/{stated}", _share(hit, stated))
            for kind, right, proposed, hit, stated in [*found, total]
        ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def main() -> int:
    """Reads every document and prints what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", help="beginnings of names of documents; all without")
    options.add_argument("--show", action="store_true", help="each fact missed and each proposal that is wrong")
    options.add_argument("--store", help="a store built before")
    args = options.parse_args()
    with TemporaryDirectory() as folder:
        if not args.store:
            build(resources.default_territory(), Path(folder) / "store")
        with KnowledgeGraph.open(args.store or Path(folder) / "store") as graph:
            _measure(graph, args.names, args.show)
    return 0


def _measure(graph: KnowledgeGraph, names: list[str], show: bool) -> None:
    halves = {"documents on which patterns were adjusted": Count(), "documents that they had not seen": Count()}
    halves["documents of another hand"] = Count()
    for file in sorted(DOCUMENTS.glob("*.txt")):
        if names and not file.name.startswith(tuple(names)):
            continue
        half = list(halves)[0 if file.name.startswith(TUNED) else 1 if of_own_hand(file) else 2]
        _count(graph, file, expected_facts(file.with_suffix(".toml")), halves[half], show)
    if not names or "release" in names:
        halves["press release of 12 May 2021"] = Count()
        if RELEASE.is_file():
            _count(graph, RELEASE, release_facts(), halves["press release of 12 May 2021"], show)
        else:
            print(f"skipped: the press release, for its text is not in {RELEASE}", file=sys.stderr)
    for title, count in halves.items():
        if count.stated:
            print(f"\n{title}\n")
            print(table(("kind", "right", "precision", "found", "recall"), count.rows()))
    print(f"\naim: precision of {PRECISION} and recall of {RECALL} for each kind")


def _count(graph: KnowledgeGraph, file: Path, wanted: list[Fact], count: Count, show: bool) -> None:
    reading = propose(read_document(file.name, file.read_bytes()), graph)
    called = Names(graph, reading)
    proposed = [
        (fact, " ".join(one.quote.split())) for one in reading.proposals for fact in proposed_facts(one, called)
    ]
    if show:
        print(file.name)
    count.add(wanted, proposed, show)


if __name__ == "__main__":
    sys.exit(main())
