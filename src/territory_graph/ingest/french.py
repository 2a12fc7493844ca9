"""French words of tables beside the English ones: file names, heads of columns and words of choices.

Words are compared without capitals, accents and marks: “Date de début”, “date_de_debut” and “DATE DE DÉBUT” are one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from territory_graph import resources
from territory_graph.ingest.schema import Column, Table, tables
from territory_graph.spelling import folded

_LITTLE = frozenset(("d", "de", "des", "du", "l", "la", "le", "les"))


_UNIT = re.compile(
    r"(?:en )?(?:(?:k|m|md) ?(?:€|eur(?:os?)?)|€|euros?|(?:milliers|millions|milliards) d['’]euros|%"
    r"|j{1,2}/m{1,2}/a{2,4})",
    re.IGNORECASE,
)
_UNIT_BEHIND = re.compile(rf"\s*[(\[]\s*{_UNIT.pattern}\s*[)\]]\s*$|\s+{_UNIT.pattern}$", re.IGNORECASE)
_LARGE_UNIT = re.compile(r"\b(k|m|md) ?(?:€|eur(?:os?)?\b)|\b(milliers|millions|milliards) d['’]euros", re.IGNORECASE)
_TIMES = {"k": 10**3, "milliers": 10**3, "m": 10**6, "millions": 10**6, "md": 10**9, "milliards": 10**9}


def head_form(head: str) -> str:
    """A head as heads are compared: folded, without articles, that offices write or leave out.

    >>> head_form("Nom de l'attribuant"), head_form("nom_attribuant"), head_form("La")
    ('nom attribuant', 'nom attribuant', 'la')
    """
    words = folded(head).split()
    return " ".join(word for word in words if word not in _LITTLE) or " ".join(words)


def table_named(name: str) -> Table | None:
    """The table that a file or a sheet of that name holds, or None.

    >>> table_named("Acteurs").name, table_named("member_counts").name, table_named("Feuil1")
    ('actors', 'member_counts', None)
    """
    known = tables()
    return known.get(name) or known.get(_names_of_tables().get(folded(name), ""))


def column_named(table: Table, head: str) -> str | None:
    """The column of a table that a head stands for, or None.

    >>> column_named(tables()["actors"], "Date de création"), column_named(tables()["events"], "date")
    ('start', 'when')
    """
    if any(column.name == head for column in table.columns):
        return head
    heads = _heads(table.name)
    return heads.get(head_form(head)) or heads.get(head_form(_UNIT_BEHIND.sub("", head)))


def is_unit(text: str) -> bool:
    """Whether a text says nothing but a unit, or how days are written: “en k€”, “€”, “jj/mm/aaaa”.

    >>> is_unit("en k€"), is_unit("JJ/MM/AAAA"), is_unit("demandé")
    (True, True, False)
    """
    return _UNIT.fullmatch(text.strip()) is not None


def times(head: str) -> int:
    """By how much the numbers below a head are to be multiplied, as its unit says: 1 where it says none.

    >>> times("Montant (en k€)"), times("Total M€"), times("Budget en milliers d'euros"), times("Montant (€)")
    (1000, 1000000, 1000, 1)
    """
    found = _LARGE_UNIT.search(head)
    return _TIMES[(found[1] or found[2]).lower()] if found else 1


@cache
def _heads(table: str) -> Mapping[str, str]:
    """The column of each head of a table, as heads are compared; of two columns that have one, the first."""
    words: dict[str, str] = {}
    for column in tables()[table].columns:
        own = _file()["of_tables"].get(f"{table}.{column.name}", ())
        for word in (column.name, *_file()["columns"].get(column.name, ()), *own):
            words.setdefault(head_form(word), column.name)
    return words


def word_meant(column: Column, cell: str) -> str:
    """The word of a choice that a cell means, else the cell as it is.

    >>> word_meant(tables()["actors"].column("kind"), "Pôle de compétitivité")
    'competitiveness-cluster'
    """
    if not column.values or cell in column.values:
        return cell
    known = _file()["words"]
    meant = {folded(word): value for value in column.values for word in (value, *known.get(value, ()))}
    return meant.get(folded(cell), cell)


def written(table: Table, column: Column, language: str) -> str:
    """The head of a column in a language: the first French one that means it, else its name.

    >>> [written(tables()["actors"], tables()["actors"].column(name), "fr") for name in ("start", "confidence")]
    ['début', 'confiance']
    """
    heads = _file()["columns"].get(column.name, ()) if language == "fr" else ()
    return next((head for head in heads if column_named(table, head) == column.name), column.name)


def choices_written(column: Column, language: str) -> list[str]:
    """The words of a choice in a language, in its order."""
    if language != "fr":
        return list(column.values)
    known = _file()["words"]
    return [
        next((word for word in known.get(value, ()) if word_meant(column, word) == value), value)
        for value in column.values
    ]


def table_written(table: Table, language: str) -> str:
    """The name of a table in a language."""
    return _file()["tables"][table.name][0] if language == "fr" else table.name


@cache
def _names_of_tables() -> Mapping[str, str]:
    return {folded(word): name for name, words in _file()["tables"].items() for word in words}


@cache
def _file() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    content = tomllib.loads((resources.TABLES.parent / "french.toml").read_text(encoding="utf-8"))
    return {name: {key: tuple(words) for key, words in section.items()} for name, section in content.items()}
