"""``make bench-sparql``: our endpoint beside other ways to ask the same data, on a small and on a large territory."""
