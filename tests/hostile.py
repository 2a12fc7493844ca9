"""The hamlet with names that try to be more than text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from territory_graph.building import build

HAMLET = Path(__file__).parent / "fixtures" / "hamlet"

NAMES = {
    "script": "<script>window.hacked = 1</script>",
    "image": "<img src=x onerror='window.hacked = 1'>\"",
    "markdown": "[lien](https://evil.example) ![i](https://evil.example/i.png) **gras** :red[x] $x$ www.evil.example",
    "direction": "\u202egnp.exe",
    "long": "x" * 10_000,
}

_TRIG = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX act: <id/actor/>
PREFIX agr: <id/agreement/>

<id/graph/hostile> {{
  <id/graph/hostile> a tg:Record ; tg:source <id/source/editorial> ; tg:locator "-" ;
    tg:status <id/status/editorial> ; tg:confidence 1.0 .
  <id/source/hostile> a tg:Source ; dcterms:title {markdown} ; rdfs:label {markdown} ; foaf:page <javascript:alert(1)> .
  <id/record/hostile> a tg:Record ; tg:source <id/source/hostile> ; tg:locator {script} ;
    tg:status <id/status/stated> ; tg:confidence 1.0 .
}}
<id/record/hostile> {{
{actors}
}}
"""


def hostile_store(folder: Path, store: Path | None = None) -> Path:
    """Builds the hostile hamlet under ``folder``, into ``store`` where one is given; returns the store."""
    store = store or folder / "store"
    territory = shutil.copytree(HAMLET, folder / "hamlet")
    (territory / "hostile.trig").write_text(_trig(), encoding="utf-8")
    description = territory / "territory.toml"
    told = description.read_text(encoding="utf-8").replace("Le Hameau", "Le Hameau [x](https://evil.example/x)")
    description.write_text(told.replace("CC0 1.0", "CC0 ![i](https://evil.example/i.png)"), encoding="utf-8")
    build(territory, store)
    return store


def _trig() -> str:
    quoted = {key: json.dumps(name, ensure_ascii=False) for key, name in NAMES.items()}
    actors = "\n".join(
        f"  act:{key} a tg:Company ; rdfs:label {name} ; foaf:homepage <javascript:alert(1)> .\n"
        f"  agr:{key} a tg:Partnership ; rdfs:label {name} ; tg:supporter act:syndicat ; tg:supported act:{key} ."
        for key, name in quoted.items()
    )
    return _TRIG.format(actors=actors, markdown=quoted["markdown"], script=quoted["script"])
