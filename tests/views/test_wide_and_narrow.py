"""Totals, negatives and lists that reach as far as what was looked at: no doubt, end, currency or day is dropped.

One small territory, whose rows below are all that its pages and files may say.
"""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.analyses.losses import read_losses
from tests.hamlets import hamlet_with, rows_of

SAY, EN = translator("fr"), translator("en")
DAY = date(2021, 6, 1)
ACTOR = "https://example.org/hamlet/id/actor/"
ROWS = {
    "actors": """id,kind,name,start,end,sectors,source,locator,contradicts
relais,cluster,Relais,2019,,bois,annuaire,p. 1,
envers,company,Envers,2020,,,annuaire,p. 1,
envers-2,company,,,2018,,journal-2021,p. 1,envers""",
    "agreements": """id,kind,name,parties,start,year,amount,amount_scope,amount_kind,funders,beneficiaries,source,locator,confidence
commun,convention,Fonds commun,syndicat;agence;relais;bois-vif,2021,2021,8000,global,commitment,syndicat;agence,relais;bois-vif,annuaire,p. 2,
incertain,convention,Fonds incertain,syndicat;relais,2021,2021,3000,share,commitment,syndicat,relais,annuaire,p. 3,0.4""",
    "events": """id,kind,name,when,last_day,state,place,organisers,source,locator,contradicts
salon,event,Salon,2021-03-04,2021-03-06,,le-bourg,relais,annuaire,p. 7,
salon-2,event,Salon,2021-04-05,,,le-bourg,relais,journal-2021,p. 7,salon
foire,event,Foire,2021-05-03,,planned,le-bourg,relais,annuaire,p. 7,""",
    "changes": """id,kind,name,when,before,source,locator
fin,announced,Fin annoncée du Relais,2023-01-01,relais,annuaire,p. 8""",
    "decisions": """id,name,taken_by,taken_at,when,adopts,source,locator
un,Fonds,syndicat,conseil-2021,2021-03-15,commun,deliberation-2021,art. 6
deux,Haies,syndicat,conseil-2021,2021-03-15,,deliberation-2021,art. 7""",
    "fundings": """id,name,about,funders,beneficiaries,kind,amount,when,source,locator
vote,Vote,project/haies,agence,val-clair,voted,20000,2020-01-20,annuaire,p. 5""",
    "mandates": """id,person,person_name,family_name,given_name,post,post_name,organisation,role,start,source,locator
autre,anne-autre,Anne Autre,Autre,Anne,presidence-syndicat,Présidence du syndicat,syndicat,president,2020-07-10,journal-2021,p. 1""",
}
FRANCS = """
<id/commitment/francs> a tg:Commitment ; rdfs:label "Aide en francs"@fr ; tg:amount 5000.0 ;
  tg:currency <http://publications.europa.eu/resource/authority/currency/CHF> ; tg:amountScope "share" ;
  tg:forYear "2021"^^xsd:gYear ; tg:coversAgreement <id/agreement/commun> ;
  tg:committedBy act:agence ; tg:committedTo act:relais .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    rows = {table: rows_of(text) for table, text in ROWS.items()}
    return hamlet_with(tmp_path_factory.mktemp("wide"), rows, FRANCS)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_sum_that_would_be_lost_names_who_else_gives_and_its_doubt(graph: KnowledgeGraph) -> None:
    (found,) = read_losses(graph, [f"{ACTOR}syndicat"], DAY, SAY)
    told = [plain(one.sentence) for one in found.sums]
    (shared,) = [one for one in told if "8 000" in one]
    assert shared.endswith("avec, du côté qui donne : Agence du Hameau")
    (unsure,) = [one for one in told if "3 000" in one]
    assert unsure.endswith("(non vérifié)")
