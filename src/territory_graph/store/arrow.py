"""A table of an answer as Apache Arrow: a typed column where every value has the same type, text otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from territory_graph.store.answers import WHOLE, XSD, Column, Table, Term

DECIMALS = WHOLE | {f"{XSD}decimal"}
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_YEAR = re.compile(r"[0-9]{4}")
_ZONED = re.compile(r"[^.]*(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})")


def arrow(table: Table, metadata: Mapping[str, str] | None = None) -> pa.Table:
    """The table as Arrow, with ``metadata`` in its schema.

    Integers and years, decimals (exact, of 38 digits at most, as data frames hold them), doubles, booleans, days and
    moments with a time zone become such columns where every value is one; a column of doubles and other numbers has
    doubles. All else is its lexical form or IRI as text. The metadata ``rdf`` of each column say what
    kind of term, datatype and language its values have, where all have the same.
    """
    fields, arrays = [], []
    for name, column in zip(table.variables, table.columns, strict=True):
        array = _array(column)
        fields.append(pa.field(name, array.type, metadata={"rdf": json.dumps(_rdf(column), sort_keys=True)}))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=dict(metadata or {})))


def _rdf(column: Column) -> dict[str, str]:
    """What all values of a column share of their kind, datatype and language."""
    shapes = {(cell.kind, cell.datatype, cell.language) for cell in set(column) if cell is not None}
    if len(shapes) != 1:
        return {}
    kind, datatype, language = next(iter(shapes))
    found = {"kind": kind, "datatype": datatype, "language": language}
    return {name: value for name, value in found.items() if value}


def _array(column: Column) -> pa.Array:
    filled = [cell for cell in set(column) if cell is not None]
    for fits, read, kind in _TYPES:
        if filled and all(fits(cell) for cell in filled):
            try:
                array = pa.array([read(cell.value) if cell else None for cell in column], type=kind)
                if not pa.types.is_decimal256(array.type):
                    return array
                break
            except (LookupError, ValueError, ArithmeticError, pa.ArrowInvalid):  # too long, or no such day
                break
    return pa.array([cell.value if cell else None for cell in column], type=pa.string())


def _has(*datatypes: str) -> Callable[[Term], bool]:
    wanted = {XSD + name for name in datatypes}
    return lambda cell: cell.datatype in wanted


_MOMENT, _DOUBLE = _has("dateTime", "dateTimeStamp"), _has("double", "float")

_TYPES: tuple[tuple[Callable[[Term], bool], Callable[[str], Any], pa.DataType | None], ...] = (
    (lambda cell: cell.datatype in WHOLE, int, pa.int64()),
    (lambda cell: cell.datatype == f"{XSD}gYear" and _YEAR.fullmatch(cell.value) is not None, int, pa.int64()),
    (lambda cell: cell.datatype in DECIMALS, Decimal, None),  # as many digits as the longest has
    (lambda cell: cell.datatype in DECIMALS or _DOUBLE(cell), float, pa.float64()),
    (_has("boolean"), _TRUTH.__getitem__, pa.bool_()),
    (_has("date"), date.fromisoformat, pa.date32()),
    (
        lambda cell: _MOMENT(cell) and _ZONED.fullmatch(cell.value) is not None,
        datetime.fromisoformat,
        pa.timestamp("us", "UTC"),
    ),
)
