"""The engine's plan in words: one line a step, its terms shortened, with its rows and its time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from territory_graph.diagnosis.known import KnownTerms
from territory_graph.messages import Translator
from territory_graph.store.plan import Plan, PlanNode

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_PLAIN = re.compile(rf'"([^"\\]*)"\^\^<{re.escape(_XSD)}(?:integer|decimal|double|boolean)>')
_IRI = re.compile(r"<([^<>\s]+)>")
_INNER = re.compile(r"\?[0-9a-f]{28,32}\b")
_SLICE = re.compile(r"start = (\d+)(?:, length = (\d+))?")
_JOIN = re.compile(r"Hash\w+, keys =\s*(.*?)(?:, expression = (.*))?", re.DOTALL)
_LATERAL = re.compile(r"expression = (.*)", re.DOTALL)
_LONGEST = 140


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One step: how deep it stands, what it does, what it is about, and its figures in words.

    ``seconds`` includes the steps below; ``share`` is the part of the whole time that it took itself, from 0 to 1.
    """

    depth: int
    sentence: str
    detail: str
    figures: str
    rows: int | None
    seconds: float | None
    share: float


def plan_lines(plan: Plan, known: KnownTerms, say: Translator) -> tuple[PlanLine, ...]:
    """The steps of a plan from the last to the first, each before those that it takes its rows from."""
    inner: dict[str, str] = {}
    total = plan.root.seconds or 0.0
    lines = []
    for depth, node in _walk(plan.root):
        step = f"diagnosis.plan.steps.{node.name}"
        words = say(step) if say.has(step) else say("diagnosis.plan.steps.other", name=node.name)
        # Prefixed names and plain numbers; variables of the engine's own are numbered.
        text = _PLAIN.sub(r"\1", node.detail).replace(_TYPE, "a")
        text = _INNER.sub(lambda found: inner.setdefault(found[0], f"?_{len(inner) + 1}"), text)
        detail = _about(_IRI.sub(lambda found: known.short(found[1]), text).replace(" -> ", " → ").strip(), say)
        figures = [] if node.rows is None else [say("diagnosis.plan.rows", count=node.rows)]
        figures += [] if node.seconds is None else [_time(node.seconds, say)]
        own = (node.seconds or 0.0) - sum(child.seconds or 0.0 for child in node.children)
        share = min(max(own / total, 0.0), 1.0) if total else 0.0
        lines.append(PlanLine(depth, words, detail, ", ".join(figures), node.rows, node.seconds, share))
    return tuple(lines)


def plan_text(plan: Plan, known: KnownTerms, say: Translator) -> str:
    """The plan as a tree of text, below what it took in all: ``└─ lire les triplets ?a a tg:Actor — 66 lignes``."""
    lines = plan_lines(plan, known, say)
    steps = []
    for number, line in enumerate(lines):
        detail = line.detail if len(line.detail) <= _LONGEST else f"{line.detail[:_LONGEST]}…"
        told = f"{line.sentence} {detail}".strip() + (f" — {line.figures}" if line.figures else "")
        steps.append(_branch(lines, number) + told)
    heading = say("diagnosis.plan.unmeasured")
    if plan.measured and plan.root.seconds is not None:
        planning, total = _time(plan.planning, say), _time(plan.root.seconds, say)
        heading = say("diagnosis.plan.planning", duration=planning, total=total)
    return "\n".join([heading, "", *steps]) + "\n"


def _walk(root: PlanNode) -> Iterator[tuple[int, PlanNode]]:
    waiting = [(0, root)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        waiting += [(depth + 1, child) for child in reversed(node.children)]


def _branch(lines: tuple[PlanLine, ...], number: int) -> str:
    """The lines that lead to a step: ``│``, ``├─`` and ``└─``."""
    parts, depth = [], lines[number].depth
    for level in range(1, depth + 1):
        after = next((line.depth for line in lines[number + 1 :] if line.depth <= level), 0)
        follows = after == level
        if level == depth:
            parts.append("├─ " if follows else "└─ ")
        else:
            parts.append("│  " if follows else "   ")
    return "".join(parts)


def _time(seconds: float, say: Translator) -> str:
    if seconds >= 1:
        return say("diagnosis.plan.seconds", value=say.number(round(seconds, 1)))
    return say("diagnosis.plan.milliseconds", value=say.number(round(seconds * 1000, 1 if seconds < 0.1 else 0)))


def _about(detail: str, say: Translator) -> str:
    """What a step is about, its parameters in words. A hash join without a key combines everything with everything."""
    if cut := _SLICE.fullmatch(detail):
        parts = [say("diagnosis.plan.at-most", count=int(cut[2]))] if cut[2] else []
        return ", ".join(parts + ([say("diagnosis.plan.after", count=int(cut[1]))] if cut[1] != "0" else []))
    if join := _JOIN.fullmatch(detail):
        keys = say("diagnosis.plan.keys", keys=join[1]) if join[1] else say("diagnosis.plan.no-keys")
        return keys if join[2] in (None, "true") else f"{keys}, {say('diagnosis.plan.if', condition=join[2])}"
    if lateral := _LATERAL.fullmatch(detail):
        return "" if lateral[1] == "true" else say("diagnosis.plan.if", condition=lateral[1])
    return "" if detail == "Hash" else detail
