"""Who may change the graph over HTTP: whoever bears one of the operator's tokens (RFC 6750). No cookie ever counts."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from territory_graph.identity import Person, bearer
from territory_graph.service.clients import client_at
from territory_graph.service.context import say_of
from territory_graph.service.responses import plain_error
from territory_graph.service.served import served

_CHALLENGE = 'Bearer realm="territory-graph"'


def person_of(request: Request) -> Person | Response:
    """The bearer of the token that a request gives, or the answer that refuses it.

    403 where the operator has given nobody a token; 401 where the request gives none, or another; 429 where too many
    others came from its address. A form that another site's page sends cannot give one.
    """
    say = say_of(request)
    tokens = served(request).library.settings.update_tokens
    if not tokens:
        return plain_error(403, say("writes.off"))
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    secret = given.strip() if scheme.lower() == "bearer" else ""
    found = chosen(request, secret, [token.secret for token in tokens]) if secret else None
    if isinstance(found, Response):
        return found
    if found is not None:
        return bearer(tokens[found])
    challenge = f'{_CHALLENGE}, error="invalid_token"' if secret else _CHALLENGE
    return plain_error(401, say("writes.token"), {"WWW-Authenticate": challenge, "Vary": "Authorization"})


def chosen(request: Request, given: str, secrets: Sequence[str]) -> int | Response | None:
    """The place of the secret that is given, None where it is none of them; 429 after too many others.

    Nothing is compared while the client must wait: whoever guesses learns nothing then, not even that he is right.
    """
    guesses, client = served(request).guesses, client_at(request.scope)
    if seconds := guesses.wait(client):
        say = say_of(request)
        headers = {"Retry-After": str(seconds), "Vary": "Authorization, Accept-Language"}
        return plain_error(429, say("writes.guesses", seconds=seconds), headers)
    right = [place for place, secret in enumerate(secrets) if _equal(secret, given)]
    if right:
        return right[0]
    guesses.count(client)
    return None


def _equal(secret: str, given: str) -> bool:
    """Compares digests, so that the time that it takes tells neither a part of the secret nor its length."""
    digests = (hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest() for text in (secret, given))
    return hmac.compare_digest(*digests)
