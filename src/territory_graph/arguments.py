"""Arguments given from Python, checked before anything is reckoned: numbers, texts, and several of something."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from numbers import Real
from typing import Any

from territory_graph.errors import SettingsError


def plain_number(value: Any) -> Any:
    """The value; a number of numpy's as Python's own.

    >>> import numpy as np
    >>> plain_number(np.float64(0.5)), plain_number("a")
    (0.5, 'a')
    """
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def whole_number(value: Any, name: str, lowest: int = 0) -> int:
    """The whole number that is given as the argument ``name``.

    Raises:
        SettingsError: it is none, or under ``lowest``.

    >>> whole_number(3, "most")
    3
    """
    try:
        found = operator.index(value)  # numpy's are numbers too
    except TypeError:
        found = lowest - 1
    if isinstance(value, bool) or found < lowest:
        raise SettingsError(name=name, value=str(value), expected=f"a number of {lowest} or more")
    return found


def seconds_of(value: Any, name: str = "seconds") -> float:
    """The time in seconds that is given.

    Raises:
        SettingsError: it is no number above 0.
    """
    found = float(value) if isinstance(value, Real) and not isinstance(value, bool) else 0.0
    if not found > 0:  # NaN is above nothing
        raise SettingsError(name=name, value=str(value), expected="a number of seconds above 0")
    return found


def text_of(text: object, name: str, expected: str) -> str:
    """The text that is given as the argument ``name``.

    Raises:
        SettingsError: it is something else, or holds half a character; what is expected is told.
    """
    try:
        if isinstance(text, str) and text.encode() is not None:
            return text
    except UnicodeEncodeError:  # a surrogate alone, which neither a store nor a page can hold
        text = text.encode(errors="backslashreplace").decode() if isinstance(text, str) else text
    raise SettingsError(name=name, value=str(text), expected=expected)


def several(values: Iterable[Any], name: str, expected: str = "several, such as a list or a set") -> tuple[Any, ...]:
    """What is given as the argument ``name``, each once more.

    Raises:
        SettingsError: it is one text, or nothing that has several.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise SettingsError(name=name, value=str(values), expected=expected)
    return tuple(values)
