"""The signed cookies and the CSRF tokens."""

from __future__ import annotations

import hmac
import secrets

import jwt
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.config import Settings

SESSION_COOKIE = "session"
VISITOR_COOKIE = "visitor"
CSRF_MAX_AGE = 3600


class Security:
    """Signs what the browser keeps for us and checks what it gives back.

    What other keys have signed is good as well while keys are rotated: an
    instance that is one step ahead, or one behind, serves the same visitors.
    """

    def __init__(self, settings: Settings) -> None:
        self._jwt_secret = settings.jwt_secret
        self._jwt_secrets = (settings.jwt_secret, *settings.jwt_secret_fallbacks)
        self._max_age = max(1, round(settings.session_ttl))
        # Of several keys itsdangerous signs with the last.
        self._visitor = URLSafeSerializer(
            [*settings.secret_key_fallbacks, settings.secret_key], salt="visitor"
        )
        self._csrf = URLSafeTimedSerializer(
            [*settings.csrf_secret_fallbacks, settings.csrf_secret], salt="csrf"
        )

    def session_id(self, connection: HTTPConnection) -> str | None:
        """The session id in the cookie, if we signed it.

        The token has no expiry of its own: how long a session lasts is known
        to the store alone, which slides it.
        """
        token = connection.cookies.get(SESSION_COOKIE, "")
        for secret in self._jwt_secrets:
            try:
                sid = jwt.decode(token, secret, algorithms=["HS256"]).get("sid")
            except jwt.PyJWTError:
                continue
            return sid if isinstance(sid, str) and sid else None
        return None

    def set_session(
        self, connection: HTTPConnection, response: Response, session_id: str
    ) -> None:
        """Give the cookie, or renew it so that it slides with the session."""
        token = jwt.encode({"sid": session_id}, self._jwt_secret, algorithm="HS256")
        self._set(connection, response, SESSION_COOKIE, token, self._max_age)

    def clear_session(self, response: Response) -> None:
        """Take the cookie back."""
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")

    def visitor_id(self, connection: HTTPConnection) -> str | None:
        """Who looks at the login form: there is no session to bind it to yet."""
        try:
            value = self._visitor.loads(connection.cookies.get(VISITOR_COOKIE, ""))
        except BadSignature:
            return None
        return value if isinstance(value, str) else None

    def set_visitor(self, connection: HTTPConnection, response: Response, visitor: str) -> None:
        """Remember the visitor while the login form is open."""
        token = self._visitor.dumps(visitor)
        self._set(connection, response, VISITOR_COOKIE, str(token), CSRF_MAX_AGE)

    def csrf_token(self, owner: str) -> str:
        """A token for a form that only this owner can post."""
        return str(self._csrf.dumps(_fingerprint(owner)))

    def csrf_ok(self, token: str, owner: str | None) -> bool:
        """Whether the posted token was made for this owner, and lately."""
        if owner is None:
            return False
        try:
            value = self._csrf.loads(token, max_age=CSRF_MAX_AGE)
        except BadSignature:
            return False
        return isinstance(value, str) and hmac.compare_digest(value, _fingerprint(owner))

    @staticmethod
    def _set(
        connection: HTTPConnection, response: Response, name: str, value: str, max_age: int
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            httponly=True,
            samesite="lax",
            # Behind a proxy the scheme is the one it forwards, if we trust it.
            secure=connection.url.scheme in ("https", "wss"),
        )


def new_visitor_id() -> str:
    """A random name for a browser that has not logged in."""
    return secrets.token_urlsafe(16)


def _fingerprint(owner: str) -> str:
    """Tokens appear in pages, session ids must not: a token holds only a hash."""
    return hmac.new(b"csrf-owner", owner.encode(), "sha256").hexdigest()
