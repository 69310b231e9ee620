"""What a first start on one's own machine lacks: an address, a private folder, a secret key.

Only the launcher fills these in. `cms.settings` never reads a key from a file and never invents one, so a production
process without them stops with a sentence.
"""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cms.environment import Environment
from cms.operations.launch import ROOT, CannotStartError

_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        """The host under which a browser on this machine finds the server."""
        return "localhost" if self.host in _WILDCARDS + _LOOPBACK else self.host

    @property
    def site_url(self) -> str:
        host = self.reachable_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def allowed_hosts(self) -> list[str]:
        """The names that a browser may use for the server when ALLOWED_HOSTS is not set."""
        names = ["localhost", "127.0.0.1", "[::1]"]
        if self.host in _WILDCARDS:
            return [*names, socket.gethostname()]
        return names if self.host in _LOOPBACK else [f"[{self.host}]" if ":" in self.host else self.host]

    def claim(self, variable: str = "PORT") -> None:
        """Raise `CannotStartError` unless a server could listen here now. `variable` is what chooses the port."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise CannotStartError(
                    f"Port {self.port} on {self.host} cannot be used ({(error.strerror or str(error)).lower()}): "
                    f"stop what uses it, or choose another port with {variable}={self.port + 1 if self.port < 65535 else 8000}."
                ) from error


@dataclass(frozen=True)
class Wishes:
    """What a person asks of a start, by HOST, PORT, DEMO and FRONTEND_PORT."""

    address: Address
    demo: bool
    frontend: Address


def read_wishes(values: Mapping[str, str]) -> Wishes:
    """127.0.0.1, 8000 and the demonstration if nothing is set; raises `CannotStartError` where a value makes no sense."""
    env = Environment(values)
    host, port = env.text("HOST", default="127.0.0.1"), env.integer("PORT", default=8000, low=1, high=65535)
    frontend = env.integer("FRONTEND_PORT", default=3000, low=1, high=65535)
    wishes = Wishes(Address(host, port), env.flag("DEMO", default=True), Address(host, frontend))
    if env.problems:
        raise CannotStartError("\n".join(env.problems))
    return wishes


def make_private_folder(path: Path) -> None:
    """Create `path` for this user alone; raises `CannotStartError` unless files can be made in it."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStartError(
            f"The folder {path} is not writable ({(error.strerror or str(error)).lower()}): "
            "make it writable, or choose another folder with VAR_DIR."
        ) from error


def secret_key(var: Path) -> str:
    """The key in `var`/secret_key, made at the first call, readable by this user alone."""
    path = var / "secret_key"
    try:
        if path.exists() and (key := path.read_text("ascii").strip()):
            return key
        key = secrets.token_urlsafe(64)
        unfinished = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(key + "\n")
        unfinished.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStartError(f"The secret key {path} cannot be read or made: {error}.") from error
    return key


def complete(values: Mapping[str, str], address: Address, *, debug: bool = False) -> dict[str, str]:
    """`values` with all that the settings need to start on this machine; what is set already stays as it is.

    Makes VAR_DIR, and the key in it where SECRET_KEY is not set. Raises `CannotStartError`.
    """
    var = Environment(values).path("VAR_DIR", default=ROOT / "var")
    make_private_folder(var)
    completed = {"DJANGO_SETTINGS_MODULE": "cms.settings", "MAIL_URL": "console://log"}
    completed |= {name: value for name, value in values.items() if value.strip()}
    if "SECRET_KEY" not in completed:
        completed["SECRET_KEY"] = secret_key(var)
    if "SITE_URL" not in completed:
        completed["SITE_URL"] = address.site_url
        completed.setdefault("ALLOWED_HOSTS", ",".join(address.allowed_hosts))
    if debug:
        completed["DEBUG"] = "on"
    else:
        # A line for each task would push the sign-in link and the password off the screen.
        completed.setdefault("LOG_LEVEL", "WARNING")
    return completed
