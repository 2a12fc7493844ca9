"""The parts of the screen on which people bring facts in."""
