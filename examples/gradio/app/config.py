"""Settings, read once from the environment the operator gives the container."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


class ConfigError(ValueError):
    """A setting has a value that cannot be used."""


def prepare_environment(environ: MutableMapping[str, str] | None = None) -> None:
    """Keep third-party libraries off the network and off the read-only root.

    The container has no home directory and may write to /tmp only. Values that
    are already set win, except for the analytics switch: a pod without a way
    out must never wait for a telemetry server.
    """
    env = os.environ if environ is None else environ
    env["GRADIO_ANALYTICS_ENABLED"] = "False"
    env["HF_HUB_DISABLE_TELEMETRY"] = "1"
    env.setdefault("HF_HUB_OFFLINE", "1")
    env.setdefault("GRADIO_RUN_HISTORY", "False")
    env.setdefault("GRADIO_SSR_MODE", "False")
    env.setdefault("HOME", "/tmp")
    env.setdefault("GRADIO_TEMP_DIR", "/tmp/gradio")
    env.setdefault("HF_HOME", "/tmp/huggingface")
    env.setdefault("MPLCONFIGDIR", "/tmp/matplotlib")
    # boto3 takes an empty AWS_ENDPOINT_URL_S3, and others, for a value.
    for name in [name for name, value in env.items() if name.startswith("AWS_") and not value]:
        del env[name]


@dataclass(frozen=True)
class Settings:
    """Everything the app can be told. Secrets stay out of repr() and logs."""

    jwt_secret: str = field(repr=False)
    secret_key: str = field(repr=False)
    csrf_secret: str = field(repr=False)
    jwt_secret_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    csrf_secret_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    redis_url: str | None = field(default=None, repr=False)
    session_ttl: float = 1800.0
    session_key_prefix: str = "session:"
    broker_url: str | None = field(default=None, repr=False)
    result_backend: str | None = field(default=None, repr=False)
    backend_url: str | None = None
    drain_timeout: float = 20.0
    project_name: str = "SessionStack example"
    version: str = "dev"
    pod: str = "localhost"
    host: str = "0.0.0.0"
    port: int = 7860
    forwarded_allow_ips: str = "127.0.0.1"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Build the settings; an empty variable counts as an absent one."""
        env = {k: v for k, v in (os.environ if environ is None else environ).items() if v}
        return cls(
            jwt_secret=_secret(env, "JWT_SECRET"),
            secret_key=_secret(env, "SECRET_KEY"),
            csrf_secret=_secret(env, "CSRF_SECRET"),
            jwt_secret_fallbacks=_fallbacks(env, "JWT_SECRET_FALLBACKS"),
            secret_key_fallbacks=_fallbacks(env, "SECRET_KEY_FALLBACKS"),
            csrf_secret_fallbacks=_fallbacks(env, "CSRF_SECRET_FALLBACKS"),
            redis_url=env.get("REDIS_URL"),
            session_ttl=read_seconds(env, "SESSION_TTL_SECONDS", 1800.0),
            session_key_prefix=env.get("SESSION_KEY_PREFIX", "session:"),
            broker_url=env.get("CELERY_BROKER_URL"),
            result_backend=env.get("CELERY_RESULT_BACKEND") or env.get("CELERY_BROKER_URL"),
            backend_url=env.get("BACKEND_URL"),
            drain_timeout=read_seconds(env, "DRAIN_TIMEOUT_SECONDS", 20.0),
            project_name=env.get("PROJECTNAME", cls.project_name),
            version=env.get("VERSION", cls.version),
            pod=env.get("HOSTNAME") or socket.gethostname(),
            host=env.get("GRADIO_SERVER_NAME", cls.host),
            port=read_port(env, second_choice="GRADIO_SERVER_PORT", default=7860),
            forwarded_allow_ips=env.get("FORWARDED_ALLOW_IPS", cls.forwarded_allow_ips),
        )


def _secret(env: Mapping[str, str], name: str) -> str:
    """Return the secret, or a random one that no other replica will share."""
    if name in env:
        return env[name]
    log.warning(
        "%s IS NOT SET: using a random value for this process only. Sessions and "
        "forms will not work across replicas or restarts. Set it in production.",
        name,
    )
    return secrets.token_urlsafe(48)


def _fallbacks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Keys that are accepted and not signed with, while keys are rotated."""
    return tuple(key for key in env.get(name, "").split(",") if key)


def read_seconds(env: Mapping[str, str], name: str, default: float) -> float:
    """A number of seconds."""
    try:
        value = float(env.get(name) or default)
    except ValueError:
        raise ConfigError(f"{name} must be a number of seconds") from None
    if not 0 < value < float("inf"):
        raise ConfigError(f"{name} must be greater than zero")
    return value


def read_port(env: Mapping[str, str], default: int, second_choice: str = "PORT") -> int:
    """The port to listen on."""
    text = env.get("PORT") or env.get(second_choice) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ConfigError("PORT must be a TCP port number")
    return int(text)
