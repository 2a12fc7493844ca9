"""What weights learned from documents tell: pairs of things that a sentence names, and the facts that likely pairs make."""
