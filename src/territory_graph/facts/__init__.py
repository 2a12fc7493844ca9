"""What the graph says, in plain values and in no language: ties, when things existed, what they were called."""
