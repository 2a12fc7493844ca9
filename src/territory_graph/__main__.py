"""``python -m territory_graph``: the command line."""

import sys

from territory_graph.cli import main

sys.exit(main())
