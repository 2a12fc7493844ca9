"""Benchmarks: what is measured against others, in one run. ``make bench`` runs them all."""
