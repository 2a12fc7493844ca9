"""What ``territory.toml`` says of a territory: its names, its licence, the base of its IRIs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from territory_graph.causes import near, of_toml
from territory_graph.errors import InputError, Problem
from territory_graph.ingest.unread import unreadable
from territory_graph.model import Description
from territory_graph.settings import LANGUAGES
from territory_graph.terms import is_iri
from territory_graph.vocabulary import DEFAULT_BASE, resource

DESCRIPTION = "territory.toml"
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+/")


def read_description(folder: Path) -> Description:
    """What ``territory.toml`` says in ``folder``.

    Raises:
        InputError: there is none, or it cannot be used.
    """
    description, problems = description_of(folder)
    if description is None:
        raise InputError(problems)
    return description


def description_of(folder: Path) -> tuple[Description | None, list[Problem]]:
    """What ``territory.toml`` says in ``folder``, None where it cannot be used, and the problems that it has."""
    path = folder / DESCRIPTION
    if not path.is_file():
        return None, [Problem("no-description", path)]
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except OSError as error:
        return None, [unreadable(path, error)]
    except UnicodeDecodeError as error:
        return None, [Problem("not-utf8", path, path.read_bytes().count(b"\n", 0, error.start) + 1)]
    except tomllib.TOMLDecodeError as error:
        return None, [toml_problem(error, text, path)]
    problems = list(_problems(content, path))
    return None if problems else _read(content), problems


def toml_problem(error: tomllib.TOMLDecodeError, text: str, path: Path) -> Problem:
    """What is wrong with a text of TOML, and where: at its end where no line is told."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    fields = {"reason": of_toml(error), "text": near(text, line, column)}
    return Problem("toml", path, line, str(column) if column else None, fields)


def _problems(content: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", str(content.get("slug", ""))):
        yield Problem("toml-slug", path, column="slug")
    names = content.get("name")
    if not isinstance(names, Mapping) or not all(
        isinstance(names.get(language), str) and names[language] for language in LANGUAGES
    ):
        yield Problem("toml-name", path, column="name")
    base = str(content.get("base_iri", DEFAULT_BASE))
    if not (_BASE.fullmatch(base) and is_iri(base)):
        yield Problem("toml-base", path, column="base_iri", fields={"value": base})
    if not str(_table(content, "licence").get("name", "")):
        yield Problem("toml-licence", path, column="licence.name")
    for name in ("default_date", "gathered_on"):
        day = content.get(name)
        if day is not None and _as_date(day) is None:
            yield Problem("toml-date", path, column=name, fields={"value": day})
    url = _table(content, "publisher").get("url", "")
    if url and not is_iri(str(url)):
        yield Problem("toml-url", path, column="publisher.url", fields={"value": url})
    for language, words in _table(content, "keywords").items():
        if language not in LANGUAGES or not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            yield Problem("toml-keywords", path, column=f"keywords.{language}", fields={"value": words})
    elections = content.get("elections", [])
    if not isinstance(elections, list) or None in map(_as_date, elections):
        yield Problem("toml-date", path, column="elections", fields={"value": elections})


def _table(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = content.get(name)
    return value if isinstance(value, Mapping) else {}


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _read(content: Mapping[str, Any]) -> Description:
    base = content.get("base_iri", DEFAULT_BASE)
    centre, publisher = _table(content, "centre").get("actor"), _table(content, "publisher")
    days = {name: _as_date(content.get(name)) for name in ("default_date", "gathered_on")}
    return Description(
        slug=str(content["slug"]),
        names=dict(content["name"]),
        descriptions={language: str(text) for language, text in _table(content, "description").items()},
        licence=str(content["licence"]["name"]),
        licence_url=str(content["licence"].get("url", "")),
        elections=sorted(day.isoformat() for day in map(_as_date, content.get("elections", ())) if day),
        base=base,
        centre=str(resource(base, f"actor/{centre}")) if centre else None,
        publisher=str(publisher.get("name", "")),
        publisher_url=str(publisher.get("url", "")),
        keywords={language: [*map(str, words)] for language, words in _table(content, "keywords").items() if words},
        **{name: day.isoformat() if day else None for name, day in days.items()},
    )
