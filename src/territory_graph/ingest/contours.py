"""Contours of a GeoJSON file as outlines of known places, by code: INSEE of a commune, SIREN of a body's perimeter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from territory_graph.errors import InputError, Problem
from territory_graph.ingest.payload import json_problem
from territory_graph.ingest.schema import Row
from territory_graph.ingest.workbook import MOST_BYTES
from territory_graph.spelling import folded

if TYPE_CHECKING:
    import shapely

CONTOURS = {".geojson"}
TOLERANCE = 0.0005
"""How far a simplified outline may lie from the contour, in degrees: some 50 m."""
_DIGITS = 4
_MOST_TOLD = 8
_NAMED = ("code", "insee", "codeinsee", "inseecom", "codgeo", "codecommune", "siren", "codesiren", "codeepci", "epci")
"""Properties that hold a code, without capitals, spaces and marks; the first that has one is taken."""
_INSEE, _SIREN = re.compile(r"[0-9][0-9AB][0-9]{3}"), re.compile(r"[0-9]{9}")
_AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Contours:
    """The contours of a file: the outline (WKT) and the place in the file of each code, and what is to be told."""

    outlines: Mapping[str, str]
    places: Mapping[str, int]
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code is of: a place and its kind, and the actor whose perimeter it is, as tables name them.

    ``place`` is empty where no perimeter of the actor is known; ``name`` is the actor's.
    """

    place: str
    kind: str
    actor: str = ""
    actor_kind: str = ""
    name: str = ""


@dataclass(slots=True)
class _Left:
    """What features are called that are left, by why."""

    no_area: list[str] = field(default_factory=list)
    no_code: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    not_degrees: list[str] = field(default_factory=list)

    def notices(self, path: Path) -> tuple[Problem, ...]:
        """What is to be told of them."""
        told = (
            Problem("contours-no-area", path, fields=_listed(self.no_area)),
            Problem("contours-no-code", path, fields=_listed(self.no_code)),
            Problem("contours-damaged", path, fields=_listed(self.damaged)),
            Problem("contours-not-degrees", path, fields=_listed(self.not_degrees)),
        )
        return tuple(one for one in told if one.fields["count"])


def read_contours(path: Path) -> Contours | None:
    """The contours of a GeoJSON file (RFC 7946, WGS 84), simplified, or None where it has none.

    Several of one code are pieces of one outline. Those without a code, with coordinates that are not degrees and with
    a damaged shape are left and told, and so are points and lines.

    Raises:
        InputError: the file is damaged, or larger than is read.
    """
    features = _features(path)
    if not features:
        return None
    left = _Left()
    pieces: dict[str, list[shapely.Geometry]] = {}
    places: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        found = _contour(feature, number, left)
        if found:
            pieces.setdefault(found[0], []).append(found[1])
            places.setdefault(found[0], number)
    outlines = {code: outline(shapes) for code, shapes in pieces.items()}
    return Contours(outlines, places, left.notices(path))


def has_contours(path: Path) -> bool:
    """Whether a file is GeoJSON with an area among its features; none is drawn.

    Raises:
        InputError: the file is damaged, or larger than is read.
    """
    return bool(_features(path))


def _features(path: Path) -> list[Any]:
    """The features of a GeoJSON file, where one of them is an area; else none."""
    if path.stat().st_size > MOST_BYTES:
        raise InputError([Problem("too-large", path, fields={"megabytes": MOST_BYTES // 1_000_000})])
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InputError([json_problem(error, path)]) from error
    except UnicodeDecodeError as error:
        raise InputError([Problem("not-utf8", path)]) from error
    except RecursionError as error:
        raise InputError([Problem("too-deep", path)]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not any(geometry_kind(feature) in _AREAS for feature in features):
        return []
    return features


def contour_rows(
    contours: Contours, known: Mapping[str, Coded], source: str, path: Path
) -> tuple[list[tuple[int, Row]], tuple[Problem, ...]]:
    """The rows that enter contours, each with its place in the file, and notices of the codes that nothing known has.

    A body without a known perimeter is given one.
    """
    rows, unknown = [], []
    for code, drawn in contours.outlines.items():
        coded, line = known.get(code), contours.places[code]
        if coded is None:
            unknown.append(code)
            continue
        evidence = {"source": source, "locator": f"contour du code {code}, simplifié", "status": "stated"}
        place = coded.place or f"territoire-{coded.actor}"
        named = {} if coded.place else {"name": f"Périmètre\u00a0: {coded.name or coded.actor}"}
        rows.append((line, Row("places", {"id": place, "kind": coded.kind, **named, "outline": drawn, **evidence})))
        if not coded.place:
            cells = {"id": coded.actor, "kind": coded.actor_kind, "territory": place}
            rows.append((line, Row("actors", {**cells, **evidence})))
    return rows, (Problem("contours-unknown", path, fields=_listed(unknown)),) if unknown else ()


def _listed(names: list[str]) -> dict[str, Any]:
    shown = ", ".join(names[:_MOST_TOLD]) + (", …" if len(names) > _MOST_TOLD else "")
    return {"count": len(names), "names": shown}


def geometry_kind(feature: Any) -> str:
    """The kind of geometry of a feature, as ``Polygon``; empty where it has none."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return str(geometry.get("type")) if isinstance(geometry, dict) else ""


def properties_of(feature: Any) -> Mapping[str, Any]:
    """The properties of a feature; none where it has none, or is none."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _contour(feature: Any, number: int, left: _Left) -> tuple[str, shapely.Geometry] | None:
    """The code and shape of a feature, or None where it is left."""
    said = properties_of(feature)
    name = str(said.get("nom") or said.get("name") or number)[:60]
    if geometry_kind(feature) not in _AREAS:
        left.no_area.append(name)
        return None
    code = next(_codes(said), None)
    if code is None:
        left.no_code.append(name)
        return None
    shape = area(json.dumps(feature["geometry"]))
    if shape is None:
        left.damaged.append(name)
    elif not is_in_degrees(shape):
        left.not_degrees.append(name)
    else:
        return code, shape
    return None


def area(geometry: str) -> shapely.Geometry | None:
    """The shape of a geometry of GeoJSON, mended where it crosses itself; None if it has no area or is none."""
    import shapely  # noqa: PLC0415  only contours need it, and numpy with it

    try:
        shape = shapely.make_valid(shapely.from_geojson(geometry))
    except (shapely.GEOSException, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return shape if shape is not None and shape.area else None


def is_in_degrees(shape: shapely.Geometry) -> bool:
    """Whether the coordinates of a shape may be longitudes and latitudes."""
    west, south, east, north = shape.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def _codes(properties: Mapping[str, Any]) -> Iterator[str]:
    """The codes of INSEE and SIREN among properties that are named for one; a number has lost its leading zero."""
    named = {"".join(filter(str.isalnum, folded(str(head)))): value for head, value in properties.items()}
    for head in _NAMED:
        value = named.get(head)
        text = "".join(str(value).split()) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        text = text.zfill(5) if isinstance(value, int) and len(text) == 4 else text
        if _INSEE.fullmatch(text) or _SIREN.fullmatch(text):
            yield text


def outline(shapes: Iterable[shapely.Geometry]) -> str:
    """Shapes together as WKT, with the corners that a screen shows; their areas alone."""
    import shapely  # noqa: PLC0415

    shape = shapely.union_all(list(shapes))
    simple = shapely.set_precision(shapely.simplify(shape, TOLERANCE), 10**-_DIGITS)
    areas = [part for part in getattr(simple, "geoms", (simple,)) if part.geom_type == "Polygon" and not part.is_empty]
    kept = areas or [part for part in getattr(shape, "geoms", (shape,)) if part.geom_type == "Polygon"]
    whole = shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]
    return str(shapely.to_wkt(whole, rounding_precision=_DIGITS))
