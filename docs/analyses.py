"""What the network of a territory says: every figure of the analyses, taken through the library.

Run it whole, on the default store or on another::

    python docs/analyses.py
    python docs/analyses.py --store DIR

or cell by cell: editors that know ``# %%`` open it as a notebook. ``territory-graph build`` makes the store.
"""

# %% The networks
import argparse

from territory_graph import MEASURES, KnowledgeGraph, NoMeaning, communities, measure, paths, ranks, suggest, what_if
from territory_graph.messages import translator
from territory_graph.network.attributes import events, places, sectors, with_attribute
from territory_graph.network.build import DIRECT
from territory_graph.network.passage import (
    critical_actors,
    critical_ties,
    rests_on_one,
    rests_on_one_source,
    several_mandates,
)
from territory_graph.network.paths import Paths
from territory_graph.network.steps import CutAgreement, RemoveActor, write_steps
from territory_graph.views.analyses.comparison import Sides, read_comparison
from territory_graph.views.analyses.gaps import read_gaps
from territory_graph.views.analyses.sources import counts, read_sources, stated_by
from territory_graph.views.explorer.scene import read_stage

parser = argparse.ArgumentParser(description="What the network of a territory says.")
parser.add_argument("--store", help="folder of the store; the default one if not given")
options, _ = parser.parse_known_args()  # a notebook passes arguments of its own

graph = KnowledgeGraph.open(options.store)
say = translator("en")
network = graph.network("actors", lang="en")  # plain networkx: anything that networkx does can be done with it
filieres = graph.network("actor-sector", lang="en")
governance = graph.network("governance", lang="en")
names = {node: label for each in (network, filieres, governance) for node, label in each.nodes(data="label")}


def name(thing: object) -> str:
    """The label of a node, or both of a pair."""
    return " – ".join(map(name, thing)) if isinstance(thing, tuple) else str(names.get(thing, thing))


print(f"{graph.manifest.names['en']}, version {graph.version}")

# %% Every measure on the actors network, with its scope; “no meaning here” is an answer too
print("\nMeasures of the actors network")
for each in (measured for key, measured in MEASURES.items() if key != "communities"):  # they come below
    found = measure(network, each.id)
    if isinstance(found, NoMeaning):
        print(f"  {say(each.name)}: {say(found.key, **found.reason.fields)}")
        continue
    best = ", ".join(f"{name(key)} {value:.4g}" for key, value in found.top(2))
    print(f"  {say(each.name)}: {best}")
    for note in found.notes:
        print(f"    {say(note.key, **note.fields)}")
scope = measure(network, "density").scope
print(f"  on the projection {scope.projection}: {scope.actors} actors, {scope.ties} ties, version {scope.version}")

# %% Who is the necessary passage, and how sure is it? 200 draws of the ties: those not told apart have one rank
print("\nThe necessary passages: rank, and where it lies in 95 % of the draws")
ranking = ranks(network, "betweenness_centrality")
if not isinstance(ranking, NoMeaning):
    for row in ranking.rows[:10]:
        print(f"  {row.rank:>2} [{row.low}–{row.high}] {name(row.node)} {row.value:.3f}")

# %% Who splits the network, what rests on one
print("\nWithout whom the network splits")
for critical in critical_actors(network)[:5]:
    print(f"  {name(critical.lost)}: {critical.cut_off} cut off, {len(critical.alone)} of them alone")
print(f"Ties that alone hold a part: {len(critical_ties(network))}")
for sector, actor in list(rests_on_one(filieres, kinds=["direct"]).items())[:5]:
    print(f"  {name(sector)} rests on {name(actor)} alone")
for person, organisations in several_mandates(governance).items():
    print(f"  {name(person)} is in office in {len(organisations)} organisations")
single = rests_on_one_source(network, graph.tie_sources())
print(f"Ties that one source alone tells: {len(single)} of {network.number_of_edges()}")

# %% Where nobody is known: two axes, and the query behind the matrix
none_known = say("analyses.gaps.none_actor")
gaps = read_gaps(graph, "sector", "epci", say)
print(f"\n{gaps.sentence}")
for row in gaps.rows[:3]:
    known = [(column.label, len(gaps.cells.get((row.iri, column.iri), ()))) for column in gaps.columns]
    print(f"  {row.label}: {', '.join(f'{count or none_known} in {where}' for where, count in known)}")
print(f"  asked in {len(gaps.sparql.splitlines())} lines of SPARQL: gaps.sparql")

# %% Communities, and how far fifty seeds agree on them
groups = communities(network)
if not isinstance(groups, NoMeaning):
    print(f"\nCommunities: modularity {groups.modularity:.3f}, {groups.stability:.0%} of pairs stay together")
    for group in groups.groups[:3]:
        print(f"  {len(group.members)} actors ({group.stability:.0%}): {', '.join(map(name, group.members[:4]))}…")

# %% What if the most central actor leaves, or its first agreement ends?
centre = max(network, key=lambda actor: (network.degree(actor), actor))
vias = [via for *_, tie in network.edges(centre, data=True) for _, via in tie["vias"] if via not in DIRECT]
for steps in ([RemoveActor(centre)], [CutAgreement(vias[0])] if vias else []):
    scenario = what_if(network, steps)
    print(f"\nWhat if: {write_steps(steps)}")
    print(f"  components {len(scenario.components_before)} → {len(scenario.components_after)}")
    print(f"  left without a tie: {', '.join(map(name, scenario.isolated)) or 'nobody'}")
    for key, delta in scenario.deltas.items():
        if delta.changes:
            print(f"  {say(MEASURES[key].name)}: {len(delta.changes)} values change")

# %% Two sources compared: what each states by itself; that one says nothing of a tie does not contradict it
field = read_stage(graph, say).field
sources = {source.iri: source for source in read_sources(graph, field.ties.among(field.actors), "en")}
most = list(counts(network, sources.values()))[:2]
if len(most) == 2:
    sides = Sides("sources", *(sources[iri].title for iri in most))
    print(f"\n{read_comparison(*(stated_by(network, sources[iri].reasons) for iri in most), sides, say).sentence}")

# %% The network and the same without its most central actor, pair by pair; two dates are compared in the same way
scenario = what_if(network, [RemoveActor(centre)])
sides = Sides("scenario", "", f"Without {name(centre)}")
print(read_comparison(scenario.before, scenario.after, sides, say).sentence)

# %% How two actors are joined
tied = sorted(network, key=lambda actor: (-network.degree(actor), actor))
route = paths(network, tied[1], tied[2], count=3)
print(f"\nFrom {name(tied[1])} to {name(tied[2])}")
if isinstance(route, Paths):
    for way in route.found:
        print(f"  {' → '.join(map(name, way.nodes))}")
else:
    print(f"  {say(route.note.key, **route.note.fields)}")

# %% Who could be introduced to whom, and why: docs/introductions.md says how often that is right
told = with_attribute(network, "sector", sectors(filieres))
told = with_attribute(told, "territory", places(graph.network("territory")))
told = with_attribute(told, "event", events(graph.network("co-participation")))
print("\nTies worth making")
for suggestion in suggest(told, count=5):
    why = ", ".join(f"{say(f'outcomes.shared-{reason.kind}')}: {len(reason.things)}" for reason in suggestion.reasons)
    print(f"  {name(suggestion.one)} – {name(suggestion.other)} ({suggestion.score:.2f}; {why})")
for attribute in ("sector", "territory"):
    alike = measure(told, "homophily", attribute=attribute)
    if not isinstance(alike, NoMeaning):
        share, chance = alike.values["share"], alike.values["expected"]
        print(f"Ties that join two of one {attribute}: {share:.0%}; by chance {chance:.0%}")

# %% Thousands of nodes: arrays straight from the store, without labels, and the same measures
arrays = graph.arrays("resources")
found = measure(arrays, "pagerank")
print(f"\nAs arrays: {len(arrays)} resources, {arrays.ties} ties; first by PageRank {found.top(1)[0][0]}")
