"""Diagnosis: what is wrong with a query, in words that teach.

A query that cannot be read becomes a ``lesson`` with its place and what to write instead; one that runs gets
``warnings`` about names that nothing has, and about figures that take a value twice (``repeated``); one without an
answer is asked again with one piece less (``drop_one``);
and the engine's plan is told step by step (``plan_lines``).
"""

from territory_graph.diagnosis.advice import unjoined, unused, warnings
from territory_graph.diagnosis.drop_one import Diagnosis, Suspect, drop_one
from territory_graph.diagnosis.known import KnownTerm, KnownTerms
from territory_graph.diagnosis.lesson import Lesson
from territory_graph.diagnosis.plans import PlanLine, plan_lines, plan_text
from territory_graph.diagnosis.repeated import counting, repeated
from territory_graph.diagnosis.syntax import lesson
from territory_graph.diagnosis.trials import Ask, asking

__all__ = [
    "Ask",
    "Diagnosis",
    "KnownTerm",
    "KnownTerms",
    "Lesson",
    "PlanLine",
    "Suspect",
    "asking",
    "counting",
    "drop_one",
    "lesson",
    "plan_lines",
    "plan_text",
    "repeated",
    "unjoined",
    "unused",
    "warnings",
]
