"""How does what lies in a delivery folder come in? Each source has one of its own, for SFTP (SEC-30, R-FEED-3).

A delivery is a file NAME and NAME.manifest.json, written last. It is taken in this order: received (stored sealed, in
one transaction), receipt, file removed, manifest removed. Killed between any two, the next look does the rest: the same
file is the same delivery. No file stays in the clear, taken or refused (R-SHIELD-7); the supplier has its own.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from audit.log import record
from contactpoint.jobs.queue import promise
from feeds.formats.row import FeedError
from feeds.incoming import MANIFEST, Entry, Incoming, incoming
from feeds.manifest import Manifest
from feeds.models import Delivery, Way
from feeds.reasons import Reason
from feeds.receipts import REFUSED, TAKEN, is_told, leave
from feeds.receive import receive
from registry.models import Source
from registry.models.source import OWN_SOURCES

logger = logging.getLogger(__name__)

COLLECT: Final = "feeds.collect"
FOLDER_LOCK: Final = 3  # namespace of the lock by which one worker at a time looks into a folder
QUIET: Final = timedelta(minutes=1)  # what changed just now may still be written
TOLD_AFTER: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(days=1)

NO_MANIFEST: Final = "The file waits for its manifest. Send it, last, under the name of the file and .manifest.json"
NO_FILE: Final = "The manifest waits for its file. Send the file under the same name without .manifest.json"
GIVEN_UP: Final = "Removed unread: the other part did not come within a day. Send both again, the manifest last"
SHUT: Final = "The file cannot be read here: its permissions are for its owner alone. Give it mode 640 (chmod 640)"
NOT_A_FILE: Final = "Not taken: it is a link or no ordinary file. Send the file itself"
IS_FOLDER: Final = "Not looked into: deliveries lie in incoming itself. Remove this folder"
ODD_NAME: Final = (
    "Removed unread: a name begins with a letter or a digit and has letters, digits, dots, hyphens and low lines only"
)


def promise_collecting(*, at: datetime) -> None:
    """One look a minute, however many ask (SEC-41); none where there is no folder."""
    if settings.FEEDS_FOLDER:
        with transaction.atomic():
            promise(COLLECT, at=at, slot=f"{COLLECT}:{at:%Y-%m-%d.%H.%M}")


def collect(*, at: datetime) -> bool:
    """Takes one thing of all that lies there; whether there may be more. What cannot be taken hinders nothing else."""
    if not settings.FEEDS_FOLDER:
        return False
    for source in _sources(Path(settings.FEEDS_FOLDER)):
        try:
            with _alone(source) as ours, incoming(Path(settings.FEEDS_FOLDER) / source.code) as folder:
                if ours and folder and _take_one(source, folder, at=at):
                    return True
        except OSError as error:
            logger.error("delivery folder: %s %s", source.code, type(error).__name__)
    return False


def _sources(folders: Path) -> Iterable[Source]:
    """Those that have a folder: another one, of whatever name, is nobody's."""
    codes = [path.name for path in folders.iterdir()] if folders.is_dir() else []
    return Source.objects.filter(code__in=codes).exclude(code__in=OWN_SOURCES).order_by("code")


@contextmanager
def _alone(source: Source) -> Iterator[bool]:
    """Whether no other worker looks into this folder now: the lock dies with its holder's connection."""
    key = (FOLDER_LOCK, str(source.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", key)
        ours = bool(cursor.fetchone()[0])
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", key)


def _take_one(source: Source, folder: Incoming, *, at: datetime) -> bool:
    """What is whole, in the order of its numbers, before what is odd."""
    entries = folder.entries()
    quiet = {name for name, entry in entries.items() if at - entry.changed >= QUIET}
    plain = {name for name in quiet if entries[name].is_plain and entries[name].is_open}
    files = {name for name in plain if not name.endswith(MANIFEST)}
    whole = {name: folder.manifest(name, at=at) for name in files if name + MANIFEST in plain}
    if whole:
        name = min(whole, key=lambda name: _turn(name, whole[name]))
        _take(source, folder, name, whole[name], at=at)
        return True
    return any(_put_right(source, folder, entries[name], at=at) for name in sorted(quiet))


def _turn(name: str, manifest: Manifest | Reason) -> tuple[bool, int, str]:
    number = None if isinstance(manifest, Reason) else manifest.sequence
    return (number is None, number or 0, name)


def _take(source: Source, folder: Incoming, name: str, manifest: Manifest | Reason, *, at: datetime) -> None:
    try:
        with folder.opened(name) as stream:
            delivery = receive(stream, source=source, file_name=name, way=Way.FOLDER, manifest=manifest, at=at)
    except FeedError as error:
        _refuse(source, folder, name, error.reason.words, at=at)
    else:
        _receipt(delivery, name, at=at)
        folder.remove(name)
    folder.remove(name + MANIFEST)


def _receipt(delivery: Delivery, name: str, *, at: datetime) -> None:
    code, reference = delivery.source.code, str(delivery.pk)
    if delivery.stopped_because:
        words = Reason(delivery.stopped_because).words
        leave(code, name, REFUSED, words, at=at, delivery=reference, reason=delivery.stopped_because)
    else:
        leave(code, name, TAKEN, "Received", at=at, delivery=reference, sha256=bytes(delivery.sha256).hex())


def _put_right(source: Source, folder: Incoming, entry: Entry, *, at: datetime) -> bool:
    """What is no delivery, or half of one. Whether it is gone."""
    age = at - entry.changed
    if entry.is_folder:
        _tell_once(source, entry.name, IS_FOLDER, at=at)
    elif not entry.is_file:
        _refuse(source, folder, entry.name, NOT_A_FILE, at=at)
        return True
    elif entry.name.endswith(MANIFEST) and _is_left_over(source, folder, entry):
        folder.remove(entry.name)
        return True
    elif age >= GIVEN_UP_AFTER:
        _refuse(source, folder, entry.name, _given_up(entry), at=at)
        return True
    elif entry.is_plain and not entry.is_open:
        _tell_once(source, entry.name, SHUT, at=at)
    elif age >= TOLD_AFTER and entry.is_plain:
        _tell_once(source, entry.name, NO_FILE if entry.name.endswith(MANIFEST) else NO_MANIFEST, at=at)
    return False


def _given_up(entry: Entry) -> str:
    if not entry.is_plain:
        return ODD_NAME
    return GIVEN_UP if entry.is_open else f"Removed unread. {SHUT}"


def _is_left_over(source: Source, folder: Incoming, entry: Entry) -> bool:
    """Whether its file was taken, and only the manifest is still there: somebody was killed between the two."""
    if not (entry.is_plain and entry.is_open):
        return False
    manifest = folder.manifest(entry.name.removesuffix(MANIFEST), at=entry.changed)
    if isinstance(manifest, Reason):
        return False
    return Delivery.objects.filter(source=source, sha256=manifest.sha256, announced=manifest.count).exists()


def _refuse(source: Source, folder: Incoming, name: str, words: str, *, at: datetime) -> None:
    """Told and noted before it is gone: whoever is killed in between refuses it once more."""
    with transaction.atomic():
        record("feed.not_taken", at=at, source=source.code, facts={"way": Way.FOLDER})
    leave(source.code, _writable(name), REFUSED, words, at=at)
    folder.remove(name)


def _tell_once(source: Source, name: str, words: str, *, at: datetime) -> None:
    if not is_told(source.code, _writable(name)):
        leave(source.code, _writable(name), TAKEN, words, at=at)


def _writable(name: str) -> str:
    """A name that a receipt can have, whatever the other is made of."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name)
    return "_" + plain[:150] if plain.startswith(".") else plain[:150]
