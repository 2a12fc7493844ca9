"""The analyses of a network, ready to be shown."""
