"""Who may change the graph over HTTP: whoever gives one of the operator's tokens (RFC 6750). No cookie ever counts."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response

from territory_graph.messages import translator
from territory_graph.service.context import language_of
from territory_graph.service.responses import plain_error
from territory_graph.service.served import served

_CHALLENGE = 'Bearer realm="territory-graph"'


def author_of(request: Request) -> str | Response:
    """The label of the token that a request gives, or the answer that refuses it.

    403 where the operator has given nobody a token; 401 where the request gives none, or another. A form that another
    site's page sends cannot give one.
    """
    say = translator(language_of(request))
    tokens = served(request).settings.update_tokens
    if not tokens:
        return plain_error(403, say("writes.off"))
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    secret = given.strip().encode() if scheme.lower() == "bearer" else b""
    labels = [token.label for token in tokens if hmac.compare_digest(token.secret.encode(), secret)]
    if labels:
        return labels[0]
    challenge = f'{_CHALLENGE}, error="invalid_token"' if secret else _CHALLENGE
    return plain_error(401, say("writes.token"), {"WWW-Authenticate": challenge, "Vary": "Authorization"})
