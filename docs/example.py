"""A territory read by a researcher, from questions to measures and files.

Run it whole, on the default store or on another::

    python docs/example.py
    python docs/example.py --store DIR --out DIR

or cell by cell: editors that know ``# %%`` open it as a notebook. ``territory-graph build`` makes the store.
"""

# %% The store
import argparse
import tempfile
from pathlib import Path

import networkx as nx
from rdflib import RDF

from territory_graph import TG, KnowledgeGraph
from territory_graph.exports import write_csv, write_graphml, write_trig

parser = argparse.ArgumentParser(description="A territory read by a researcher.")
parser.add_argument("--store", help="folder of the store; the default one if not given")
parser.add_argument("--out", type=Path, help="folder for the files; a temporary one if not given")
options, _ = parser.parse_known_args()  # a notebook passes arguments of its own

knowledge_graph = KnowledgeGraph.open(options.store)
print(f"{knowledge_graph.manifest.names['en']}: version {knowledge_graph.version}")
print(f"{len(knowledge_graph)} statements, counted once in each record that makes them")

# %% Two packaged questions: `territory-graph ask` lists them all
print("\nWho supports whom?")
for row in knowledge_graph.ask("02-qui-soutient-qui", lang="en"):
    print(f"  {row['soutient']} → {row['soutenu']}")

print("\nWhose loss splits the network?")
for row in knowledge_graph.ask("38-point-de-rupture", lang="en"):
    print(f"  {row['acteur']}")

# %% A query of one's own, each sum with the sources that give it
# All patterns inside GRAPH come from one record. DISTINCT, because two records of one source may state the same sum.
SUMS = """
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT DISTINCT ?commitment ?euros ?scope ?title ?place ?confidence
WHERE {
  GRAPH ?record { ?commitment tg:amount ?euros }
  ?record tg:source ?source ; tg:locator ?place ; tg:confidence ?confidence .
  ?source dcterms:title ?title .
  FILTER(LANG(?title) IN ("fr", ""))
  ?commitment tg:amountScope ?scope .
}
ORDER BY DESC(?euros) ?commitment ?title
"""
print("\nSums committed, largest first")
for row in list(knowledge_graph.query(SUMS))[:5]:
    print(f"  {row['euros']} € ({row['scope']}): {row['title']}, {row['place']}, confidence {row['confidence']}")

# %% The network of actors, a plain networkx graph
network = knowledge_graph.network("actors", lang="en")
betweenness = nx.betweenness_centrality(network)
cut_points = set(nx.articulation_points(network))
tied = sorted(
    (actor for actor in network if network.degree(actor)),
    key=lambda actor: (-network.degree(actor), -betweenness[actor], actor),
)

print(f"\nActors: {len(network)}, of which {len(tied)} are tied to another; pairs tied: {network.number_of_edges()}")
if len(tied) < 10:
    print("Under ten actors, ranks mean little.")
print(f"{'actor':<55} {'degree':>6} {'betweenness':>11}  cut point")
for actor in tied[:8]:
    label = network.nodes[actor]["label"]
    cut = "yes" if actor in cut_points else ""
    print(f"{label[:55]:<55} {network.degree(actor):>6} {betweenness[actor]:>11.3f}  {cut}")

# %% One actor, every fact with its evidence
if tied:
    entity = knowledge_graph.describe(tied[0], lang="en")
    print(f"\n{entity.thing.label}: {sum(1 for _ in entity.facts)} facts")
    for group in entity.groups:
        fact = group.facts[0]
        told = ", ".join(f"{statement.label}: {statement.value.text}" for statement in fact.statements[:2])
        print(f"  {group.reason} ({len(group.facts)}), for instance {told}")
        for evidence in fact.evidence[:1]:
            titles = " and ".join(source.title for source in evidence.sources)
            print(f"    according to {titles}, {evidence.locator} [{evidence.status}, {evidence.confidence:g}]")

# %% The same store as an rdflib dataset
sources = set(knowledge_graph.dataset.subjects(RDF.type, TG.Source))
print(f"\nSources, counted through rdflib: {len(sources)}")

# %% Files for other tools
out = options.out or Path(tempfile.mkdtemp(prefix="territory-graph-"))
out.mkdir(parents=True, exist_ok=True)
write_graphml(network, out / "actors.graphml")  # Gephi, Cytoscape, igraph…
write_csv(knowledge_graph, out / "statements.csv")  # a line a statement, with its evidence
write_trig(knowledge_graph, out / "graph.trig")  # everything, records included
print(f"\nactors.graphml, statements.csv and graph.trig are in {out}")
