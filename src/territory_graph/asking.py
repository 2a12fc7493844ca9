"""A person's SPARQL text, asked from Python: its prefixes declared, its errors explained, names of nothing told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from territory_graph.diagnosis import KnownTerms, lesson, unused
from territory_graph.errors import QueryError
from territory_graph.messages import translator
from territory_graph.settings import LANGUAGES
from territory_graph.store.engine import Answer, Select, Triples
from territory_graph.store.guard import guard
from territory_graph.store.prefixes import undeclared
from territory_graph.terms import is_of_nothing
from territory_graph.vocabulary import all_prefixes

Found = Answer | bool | Triples


def answered(sparql: str, base: str, evaluate: Callable[[str], Found], known: Callable[[], KnownTerms]) -> Found:
    """The answer to a query of a person, whose prefixes need no declaration.

    Raises:
        QueryError: it cannot be evaluated; its lesson says where, in the person's own lines, and what to write instead.
    """
    prefixes = undeclared(sparql, all_prefixes(base))
    try:
        return evaluate(f"{_declaring(prefixes)}{sparql}")
    except QueryError as error:
        if prefixes and (line := error.fields.get("line")):
            error.fields["line"] = line - 1
        lessons = {lang: lesson(error, sparql, known(), translator(lang), prefixes) for lang in LANGUAGES}
        error.lessons = {lang: taught.text().strip() for lang, taught in lessons.items()}
        raise


def finds_nothing(answer: Found) -> bool:
    """Whether an answer is empty, or no, or one row of zeros and gaps, as counts and sums of nothing are."""
    if isinstance(answer, Answer) and len(answer) == 1:
        return is_of_nothing("" if cell is None else str(cell) for cell in answer.rows[0])
    return not answer


def names_of_nothing(
    sparql: str, base: str, select: Select, known: Callable[[], KnownTerms], language: str
) -> tuple[str, ...]:
    """A sentence for each property and class of a query that nothing has, with the nearest.

    Raises:
        QueryRefusedError: the text is no query that reads.
    """
    query = guard(f"{_declaring(undeclared(sparql, all_prefixes(base)))}{sparql}")
    return tuple(" ".join((told.sentence, *told.hints)) for told in unused(query, select, known, translator(language)))


def _declaring(prefixes: Mapping[str, str]) -> str:
    """A line that declares prefixes; nothing where there are none."""
    return "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in prefixes.items()) + "\n" * bool(prefixes)
