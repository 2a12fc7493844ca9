"""The parts of the network screen: each reads the exploration from the address, and changes it by name."""
