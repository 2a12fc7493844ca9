"""What an assistant may ask of a graph: plain functions whose answers carry sources, places, status, day and version.

::

    server ─▶ facts, questions, networks ─▶ asked: the graph, the day and the language, and whom a name means
    (MCP)                                └▶ told: an answer with the sources that it cites

``server`` alone knows the Model Context Protocol. Facts are read and told by ``views``, as the pages tell them.
"""
