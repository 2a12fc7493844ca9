"""The fiche of one thing, a module a part of it."""
