"""What the graph says, one subject a module: each asked of a ``Select``, and answered in plain values."""
