"""The plan of an import: its mapping and the answers to its matches, kept in a small file to be taken up again."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from territory_graph.contributions.drafting import slug
from territory_graph.contributions.files import write_whole
from territory_graph.importing.mapping import Mapping
from territory_graph.importing.matching import Match
from territory_graph.importing.sheets import Sheet
from territory_graph.ingest.french import table_named
from territory_graph.settings import own_folder

FOLDER = "imports"
_MOST_PLANS = 50
"""Plans among which the mapping of a sheet is looked for, the last ones written."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The mapping of each sheet by its name, and the answers given, by key of the match."""

    mappings: MappingOf[str, Mapping]
    answers: MappingOf[str, str] = field(default_factory=dict)


def plan_file(territory: Path, file: Path) -> Path:
    """Where the plan of importing ``file`` is kept, in the territory's folder."""
    return own_folder(territory) / FOLDER / f"{slug(file.name)}.toml"


def read_plan(path: Path) -> Plan | None:
    """The plan that is kept, or None.

    Raises:
        ValueError: it is no plan.
    """
    if not path.is_file():
        return None
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    mappings = {
        name: Mapping(
            sheet["table"],
            {head: tuple(columns) for head, columns in sheet.get("columns", {}).items()},
            sheet.get("constants", {}),
            tuple(sheet.get("left", ())),
            sheet.get("profile", ""),
            sheet.get("organisation", False),
            {column: tuple(names) for column, names in sheet.get("joined", {}).items()},
            sheet.get("seat", ""),
        )
        for name, sheet in told.get("sheets", {}).items()
    }
    return Plan(mappings, {key: answer for key, answer in told.get("matches", {}).items() if answer})


def kept_mapping(territory: Path, sheet: Sheet) -> Mapping | None:
    """The mapping that was last kept of a sheet with the same heads, whatever its file; None where there is none.

    A sheet or file that bears the name of a table keeps to that table.
    """
    named = table_named(sheet.name) or table_named(sheet.file.stem)
    paths = sorted((own_folder(territory) / FOLDER).glob("*.toml"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in paths[:_MOST_PLANS]:
        try:
            plan = read_plan(path)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # told to who imports that file
        for mapping in plan.mappings.values() if plan else ():
            same = {*mapping.columns, *mapping.left} == {*sheet.heads}
            if same and mapping.columns and (named is None or named.name == mapping.table):
                return mapping
    return None


_HEADER = """\
Ce que deviennent les colonnes, et ce que désignent les noms. Répondez aux lignes vides de [matches] : l'identifiant
d'une chose connue, ou "new" pour une nouvelle ; puis relancez l'import.
What the columns become, and what the names mean. Answer the empty lines of [matches]: the identifier of a known thing,
or "new" for a new one; then import again."""


def write_plan(
    path: Path,
    mappings: MappingOf[str, Mapping],
    matches: Iterable[Match] = (),
    answers: MappingOf[str, str] = MappingProxyType({}),
) -> None:
    """Writes the plan: the matches, those that wait with what they may be, for a person to answer; then ``answers``.

    Raises:
        StoreNotWritableError: it cannot be written.
    """
    lines = [f"# {line}" for line in _HEADER.splitlines()]
    for name, mapping in mappings.items():
        lines += ["", f"[sheets.{_quoted(name)}]", f"table = {_quoted(mapping.table)}"]
        lines += [f"profile = {_quoted(mapping.profile)}", f"organisation = {str(mapping.organisation).lower()}"]
        lines.append(f"seat = {_quoted(mapping.seat)}")
        lines.append(f"left = [{', '.join(map(_quoted, mapping.left))}]")
        lines.append(f"[sheets.{_quoted(name)}.columns]")
        lines += [f"{_quoted(h)} = [{', '.join(map(_quoted, columns))}]" for h, columns in mapping.columns.items()]
        lines.append(f"[sheets.{_quoted(name)}.constants]")
        lines += [f"{_quoted(column)} = {_quoted(value)}" for column, value in mapping.constants.items()]
        lines.append(f"[sheets.{_quoted(name)}.joined]")
        lines += [f"{_quoted(c)} = [{', '.join(map(_quoted, names))}]" for c, names in mapping.joined.items()]
    lines += ["", "[matches]"]
    for one in matches:
        for candidate in one.candidates if not one.chosen else ():
            told = f"{candidate.label}, {candidate.kind}, {candidate.place}".rstrip(", ")
            lines.append(f"# {candidate.iri.rpartition('/')[2]} : {told} ({candidate.score:.2f}, {candidate.why})")
        lines.append(f"{_quoted(one.key)} = {_quoted(one.chosen)}")
    lines += [f"{_quoted(key)} = {_quoted(answer)}" for key, answer in answers.items()]
    write_whole(path, "\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
