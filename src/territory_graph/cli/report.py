"""The report of a validation, as lines on standard error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from territory_graph.cli.context import Context
from territory_graph.errors import Problem, place

if TYPE_CHECKING:
    from territory_graph.messages import Translator
    from territory_graph.validation import Contradiction, Finding, Severity, ValidationReport

FIRST_OF_A_KIND = 5
"""How many warnings of one kind are told, each with its place."""

_SEVERITIES: tuple[tuple[Severity, str], ...] = (
    ("violation", "violations"),
    ("warning", "warnings"),
    ("info", "infos"),
)


def print_report(context: Context, report: ValidationReport) -> None:
    """Findings by severity, those of one kind together, contradictions between sources, and notices of files.

    Of many warnings of one kind the first are told, and how many there are; what stops a build is told whole.
    """
    for severity, key in _SEVERITIES:
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            context.tell(context.say(f"cli.{key}", count=len(found)))
        for kind in report.kinds(severity):
            _print_kind(context, kind, len(kind) if severity == "violation" else FIRST_OF_A_KIND)
    say, language = context.say, context.settings.language
    if report.contradictions:
        context.tell(say("cli.contradictions", count=len(report.contradictions)))
    for contradiction in report.contradictions:
        name = property_told(contradiction, say)
        context.tell("  " + say("cli.contradiction", thing=contradiction.labels[language], property=name))
        for one in contradiction.testimonies:
            where = place(one.place.file, one.place.line) if one.place else say("cli.no_place")
            sources = ", ".join(source.rpartition("/")[2] or source for source in one.sources)
            context.tell("  " + say("cli.testimony", value=one.value, source=sources, place=where))
    print_notices(context, report.notices)


def print_notices(context: Context, notices: Sequence[Problem], heading: str = "") -> None:
    """What is to be told of the files, or what ``heading`` says, the first of each kind."""
    say = context.say
    if notices:
        context.tell(heading or say("cli.notices", count=len(notices)))
    for code in dict.fromkeys(notice.code for notice in notices):
        kind = [notice for notice in notices if notice.code == code]
        for notice in kind[:FIRST_OF_A_KIND]:
            context.tell("  " + say.problem(notice))
        _print_rest(context, len(kind) - FIRST_OF_A_KIND)


def _print_kind(context: Context, kind: Sequence[Finding], most: int) -> None:
    """Findings of one kind: their sentence once where it is that of several, then where they stand."""
    say, language = context.say, context.settings.language
    first = kind[0].messages[language]
    alike = len(kind) > 1 and all(finding.messages[language] == first for finding in kind)
    if alike:
        context.tell("  " + say("cli.finding_kind", count=len(kind), message=first))
    for finding in kind[:most]:
        where = ", ".join(place(one.file, one.line) for one in finding.places) or say("cli.no_place")
        thing = f"{finding.labels[language]} <{finding.focus}>"
        key = "cli.finding_alike" if alike else "cli.finding"
        context.tell("  " + say(key, place=where, thing=thing, message=finding.messages[language]))
    _print_rest(context, len(kind) - most)


def _print_rest(context: Context, count: int) -> None:
    if count > 0:
        context.tell("  " + context.say("cli.finding_rest", count=count))


def property_told(contradiction: Contradiction, say: Translator) -> str:
    """The property on which sources contradict each other: of a beginning after an end, both, in that order."""
    name = contradiction.path.rpartition("#")[2]
    return say("cli.start_after_end") if name == "startEarliest" else name
