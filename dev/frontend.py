"""Which files from npm do the pages load, and are they the very ones that were locked?

`python -m dev.frontend` reads package-lock.json, downloads each package, checks its SHA-512 and keeps the few
files that pages need under static/vendor/ (never committed). It needs Python alone, and does nothing when
what is there already comes from this lock.
"""

import base64
import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import ssl
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
VENDOR = ROOT / "static" / "vendor"
WORKSHOP = ROOT / ".local" / "frontend"  # same disk as VENDOR, so that a rename is one step
REGISTRY = "https://registry.npmjs.org/"
ATTEMPTS = 3


class FetchError(Exception):
    """The pages' files could not be had; the text says why and what helps."""


@dataclass(frozen=True)
class Package:
    name: str
    url: str
    integrity: str


def without_crown_and_transport(css: str) -> str:
    """GOV.UK Frontend for a service that is not on GOV.UK: its typeface and its crest are not ours to use."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "arial,sans-serif")
    css = re.sub(r"[\w-]+:url\(/assets/images/govuk-crest\.svg\);?", "", css)
    return without_source_map(css)


def without_source_map(text: str) -> str:
    """The map itself is not kept: a pointer to it would be a broken link when static files are collected."""
    return re.sub(r"(/\*#|//#) sourceMappingURL=\S+( \*/)?\s*", "", text)


def unchanged(text: str) -> str:
    return text


@dataclass(frozen=True)
class Wanted:
    member: str
    target: str
    change: Callable[[str], str] = unchanged


WANTED = {
    "govuk-frontend": (
        Wanted(
            "package/dist/govuk/govuk-frontend.min.css",
            "govuk/govuk-frontend.min.css",
            without_crown_and_transport,
        ),
        Wanted("package/dist/govuk/govuk-frontend.min.js", "govuk/govuk-frontend.min.js", without_source_map),
    ),
    "axe-core": (
        Wanted("package/axe.min.js", "axe.min.js"),
        Wanted("package/LICENSE", "axe.LICENSE.txt"),
    ),
}


def locked_packages(lock: Path = LOCK) -> list[Package]:
    entries = json.loads(lock.read_text("utf-8"))["packages"]
    packages = [
        Package(path.removeprefix("node_modules/"), entry["resolved"], entry["integrity"])
        for path, entry in sorted(entries.items())
        if path
    ]
    for package in packages:
        if not package.url.startswith(REGISTRY) or not package.integrity.startswith("sha512-"):
            raise FetchError(f"{lock.name} names {package.name} without {REGISTRY} or without SHA-512.")
    return packages


def trust() -> ssl.SSLContext:
    """The system's certificates, and those of a proxy that pip was told about."""
    context = ssl.create_default_context()
    if extra := os.environ.get("PIP_CERT"):
        context.load_verify_locations(extra)
    return context


def download(url: str) -> bytes:
    """The tarball's bytes, unchecked; urllib minds HTTPS_PROXY and NO_PROXY by itself."""
    reason: Exception | None = None
    for attempt in range(ATTEMPTS):
        time.sleep(attempt)
        try:
            with urllib.request.urlopen(url, timeout=60, context=trust()) as answer:
                body: bytes = answer.read()
                return body
        except OSError as error:  # URLError, timeouts and broken connections are all OSErrors
            reason = error
            if isinstance(error, urllib.error.HTTPError) and error.code < 500:
                break
    raise FetchError(
        f"Could not fetch {url}: {reason}. The look of the pages comes from there, once. Connect this machine "
        "to the internet, or set HTTPS_PROXY, then run: python -m dev.frontend"
    )


def verify(package: Package, tarball: bytes) -> None:
    digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if package.integrity != f"sha512-{digest}":
        raise FetchError(
            f"{package.url} is not the file that {LOCK.name} locked: its SHA-512 differs. Nothing was kept."
        )


def take(package: Package, tarball: bytes, into: Path) -> None:
    """Write the wanted members and nothing else: no name or link inside the archive decides a path of ours."""
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for wanted in WANTED[package.name]:
            member = archive.extractfile(wanted.member)
            if member is None:
                raise FetchError(f"{package.name} has no file {wanted.member}.")
            target = into / wanted.target
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted.change(member.read().decode("utf-8")), "utf-8")


def stamp(lock: Path = LOCK) -> str:
    """What the vendor folder is made from: the lock, and this program's own way of cutting."""
    return hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def is_current(vendor: Path = VENDOR, lock: Path = LOCK) -> bool:
    mark = vendor / "stamp.txt"
    return mark.is_file() and mark.read_text("ascii") == stamp(lock)


@contextmanager
def alone() -> Iterator[None]:
    """Two runs in one checkout take turns."""
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    with (WORKSHOP / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build(into: Path, lock: Path) -> None:
    for package in locked_packages(lock):
        tarball = download(package.url)
        verify(package, tarball)
        take(package, tarball, into)
    (into / "stamp.txt").write_text(stamp(lock), "ascii")


def swap(fresh: Path, vendor: Path) -> None:
    """Put the finished folder in place; a reader never sees half of it."""
    vendor.parent.mkdir(parents=True, exist_ok=True)
    old = fresh.with_name(fresh.name + "-old")
    if vendor.exists():
        vendor.rename(old)
    fresh.rename(vendor)
    shutil.rmtree(old, ignore_errors=True)


def ensure(vendor: Path = VENDOR, lock: Path = LOCK) -> bool:
    """Fetch what is missing; False when everything was there already. Raises FetchError."""
    if is_current(vendor, lock):
        return False
    with alone():
        if is_current(vendor, lock):
            return False
        fresh = Path(tempfile.mkdtemp(dir=WORKSHOP))
        try:
            fresh.chmod(0o755)
            build(fresh, lock)
            swap(fresh, vendor)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return True


def main() -> int:
    try:
        fetched = ensure()
    except FetchError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{VENDOR.relative_to(ROOT)} {'fetched and checked' if fetched else 'is up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
