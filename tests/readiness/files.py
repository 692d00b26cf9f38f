"""Which files are evidence in the tests: honest ones, and those that somebody hostile makes?"""

import io
import zipfile
from typing import Final

OPEN: Final = "application/vnd.oasis.opendocument"
PDF: Final = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def archive(members: dict[str, bytes]) -> bytes:
    """In this order; the first one as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for number, (name, content) in enumerate(members.items()):
            how = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            made.writestr(name, content, compress_type=how)
    return file.getvalue()


def office(main: str, **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", main: b"<document/>", **more})


def open_document(what: str, **more: bytes) -> bytes:
    return archive({"mimetype": f"{OPEN}.{what}".encode(), "content.xml": b"<office/>", **more})


HONEST: Final = {
    "pdf": PDF,
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "csv": "\ufeffName,Trained on\nZoë,3 June\n".encode(),
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif",
}
