"""What a reader takes away from the network screen: files of exactly what it shows, one writer a module."""
