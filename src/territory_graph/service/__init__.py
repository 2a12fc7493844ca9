"""The service: SPARQL, its description and linked data over HTTP, as Starlette routes."""
