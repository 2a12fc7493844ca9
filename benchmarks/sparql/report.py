"""The report: tables in Markdown, each figure with its ratio and whether its target is met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.sparql.attack import Attack, p50, p95
from benchmarks.sparql.queries import LOADS
from benchmarks.sparql.shapes import Shape, geometric_mean
from benchmarks.sparql.throughput import CLIENTS, TARGETS, VIRTUOSO_CLIENTS, Cell, Throughput

IN_PROCESS_TARGET = 0.7
VIRTUOSO_TARGET = 1.0
SHAPES_TARGET, LONGEST_SHAPE = 30.0, 30.0
ATTACK_TARGET = 2.0

OURS = "our endpoint"
WAYS = ("in process, loop", "in process, threads")
"""Both ways of evaluating in the server's own process: the first is the faster for one quick query, and lets it stop
every other; the second is what Starlette does with a function that may take long."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns are aligned.

    >>> print(table(["a", "b"], [["1", "22"]]))
    | a | b  |
    |---|----|
    | 1 | 22 |
    """
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    padded = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    ruled = "|".join("-" * (width + 2) for width in widths)
    return "\n".join([f"| {padded[0]} |", f"|{ruled}|", *(f"| {line} |" for line in padded[1:])])


def verdict(ratio: float, target: float, *, at_most: bool = False) -> str:
    """Whether a ratio meets its target, and otherwise by how much it does not.

    >>> verdict(0.8, 0.7), verdict(0.63, 0.7), verdict(3, 2, at_most=True)
    ('met', 'MISSED by 10 %', 'MISSED by 50 %')
    """
    met = ratio <= target if at_most else ratio >= target
    return "met" if met else f"MISSED by {abs(ratio - target) / target * 100:.0f} %"


def short(number: float | None) -> str:
    """A number in three figures.

    >>> short(1234.5), short(0.1234), short(12.34), short(None)
    ('1234', '0.12', '12.3', '–')
    """
    if number is None:
        return "–"
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def throughput(found: Throughput, *, rdflib: bool) -> str:
    """Requests a second of every server, and ours against each."""
    lines = []
    for query in LOADS:
        for clients in CLIENTS:
            lines += _throughput_lines(found, query, clients, rdflib=rdflib)
    header = ["query", "clients", "ours/s", "beside", "theirs/s", "ratio", "target", "verdict"]
    failed = {name: found.failed(name) for name in dict.fromkeys(name for name, _ in found.runs)}
    told = ", ".join(f"{name} {number}" for name, number in failed.items() if number) or "none"
    return f"{table(header, lines)}\n\nRequests without a good answer: {told}."


def _throughput_lines(found: Throughput, query: str, clients: int, *, rdflib: bool) -> list[list[str]]:
    cell = (query, clients)
    mine = found.rate(OURS, cell) or 0.0
    lines = [_line(cell, mine, way, found.rate(way, cell), IN_PROCESS_TARGET) for way in WAYS]
    if rdflib:
        lines.append(_rdflib_line(found, cell, mine))
    if clients == VIRTUOSO_CLIENTS:
        lines.append(_line(cell, mine, "Virtuoso", found.rate("Virtuoso", cell), VIRTUOSO_TARGET))
    return lines


def _line(cell: Cell, mine: float, name: str, theirs: float | None, target: float) -> list[str]:
    start = [cell[0], str(cell[1]), short(mine), name, short(theirs)]
    if theirs is None:
        return [*start, "–", f"≥ {target:g}", "skipped: not installed"]
    if not theirs:
        return [*start, "∞", f"≥ {target:g}", "met: no answer in time"]
    return [*start, short(mine / theirs), f"≥ {target:g}", verdict(mine / theirs, target)]


def _rdflib_line(found: Throughput, cell: Cell, mine: float) -> list[str]:
    query, clients = cell
    target = TARGETS[query]
    if query in found.waited:
        seconds = found.waited[query]
        start = [query, str(clients), short(mine), "rdflib-endpoint", f"none in {seconds:.0f} s"]
        return [*start, f"> {short(mine * seconds)}", f"≥ {target:g}", verdict(mine * seconds, target)]
    single = found.single.get(query)
    theirs = 1 / single if single else found.rate("rdflib-endpoint", cell)
    return _line(cell, mine, "rdflib-endpoint", theirs, target)


def shapes(found: Sequence[Shape]) -> str:
    """Each shape on ours and on rdflib, and the geometric mean of how many times ours is faster."""
    rows = [
        [
            shape.query.name,
            f"{shape.ours * 1000:.1f}",
            str(shape.rows),
            f"{shape.theirs * 1000:.0f}" if shape.theirs else f"stopped at {shape.cap * 1000}",
            "–" if shape.their_rows is None else str(shape.their_rows),
            ("" if shape.theirs else "> ") + short(shape.ratio),
        ]
        for shape in found
    ]
    mean = geometric_mean([shape.ratio for shape in found])
    slowest = max(found, key=lambda shape: shape.ours)
    stopped = sum(shape.theirs is None for shape in found)
    differ = [shape.query.name for shape in found if shape.their_rows not in (None, shape.rows)]
    return "\n".join(
        [
            table(["shape", "ours, ms", "rows", "rdflib, ms", "rows", "times faster"], rows),
            "",
            f"Geometric mean: {short(mean)} times faster (median {short(median(shape.ratio for shape in found))}; "
            f"{stopped} counted at the cap): {verdict(mean, SHAPES_TARGET)} (target ≥ {SHAPES_TARGET:g}).",
            f"Slowest of ours: {slowest.query.name}, {slowest.ours:.2f} s: "
            f"{verdict(slowest.ours, LONGEST_SHAPE, at_most=True)} (target ≤ {LONGEST_SHAPE:g} s).",
            f"Shapes with other numbers of rows: {', '.join(differ) or 'none'}.",
        ]
    )


def attack(found: Attack) -> str:
    """The ordinary queries in quiet and under attack."""
    rows = [
        [
            query,
            f"{p50(found.quiet[query]) * 1000:.1f}",
            f"{p95(found.quiet[query]) * 1000:.1f}",
            f"{p50(found.attacked[query]) * 1000:.1f}",
            f"{p95(found.attacked[query]) * 1000:.1f}",
            short(found.ratio(query)),
            verdict(found.ratio(query), ATTACK_TARGET, at_most=True),
        ]
        for query in LOADS
    ]
    header = ["query", "quiet p50, ms", "quiet p95, ms", "attacked p50, ms", "attacked p95, ms", "p95 ratio", "≤ 2"]
    answers = sum(len(times) for times in [*found.quiet.values(), *found.attacked.values()])
    told = ", ".join(f"{number} × {status}" for status, number in sorted(found.statuses.items())) or "nothing yet"
    served = [one.seconds for one in found.honest if one.status == 200]
    slow = f", in {p50(served):.1f} s (median)" if served else ""
    return (
        f"{table(header, rows)}\n\nOrdinary queries refused: {found.refused} of {answers}. "
        f"Honest slow queries answered: {len(served)} of {len(found.honest)}{slow}. "
        f"Hostile clients were answered {told}."
    )
