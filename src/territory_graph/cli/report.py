"""The report of a validation, as lines on standard error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from territory_graph.cli.context import Context
from territory_graph.errors import place

if TYPE_CHECKING:
    from territory_graph.validation import Contradiction, Finding, ValidationReport


def print_report(context: Context, report: ValidationReport) -> None:
    """Findings by severity, each with its file and line, then contradictions between sources."""
    for severity, key in (("violation", "violations"), ("warning", "warnings"), ("info", "infos")):
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            context.tell(context.say(f"cli.{key}", count=len(found)))
        for finding in found:
            context.tell("  " + _finding(context, finding))
    _print_contradictions(context, report.contradictions)


def _finding(context: Context, finding: Finding) -> str:
    say, language = context.say, context.settings.language
    where = ", ".join(place(one.file, one.line) for one in finding.places) or say("cli.no_place")
    thing = f"{finding.labels[language]} <{finding.focus}>"
    return say("cli.finding", place=where, thing=thing, message=finding.messages[language])


def _print_contradictions(context: Context, contradictions: Sequence[Contradiction]) -> None:
    """What sources say otherwise than one another: the thing and its property, then each value with its sources."""
    say, language = context.say, context.settings.language
    if contradictions:
        context.tell(say("cli.contradictions", count=len(contradictions)))
    for contradiction in contradictions:
        name = contradiction.path.rpartition("#")[2]
        context.tell("  " + say("cli.contradiction", thing=contradiction.labels[language], property=name))
        for one in contradiction.testimonies:
            where = place(one.place.file, one.place.line) if one.place else say("cli.no_place")
            sources = ", ".join(source.rpartition("/")[2] or source for source in one.sources)
            context.tell("  " + say("cli.testimony", value=one.value, source=sources, place=where))
