"""The press release of 12 May 2021: its facts are the product's own records; its text is not shipped."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.reading.expected import Fact

RELEASE = Path(os.environ.get("TERRITORY_GRAPH_PRESS_RELEASE", "press-release-2021-05-12.txt"))
"""Where the text lies: a file that the environment names, else one in the working folder."""


def release_facts() -> list[Fact]:
    """Those of its 133 facts that tables have a row for; its sectors, themes, goals and quotes have none."""
    pole, metropole, agglo = (
        "Pôle Métropolitain Rouen Seine Eure",
        "Métropole Rouen Normandie",
        "Agglomération Seine-Eure",
    )
    supported = ["LSN", "NextMove", "Polepharma", "Cosmetic Valley", "Pôle TES"]
    return [
        *(Fact("membership", {"member": one, "organisation": pole}) for one in (metropole, agglo)),
        Fact("event", {"name": "Conseil du Pôle Métropolitain", "when": "2021-05-12", "organisers": [pole]}),
        *(Fact("agreement", {"parties": [pole, one]}) for one in supported),
        Fact("sum", {"amount": 160000, "funders": [pole], "beneficiaries": supported, "scope": "global"}),
        Fact("mandate", {"person": "Nicolas Mayer-Rossignol", "organisation": pole, "role": "president"}),
        Fact("mandate", {"person": "Bernard Leroy", "organisation": pole, "role": "premier-vice-president"}),
        *(Fact("support", {"supporters": [pole], "supported": [one]}) for one in supported),
        Fact("office", {"actor": "Polepharma", "place": "Louviers"}),
        Fact("collaboration", {"parties": ["Polepharma", pole]}),
        *(
            Fact("project", {"name": name, "carried_by": [metropole, agglo]})
            for name in ("TIGA", "Territoires d'industrie", "Logistique urbaine")
        ),
        Fact("event", {"name": "Congrès Consumer Safety & Cosmetics", "when": "2021-06-10", "place": "Le Vaudreuil"}),
        Fact("event", {"name": "Congrès Polepharma Industrie du Futur", "when": "2021-11", "place": "Kindarena"}),
        Fact("change", {"kind": "creation", "when": "2012", "after": [pole]}),
        Fact("name", {"actor": metropole, "name": "Communauté d'Agglomération Rouen Elbeuf Austreberthe"}),
        Fact("name", {"actor": metropole, "name": "CREA"}),
        Fact("name", {"actor": agglo, "name": "Communauté d'Agglomération Seine-Eure"}),
        Fact("name", {"actor": agglo, "name": "Agglo Seine Eure"}),
        Fact("name", {"actor": agglo, "name": "Agglomération Seine Eure"}),
        Fact("name", {"actor": pole, "name": "Pôle Métropolitain"}),
        Fact("name", {"actor": pole, "name": "Pôle Métropolitain Rouen-Seine-Eure"}),
    ]
