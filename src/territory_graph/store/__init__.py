"""The store: its folder of versions, and the engine that answers queries."""
