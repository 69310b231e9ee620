"""What `make frontend` needs before it starts, and what it tells the frontend."""

import json
import socket
import stat
from pathlib import Path

import pytest

from cms.operations.launch import CannotStartError
from cms.operations.launch.frontend import read_frontend
from cms.operations.launch.surroundings import Address, read_wishes
from tests.frontend.conftest import free_port


def program(folder: Path, name: str, says: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {says}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program(tmp_path, "node", "v20.11.1")
    program(tmp_path, "npm", "10.2.4")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


@pytest.fixture
def address() -> Address:
    return Address("127.0.0.1", free_port())


def test_the_port_is_chosen_by_a_variable() -> None:
    assert read_wishes({}).frontend == Address("127.0.0.1", 3000)
    assert read_wishes({"FRONTEND_PORT": "3100"}).frontend == Address("127.0.0.1", 3100)


def test_site_and_frontend_are_told_of_each_other(tools: Path, address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "the site's own")
    frontend = read_frontend({}, address)
    assert json.loads(frontend.entry) == [{"name": "Reference frontend", "origin": address.site_url}]
    environment = frontend.environment("http://localhost:8000")
    assert environment["MASTHEAD_URL"] == "http://localhost:8000"
    assert environment["SITE_URL"] == address.site_url
    assert environment["REVALIDATE_SECRET"] == frontend.secret
    assert "the site's own" not in environment.values()
    assert read_frontend({}, address).secret != frontend.secret
    assert read_frontend({"REVALIDATE_SECRET": "whsec_b3Vycw=="}, address).secret == "whsec_b3Vycw=="


def test_an_old_node_is_named(tools: Path, address: Address) -> None:
    program(tools, "node", "v18.20.4")
    with pytest.raises(CannotStartError, match=r"needs Node 20.9 or newer, and \S+/node is v18.20.4"):
        read_frontend({}, address)


def test_a_missing_node_is_named(tmp_path: Path, address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotStartError, match=r"needs Node 20\.9 or newer and npm"):
        read_frontend({}, address)


def test_a_taken_port_is_named_with_its_variable(tools: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStartError, match=rf"^Port {port} .* FRONTEND_PORT=\d+"):
            read_frontend({}, Address("127.0.0.1", port))
