"""The parts of the screen Analyses."""
