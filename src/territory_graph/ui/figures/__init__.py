"""The drawers of pictures, one a kind: every screen, fiche, answer and file draws with them."""
