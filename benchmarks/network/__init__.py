"""``make bench-network``: measures of networks of three sizes, ours beside networkx and beside the engine alone."""
