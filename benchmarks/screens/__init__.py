"""Every screen on a store that is there: how long a first visit takes, and the next ones."""
