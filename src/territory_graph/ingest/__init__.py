"""Reading a territory's files: one importer a kind of file, strict, every problem named with its line."""
