"""The explorer of the network: what a reader asked to see, and what is seen of it."""
