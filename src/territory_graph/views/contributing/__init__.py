"""Contributing as readers meet it: forms, what a proposal would change, and what waits for a reviewer."""
