"""Content negotiation: which of the forms that exist a request likes best (RFC 9110, section 12.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from territory_graph.service.responses import plain_error

_QUOTED = r'"(?:\\.|[^"\\])*"?'  # closed by the end of the text where its quote is missing, so that one pass is enough
_MEMBERS = re.compile(rf'(?:[^,"]|{_QUOTED})+', re.DOTALL)
_PARTS = re.compile(rf'(?:[^;"]|{_QUOTED})+', re.DOTALL)
_TOKEN = r"[!#$%&'+\-.^_`|~0-9A-Za-z]+"  # without the asterisk, which means any
_RANGE = re.compile(rf"\*/\*|{_TOKEN}/(?:\*|{_TOKEN})")
_LANGUAGE = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_PARAMETER = re.compile(rf'{_TOKEN}=(?:{_TOKEN}|"(?:\\.|[^"\\])*")', re.DOTALL)
_WEIGHT = re.compile(
    r"0(?:\.[0-9]*)?|\.[0-9]+|1(?:\.0*)?"
)  # “.2”, which Java's own client sends, besides the RFC's form

_Preference = tuple[str, bool, float]
"""A name in lower case, whether it has parameters besides its weight, and its weight (0 to 1)."""


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type among ``offered`` that the header ``Accept`` gives the highest weight; the first one in a tie.

    The most specific range that covers a type decides its weight: the type itself, the type with parameters (which are
    not told apart: each type exists in one form), ``type/*``, ``*/*``. None when nothing offered is acceptable.
    A malformed member is ignored; where none is left, as without a header, the first type offered is chosen.

    >>> choose("text/turtle;q=0.5, application/ld+json", ["text/turtle", "application/ld+json"])
    'application/ld+json'
    >>> choose("image/png", ["text/turtle"]) is None
    True
    >>> choose("*/*", ["text/turtle", "application/ld+json"]), choose(None, ["text/turtle"])
    ('text/turtle', 'text/turtle')
    """
    return _choose(accept or "", tuple(offered))


@lru_cache(maxsize=128)
def _choose(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = [preference for member in _MEMBERS.findall(accept) if (preference := _preference(member, _RANGE))]
    if not ranges:
        return next(iter(offered), None)
    return _best({name: _weight(name, ranges) for name in offered})


def choose_language(accept: str | None, offered: Sequence[str]) -> str | None:
    """The language among ``offered`` that the header ``Accept-Language`` gives the highest weight, or None.

    A range speaks for its whole language: ``fr-CA`` for ``fr``.

    >>> choose_language("de, en-GB;q=0.8, fr;q=0.5", ["fr", "en"])
    'en'
    """
    weights = dict.fromkeys(offered, 0.0)
    for member in _MEMBERS.findall(accept or ""):
        name, _, weight = _preference(member, _LANGUAGE) or ("", False, 0.0)
        for language in offered:
            if name.partition("-")[0] == language:
                weights[language] = max(weights[language], weight)
    return _best(weights)


def accepted(request: Request) -> str | None:
    """The header ``Accept`` of a request, its lines joined as one; None without any."""
    return ", ".join(request.headers.getlist("accept")) or None


def not_acceptable(offered: Sequence[str]) -> Response:
    """The answer to a request that accepts nothing of what exists: 406, and the list of what exists."""
    lines = ["None of the media types that the request accepts exists here. These exist:", *offered]
    return plain_error(406, "\n".join(lines), {"Vary": "Accept"})


def _preference(member: str, form: re.Pattern[str]) -> _Preference | None:
    """What one member of the header says; None where it is malformed."""
    name, *parameters = [part.strip(" \t") for part in _PARTS.findall(member)] or [""]
    if not form.fullmatch(name):
        return None
    given = [parameter for parameter in parameters if parameter]
    weights = [value for key, _, value in (parameter.partition("=") for parameter in given) if key.lower() == "q"]
    if not all(map(_PARAMETER.fullmatch, given)) or not all(map(_WEIGHT.fullmatch, weights)):
        return None
    return name.lower(), len(given) > len(weights), float(weights[0]) if weights else 1.0


def _weight(offered: str, ranges: Sequence[_Preference]) -> float:
    """The weight that the most specific range gives a media type: 0 where none covers it."""
    name = offered.partition(";")[0].strip().lower()
    kind = name.partition("/")[0]
    for wanted, parameters in ((name, False), (name, True), (f"{kind}/*", False), ("*/*", False)):
        found = [weight for range_, has, weight in ranges if range_ == wanted and has == parameters]
        if found:
            return max(found)
    return 0.0


def _best(weights: dict[str, float]) -> str | None:
    best = max(weights, key=lambda name: weights[name], default=None)
    return best if best is not None and weights[best] > 0 else None
