"""What the launcher fills in before the settings are read."""

import socket
import stat
from pathlib import Path

import pytest

from cms.operations.launch import CannotStartError
from cms.operations.launch.surroundings import Address, complete, make_private_folder, read_wishes, secret_key

ADDRESS = Address("127.0.0.1", 8000)


def test_a_first_start_makes_a_private_folder_and_key(tmp_path: Path) -> None:
    var = tmp_path / "var"
    environment = complete({"VAR_DIR": str(var)}, ADDRESS)
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert environment["SECRET_KEY"] == (var / "secret_key").read_text().strip()
    assert len(environment["SECRET_KEY"]) > 50


def test_later_starts_keep_the_key(tmp_path: Path) -> None:
    assert secret_key(tmp_path) == secret_key(tmp_path)


def test_an_empty_key_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    assert len(secret_key(tmp_path)) > 50


def test_what_is_set_already_stays(tmp_path: Path) -> None:
    wanted = {
        "MAIL_URL": "smtp://mail.example.org",
        "SECRET_KEY": "k" * 50,
        "SITE_URL": "https://example.org",
        "VAR_DIR": str(tmp_path),
        "GRANIAN_BLOCKING_THREADS": "8",
    }
    environment = complete(wanted, ADDRESS)
    assert wanted.items() <= environment.items()
    assert not (tmp_path / "secret_key").exists()
    assert "ALLOWED_HOSTS" not in environment


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    environment = complete({"SECRET_KEY": "", "SITE_URL": " ", "VAR_DIR": str(tmp_path)}, ADDRESS)
    assert environment["SECRET_KEY"]
    assert environment["SITE_URL"] == "http://localhost:8000"


@pytest.mark.parametrize(
    ("host", "url", "allowed"),
    [
        ("127.0.0.1", "http://localhost:8000", "127.0.0.1"),
        ("0.0.0.0", "http://localhost:8000", socket.gethostname()),
        ("::1", "http://localhost:8000", "[::1]"),
        ("192.0.2.7", "http://192.0.2.7:8000", "192.0.2.7"),
        ("2001:db8::7", "http://[2001:db8::7]:8000", "[2001:db8::7]"),
    ],
)
def test_the_site_is_known_by_the_address_that_a_browser_uses(host: str, url: str, allowed: str, tmp_path: Path) -> None:
    environment = complete({"VAR_DIR": str(tmp_path)}, Address(host, 8000))
    assert environment["SITE_URL"] == url
    assert allowed in environment["ALLOWED_HOSTS"].split(",")


def test_debug_is_on_only_when_asked_for(tmp_path: Path) -> None:
    assert "DEBUG" not in complete({"VAR_DIR": str(tmp_path)}, ADDRESS)
    assert complete({"VAR_DIR": str(tmp_path)}, ADDRESS, debug=True)["DEBUG"] == "on"


def test_wishes_have_defaults() -> None:
    wishes = read_wishes({})
    assert (wishes.address, wishes.demo) == (ADDRESS, True)


def test_wishes_are_read() -> None:
    wishes = read_wishes({"HOST": "0.0.0.0", "PORT": "9000", "DEMO": "no"})
    assert (wishes.address, wishes.demo) == (Address("0.0.0.0", 9000), False)


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("PORT", "70000"), ("DEMO", "perhaps")])
def test_a_wish_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(CannotStartError, match=f"^{name} is '{value}'"):
        read_wishes({name: value})


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStartError, match=f"^Port {port} on 127.0.0.1 cannot be used .*already in use"):
            Address("127.0.0.1", port).claim()
    Address("127.0.0.1", port).claim()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStartError, match=f"^The folder {tmp_path}/file/var is not writable"):
        make_private_folder(tmp_path / "file" / "var")
