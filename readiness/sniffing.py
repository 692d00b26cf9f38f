"""Is a file what its name says? Its first bytes tell, and of an archive its list of names: nothing is unpacked."""

import codecs
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final

DIRECTORY: Final = 500_000  # bytes of an archive's list of names, some thousands of them
UNPACKED: Final = 200_000_000  # bytes that an archive says it holds
PIECE: Final = 1_000_000  # bytes
LONGEST_STEM: Final = 80  # characters
_END: Final = struct.Struct("<4s4H2LH")  # how an archive ends
_LONGEST_COMMENT: Final = 65_535
_LOCATOR: Final = 20  # bytes before the end, in an archive of more than 4 GB
_MARKUP: Final = ("<", "{\\rtf", "%PDF", "%!", "#!")  # words, too, and no table
_CONTROLS: Final = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]")


class WrongFile(ValueError):
    """Why it will not do and what to do about it, in words that can be shown."""


@dataclass(frozen=True)
class Sort:
    """A sort of file. `looks_right` may raise WrongFile where it can say more."""

    name: str
    content_type: str
    looks_right: Callable[[BinaryIO], bool]


def sort_of(stream: BinaryIO, ending: str) -> Sort:
    """What its ending says, when the content agrees. Raises WrongFile. The stream stands anywhere afterwards."""
    if (sort := SORTS.get(ending)) is None:
        raise WrongFile(f"The selected file must be a {NAMES}")
    if not sort.looks_right(stream):
        raise WrongFile(
            f"The selected file is named as {sort.name} and is something else: open it, save it as {sort.name} and "
            "select what you saved"
        )
    return sort


def ending_of(file_name: str) -> str:
    return PurePosixPath(file_name).suffix.removeprefix(".").lower()


def safe_name(file_name: str) -> str:
    """What neither a path, nor a spreadsheet, nor an eye takes for anything but a file's name."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name))[-1]
    stem = re.sub(r"[^\w .()-]", "_", PurePosixPath(last).stem).strip(" .-")
    return f"{stem[:LONGEST_STEM] or 'file'}.{ending_of(last)}"


def _begins(*signatures: bytes) -> Callable[[BinaryIO], bool]:
    def looks_right(stream: BinaryIO) -> bool:
        stream.seek(0)
        return stream.read(max(map(len, signatures))).startswith(signatures)

    return looks_right


def _is_csv(stream: BinaryIO) -> bool:
    """Words and no markup, piece by piece."""
    stream.seek(0)
    decoder, begins = codecs.getincrementaldecoder("utf-8-sig")(), True
    while True:
        piece = stream.read(PIECE)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            raise WrongFile("The selected file must be a CSV in UTF-8: in Excel, save it as “CSV UTF-8”") from error
        if _CONTROLS.search(text) or (begins and text.lstrip().startswith(_MARKUP)):
            return False
        if not piece:
            return True
        begins = False


def _office(main: str) -> Callable[[BinaryIO], bool]:
    """Of Microsoft Office: a list of types, and the main part."""

    def looks_right(stream: BinaryIO) -> bool:
        return {"[Content_Types].xml", main} <= {member.filename for member in _members(stream)}

    return looks_right


def _open_document(content_type: str) -> Callable[[BinaryIO], bool]:
    """The first member says in the clear what it is."""

    def looks_right(stream: BinaryIO) -> bool:
        members = _members(stream)
        if not members or members[0].filename != "mimetype" or members[0].compress_type != zipfile.ZIP_STORED:
            return False
        with zipfile.ZipFile(stream) as archive, archive.open(members[0]) as first:
            return first.read(len(content_type) + 1) == content_type.encode()

    return looks_right


def _members(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    """The list of names, none where there is no archive. Raises WrongFile for what nobody should have to open."""
    if not (_begins(b"PK\x03\x04")(stream) and _has_short_directory(stream)):
        return []
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except Exception:  # whatever a damaged archive does to its readers, it is no document
        return []
    _refuse_hostile(members)
    return members


def _has_short_directory(stream: BinaryIO) -> bool:
    """Looked at before the list is read, which is held in memory as a whole."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END.size - _LONGEST_COMMENT - _LOCATOR))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06", 0, len(tail) - _END.size + 4)
    if at < 0 or tail[max(0, at - _LOCATOR) : at].startswith(b"PK\x06\x07"):
        return False
    length: int = _END.unpack_from(tail, at)[5]
    return length <= DIRECTORY


def _refuse_hostile(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    paths = [PurePosixPath(name) for name in names]
    if any(path.is_absolute() or ".." in path.parts or "\\" in str(path) for path in paths):
        raise WrongFile("The selected file is damaged: open it, save it again and select what you saved")
    if len(set(names)) != len(names) or sum(member.file_size for member in members) > UNPACKED:
        raise WrongFile("The selected file holds too much when it is opened: copy what matters into a new one")
    if any(member.flag_bits & 1 for member in members):
        raise WrongFile("The selected file must not be protected by a password: take it away and save it again")
    if any(path.name.lower() == "vbaproject.bin" or path.parts[0] in ("Basic", "Scripts") for path in paths):
        raise WrongFile("The selected file must not hold macros: save it without them, or as a PDF")


_OPEN: Final = "application/vnd.oasis.opendocument"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_JPEG: Final = Sort("JPEG", "image/jpeg", _begins(b"\xff\xd8\xff"))
SORTS: Final = {
    "pdf": Sort("PDF", "application/pdf", _begins(b"%PDF-")),
    "docx": Sort("DOCX", f"{_OFFICE}.wordprocessingml.document", _office("word/document.xml")),
    "odt": Sort("ODT", f"{_OPEN}.text", _open_document(f"{_OPEN}.text")),
    "xlsx": Sort("XLSX", f"{_OFFICE}.spreadsheetml.sheet", _office("xl/workbook.xml")),
    "ods": Sort("ODS", f"{_OPEN}.spreadsheet", _open_document(f"{_OPEN}.spreadsheet")),
    "csv": Sort("CSV", "text/csv; charset=utf-8", _is_csv),
    "png": Sort("PNG", "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
}
NAMES: Final = "PDF, DOCX, ODT, XLSX, ODS, CSV, PNG or JPEG"
