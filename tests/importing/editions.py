"""Editions of communes and groupings: three small ones, in which what changes can be counted by hand.

2019: A, B and C in the first grouping, D in the second. 2020 repeats the communes of 2019; C has moved to the second.
2021: A and B are one commune, under the code of A and a SIREN of its own; both groupings are a third one.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

from territory_graph.importing.cog.editions import PACKAGE

A, B, C, D, AB = "210100012", "210100020", "210100038", "210100046", "200100010"
FIRST, SECOND, THIRD = "200000172", "200000438", "200000545"
YEARS = (2019, 2020, 2021)
OLD = [("01001", "L'Aune"), ("01002", "Le Bourg"), ("01003", "Celle"), ("01004", "Donne")]


def commune(code: str, name: str, population: int, **more: Any) -> dict[str, Any]:
    own = {"code": code, "nom": name, "typeLiaison": 2 if name.startswith("Le ") else 0, "type": "commune-actuelle"}
    return {**own, "departement": "01", "region": "84", "codesPostaux": ["01400"], "population": population, **more}


def grouping(siren: str, name: str, members: list[tuple[str, str, str]], population: int) -> dict[str, Any]:
    listed = [{"code": code, "siren": siren, "nom": name} for code, siren, name in members]
    return {"code": siren, "nom": name, "type": "CC", "populationMunicipale": population, "membres": listed}


def written(folder: Path, version: str, communes: Any, epci: Any) -> Path:
    """A package, unpacked."""
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": PACKAGE, "version": version}))
    (data / "communes.json").write_text(json.dumps(communes))
    (data / "epci.json").write_text(json.dumps(epci))
    (data / "departements.json").write_text(json.dumps([{"code": "01", "nom": "Ain", "region": "84"}]))
    (data / "regions.json").write_text(json.dumps([{"code": "84", "nom": "Auvergne-Rhône-Alpes"}]))
    return folder


def tarball(folder: Path) -> Path:
    path = folder.with_suffix(".tgz")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, "package")
    return path
