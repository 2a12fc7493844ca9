"""The fiche on screen and on paper: its parts as HTML, its pictures, and the brief to print."""
