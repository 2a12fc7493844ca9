"""What the graph says, in plain values and in no language: ties, and when things existed."""
