"""Sentences of the interface, in French and English, and how each language writes dates, numbers and sums."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from territory_graph import resources
from territory_graph.causes import Cause
from territory_graph.dates import bounds
from territory_graph.errors import InputError, Problem, QueryError, TerritoryGraphError
from territory_graph.french import Field, Listing
from territory_graph.spelling import capital

NARROW_SPACE = "\u202f"
_NO_FILE = Path("-")
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Translator:
    """Sentences in one language, looked up by a dotted key such as ``home.title``."""

    language: str
    sentences: Mapping[str, Any] = field(repr=False)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The sentence under ``key``, its ``{fields}`` filled.

        In French ``{name:de}`` is a name with its preposition (``french``).
        A sentence with the forms ``one`` and ``other`` is chosen by the value ``count``: French uses ``one``
        for 0 and 1, English for 1.

        Raises:
            KeyError: no such sentence, or a field without a value.
        """
        entry: Any = self.sentences
        for part in key.split("."):
            entry = entry[part]
        if isinstance(entry, Mapping):
            count = values["count"]
            singular = abs(count) < 2 if self.language == "fr" else count == 1
            entry = entry["one" if singular else "other"]
        return str(entry).format_map({name: self._value(value) for name, value in values.items()})

    def _value(self, value: Any) -> str:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self.number(value)
        if isinstance(value, Listing):
            return value
        if isinstance(value, Cause):
            return self(f"causes.{value.code}", **value.fields)
        return Field(value) if self.language == "fr" else str(value)

    def section(self, key: str) -> Mapping[str, Any]:
        """Every sentence under ``key``, for a component that fills its own fields."""
        entry: Any = self.sentences
        for part in key.split("."):
            entry = entry[part]
        return dict(entry)

    def has(self, key: str) -> bool:
        """Whether there is a sentence under ``key``."""
        entry: Any = self.sentences
        for part in key.split("."):
            if not isinstance(entry, Mapping) or part not in entry:
                return False
            entry = entry[part]
        return True

    def number(self, value: int | float | Decimal, decimals: int = 3) -> str:
        """A number with the language's separators, ``160 000`` in French, and at most so many ``decimals``."""
        return self._written(value, f"#,##0.{'#' * decimals}")

    def ordinal(self, value: int, *, feminine: bool = False) -> str:
        """A rank: ``1er`` (``1re`` where ``feminine``) and ``2e`` in French, ``1st``, ``2nd``, ``11th`` in English."""
        if self.language == "fr":
            first = "re" if feminine else "er"
            return f"{self.number(value)}{first if value == 1 else 'e'}"
        teens = 10 < value % 100 < 14
        return f"{self.number(value)}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"

    def euros(self, value: Decimal) -> str:
        """A sum in euros, with its cents unless they are zero: ``160 000 €`` in French, ``€1,234.50`` in English."""
        form = "#,##0" if value == value.to_integral_value() else "#,##0.00"
        sum_ = self._written(value, form)
        return f"{sum_}{NARROW_SPACE}€" if self.language == "fr" else f"€{sum_}"

    def _written(self, value: int | float | Decimal, form: str) -> str:
        try:
            return _decimal(value, form, self.language)
        except InvalidOperation:  # it has more digits than Python computes with, and than anyone reads
            return f"{Decimal(value):.6g}"

    def country(self, code: str) -> str:
        """The name of a country by its ISO code of two letters; the code where it is none."""
        return str(Locale.parse(self.language).territories.get(code, code))

    def day(self, value: date) -> str:
        """A day in words: ``12 mai 2021``, ``12 May 2021``; ``1er`` for a first day in French."""
        text = _date(value, "d MMMM y", "en_GB" if self.language == "en" else self.language)
        return text.replace("1 ", "1er ", 1) if self.language == "fr" and value.day == 1 else text

    def edtf(self, text: str) -> str:
        """An EDTF date in words, never more precise than it is: ``novembre 2021``, ``vers 2011``."""
        try:
            first, last = bounds(text)
        except ValueError:
            return text
        if first == last:
            return self.day(first)
        if len(text) == 7 and "-" in text:
            return _date(first, "MMMM y", self.language)
        year = text[:4]
        return self("dates.about", year=year) if text.endswith(("~", "?")) else year

    def problem(self, problem: Problem) -> str:
        """One problem of an input file in one sentence with its remedy, after its place."""
        # Where what was meant is not known, no example is given.
        code = f"{problem.code}-unclear" if problem.fields.get("proposal") == "" else problem.code
        sentence = self(f"problems.{code}", **problem.fields)
        if problem.file == _NO_FILE and problem.line is None:
            return capital(sentence)
        column = f", {self('problems.column')} {problem.column}" if problem.column else ""
        return f"{problem.place}{column}{NO_BREAK_SPACE if self.language == 'fr' else ''}: {sentence}"

    def error(self, error: TerritoryGraphError) -> str:
        """An error in the reader's language: every problem on a line of its own for ``InputError``."""
        if isinstance(error, InputError):
            return "\n".join(self.problem(problem) for problem in error.problems)
        if isinstance(error, QueryError) and self.language in error.lessons:
            return error.lessons[self.language]
        key = f"errors.{error.code}"
        return self(key, **error.fields) if self.has(key) else str(error)


# A page tells the same few numbers and days thousands of times.
@lru_cache(maxsize=10_000, typed=True)
def _decimal(value: int | float | Decimal, form: str, language: str) -> str:
    return str(format_decimal(value, form, locale=language)).replace(NO_BREAK_SPACE, NARROW_SPACE)


@lru_cache(maxsize=10_000)
def _date(value: date, form: str, locale: str) -> str:
    return str(format_date(value, form, locale=locale))


@cache
def translator(language: str) -> Translator:
    """The translator of a language.

    Raises:
        FileNotFoundError: no sentences are written in that language.
    """
    with (resources.LOCALES / f"{language}.toml").open("rb") as file:
        return Translator(language, tomllib.load(file))
