"""Patterns of French administrative prose, one module for a family of facts; each finds facts in a sentence."""
