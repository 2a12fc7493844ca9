"""Networks: projections folded into networkx graphs, their measures and the places of their nodes."""
