"""What screens show, as plain records in the reader's language: no screen sorts, counts or words anything itself."""
