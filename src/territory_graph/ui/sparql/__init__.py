"""The parts of the SPARQL screen: its tabs and what ran in them, the answer in its views, and what goes out."""
