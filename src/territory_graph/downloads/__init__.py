"""Downloads of an answer, each with the query, the version, date and licence of the data that gave it.

Where a format has a place for remarks, the provenance stands in the file itself, which then cannot be parted from it:
a comment in XML, Turtle, TriG and N-Triples, the key ``provenance`` of the file's metadata in Parquet. CSV, TSV, JSON
and JSON-LD have none that every reader skips: there the file comes in a ZIP beside ``provenance.json`` and
``query.rq``, and stays exactly what its standard says.

Equal data and an equal query give equal bytes: the date is that of the data, and a ZIP has no clock.

``csv`` is SPARQL 1.1 CSV, word for word what the endpoint answers. ``spreadsheet`` is the table as the screen shows it,
with the names of things, for a program that would run a cell as a formula: such cells begin with an apostrophe.
"""

from territory_graph.downloads.formats import (
    Answered,
    Download,
    Provenance,
    can_hold,
    download,
    file_of,
    formats_of,
    turtle,
)

__all__ = ["Answered", "Download", "Provenance", "can_hold", "download", "file_of", "formats_of", "turtle"]
