"""Are the pages' files fetched only as they were locked, and whole or not at all?"""

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from dev import frontend
from dev.frontend import FetchError, Package


def packed(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    """A tarball as npm makes them."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return buffer.getvalue()


AXE = packed(
    {"package/axe.min.js": b"axe", "package/LICENSE": b"MPL", "../../escaped.js": b"no", "package/more.js": b"no"}
)


def integrity(tarball: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()


def lock_of(tmp_path: Path, tarball: bytes, url: str = "https://registry.npmjs.org/axe-core/-/axe.tgz") -> Path:
    lock = tmp_path / "package-lock.json"
    packages = {"": {"name": "x"}, "node_modules/axe-core": {"resolved": url, "integrity": integrity(tarball)}}
    lock.write_text(json.dumps({"lockfileVersion": 3, "packages": packages}), "utf-8")
    return lock


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A registry that answers with AXE, and remembers what was asked for."""
    asked: list[str] = []

    def download(url: str) -> bytes:
        asked.append(url)
        return AXE

    monkeypatch.setattr(frontend, "download", download)
    monkeypatch.setattr(frontend, "WORKSHOP", tmp_path / "workshop")
    return asked


def test_the_lock_names_only_the_public_registry_with_checksums() -> None:
    packages = {package.name: package for package in frontend.locked_packages()}
    assert set(packages) == {"govuk-frontend", "axe-core"}
    assert packages["govuk-frontend"].url.endswith("/govuk-frontend-6.6.0.tgz")
    assert packages["axe-core"].url.endswith("/axe-core-4.14.1.tgz")


@pytest.mark.parametrize("url", ["http://registry.npmjs.org/a.tgz", "https://registry.npmjs.org.example.org/a.tgz"])
def test_another_registry_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchError, match=r"without https://registry\.npmjs\.org/"):
        frontend.locked_packages(lock_of(tmp_path, AXE, url))


def test_only_the_wanted_files_are_kept(served: list[str], tmp_path: Path) -> None:
    vendor = tmp_path / "site" / "vendor"
    assert frontend.ensure(vendor, lock_of(tmp_path, AXE))
    assert sorted(path.name for path in vendor.rglob("*")) == ["axe.LICENSE.txt", "axe.min.js", "stamp.txt"]
    assert not list(tmp_path.rglob("escaped.js"))


def test_a_second_run_asks_the_registry_for_nothing(served: list[str], tmp_path: Path) -> None:
    lock, vendor = lock_of(tmp_path, AXE), tmp_path / "vendor"
    assert frontend.ensure(vendor, lock)
    assert not frontend.ensure(vendor, lock)
    assert len(served) == 1


def test_a_new_lock_is_fetched_again_and_replaces_everything(served: list[str], tmp_path: Path) -> None:
    lock, vendor = lock_of(tmp_path, AXE), tmp_path / "vendor"
    frontend.ensure(vendor, lock)
    (vendor / "left-over.js").write_text("old", "utf-8")
    lock.write_text(lock.read_text("utf-8") + "\n", "utf-8")
    assert frontend.ensure(vendor, lock)
    assert not (vendor / "left-over.js").exists()


def test_a_changed_tarball_is_refused_and_nothing_is_kept(served: list[str], tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    with pytest.raises(FetchError, match="its SHA-512 differs"):
        frontend.ensure(vendor, lock_of(tmp_path, AXE + b"!"))
    assert not vendor.exists()
    assert [path.name for path in (tmp_path / "workshop").iterdir()] == ["lock"]


def test_a_refused_tarball_leaves_what_was_there(served: list[str], tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    frontend.ensure(vendor, lock_of(tmp_path, AXE))
    with pytest.raises(FetchError):
        frontend.ensure(vendor, lock_of(tmp_path, AXE + b"!"))
    assert (vendor / "axe.min.js").read_text("utf-8") == "axe"


def test_a_link_in_the_archive_leads_nowhere(tmp_path: Path) -> None:
    hostile = packed({"package/LICENSE": b"MPL"}, {"package/axe.min.js": "/etc/passwd"})
    with pytest.raises((FetchError, KeyError)):
        frontend.take(Package("axe-core", "", ""), hostile, tmp_path)
    assert not (tmp_path / "axe.min.js").exists()


def test_without_a_network_it_says_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontend, "ATTEMPTS", 1)
    with pytest.raises(FetchError, match="Connect this machine to the internet, or set HTTPS_PROXY"):
        frontend.download("https://127.0.0.1:1/nothing.tgz")


def test_neither_crown_nor_transport_nor_a_broken_link_is_left() -> None:
    css = (
        '@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2) format("woff2")}'
        ".a{font-family:GDS Transport,arial,sans-serif;background-image:url(/assets/images/govuk-crest.svg);color:red}"
        ".b:before{-webkit-mask-image:url(/assets/images/govuk-crest.svg);mask-image:url(/assets/images/govuk-crest.svg)}"
        "\n/*# sourceMappingURL=a.css.map */"
    )
    assert frontend.without_crown_and_transport(css).strip() == ".a{font-family:arial,sans-serif;color:red}.b:before{}"


def test_the_real_style_sheet_asks_for_no_file() -> None:
    frontend.ensure()
    css = (frontend.VENDOR / "govuk" / "govuk-frontend.min.css").read_text("utf-8")
    script = (frontend.VENDOR / "govuk" / "govuk-frontend.min.js").read_text("utf-8")
    assert ".govuk-button" in css
    assert "url(" not in css
    assert "Transport" not in css
    assert "sourceMappingURL" not in css + script
