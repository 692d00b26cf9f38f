"""How is XML from anywhere read with flat memory, without entities, network or surprises? (security.md 3.1, SEC-22)"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO, TypeVar

from lxml import etree

from feeds.formats.row import LONGEST_VALUE, BadRow, End, FeedError, Read, Row
from feeds.reasons import Reason

SNIFFED = 4096  # bytes
DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"'](?P<encoding>[A-Za-z0-9._-]{1,40})")
Element = etree._Element
Head = TypeVar("Head")
DEEPEST = 12
MOST_ATTRIBUTES = 20
MOST_IN_A_UNIT = 2_000  # elements of one pupil
ENCODINGS = frozenset(("utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252", "ascii", "us-ascii"))


def elements(stream: BinaryIO, *, root: str, units: frozenset[str]) -> Iterator[Element]:
    """Each whole element of that name as it ends; it is emptied when the next is asked for. Raises FeedError."""
    parser = etree.iterparse(
        _Begun(stream),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _walk(parser, root, units)
    except (etree.XMLSyntaxError, ValueError, RecursionError, UnicodeError) as error:
        raise FeedError(Reason.XML_BROKEN, line=getattr(error, "lineno", None) or None) from error


def below_header(
    stream: BinaryIO,
    *,
    root: str,
    unit: str,
    header: Callable[[Element], Head],
    row: Callable[[Element, Head], Row | BadRow],
) -> Iterator[Read]:
    """A row for each unit below the header, without which nothing says how old they are; then the end, which carries
    no control total: a file that was cut is not whole XML. Raises FeedError."""
    head: Head | None = None
    count = 0
    for element in elements(stream, root=root, units=frozenset(("Header", unit))):
        if local_name(element) == "Header":
            head = header(element)
        elif head is None:
            raise FeedError(Reason.NO_DATE)
        else:
            count += 1
            yield row(element, head)
    yield End(count)


class _Begun:
    """The stream, after its first bytes were looked at: the parser itself would believe any encoding they name."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.first = stream.read(SNIFFED)
        if not self.first:
            raise FeedError(Reason.EMPTY)
        plain = self.first.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
        plain = plain.replace(b"\0", b"").lstrip()  # so UTF-16 is read as what it says
        declared = DECLARED.match(plain)
        if declared and declared["encoding"].decode().lower() not in ENCODINGS:
            raise FeedError(Reason.ENC_INVALID)
        if not plain.startswith(b"<"):
            raise FeedError(Reason.WRONG_FORMAT)

    def read(self, size: int = -1) -> bytes:
        first, self.first = self.first, b""
        return first or self.stream.read(size)


def _walk(parser: "etree.iterparse[tuple[str, Element]]", root: str, units: frozenset[str]) -> Iterator[Element]:
    depth, seen = 0, 0
    for event, element in parser:
        if event == "start":
            if depth == 0:
                _check_document(element, root)
            depth, seen = depth + 1, seen + 1
            if depth > DEEPEST or seen > MOST_IN_A_UNIT or len(element.attrib) > MOST_ATTRIBUTES:
                raise FeedError(Reason.XML_SHAPE, line=line_of(element))
            continue
        depth -= 1
        if len(element.text or "") > LONGEST_VALUE or len(element.tail or "") > LONGEST_VALUE:
            raise FeedError(Reason.XML_SHAPE, line=line_of(element))
        if local_name(element) in units:
            yield element
            seen = 0
            _forget(element)


def _check_document(element: Element, root: str) -> None:
    """No document type (and so no entity), the right root: asked before anything else is read."""
    about: Any = element.getroottree().docinfo
    if about.doctype or about.internalDTD is not None:
        raise FeedError(Reason.XML_DTD)
    if local_name(element) != root:
        raise FeedError(Reason.WRONG_FORMAT, line=line_of(element))


def _forget(element: Element) -> None:
    """Frees the element and those before it: a file of any size fits."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def line_of(element: Element) -> int:
    line: Any = element.sourceline
    return int(line or 0)


def local_name(element: Element) -> str:
    return _local(str(element.tag))


@lru_cache(maxsize=10_000)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """Those of that name in whatever namespace, or none."""
    return element.iterchildren("{*}" + name)


def child_text(element: Element, name: str) -> str:
    """The text of the first child of that name; empty when there is none."""
    for child in element.iterchildren("{*}" + name):
        return (child.text or "").strip()
    return ""
