"""Benchmarks of builds: parts of France, one edition and eight."""
