"""A file is evidence only when its content is what its name says, and nothing that harms who opens it (R-LARA-3)."""

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.sniffing import DIRECTORY, SORTS, WrongFile, ending_of, safe_name, sort_of
from tests.readiness.files import HONEST, archive, office, open_document

MACRO = {"word/vbaProject.bin": b"Sub AutoOpen()"}


def sniff(content: bytes, ending: str) -> str:
    return sort_of(io.BytesIO(content), ending).name


@pytest.mark.parametrize("ending", HONEST)
def test_an_honest_file_is_what_it_says(ending: str) -> None:
    assert sniff(HONEST[ending], ending) == SORTS[ending].name


@pytest.mark.parametrize("ending", HONEST)
@pytest.mark.parametrize("other", HONEST)
def test_no_file_passes_under_the_name_of_another_sort(ending: str, other: str) -> None:
    if SORTS[ending] != SORTS[other]:
        with pytest.raises(WrongFile, match=rf"named as {SORTS[other].name} and is something else|CSV in UTF-8"):
            sniff(HONEST[ending], other)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"MZ\x90\x00\x03", "pdf"),
        (b"<html><script>alert(1)</script>", "csv"),
        (b"  \n<!DOCTYPE html>", "csv"),
        (b"\xef\xbb\xbf<svg/>", "csv"),
        (b"MZ\x00\x01", "csv"),
        (b"GIF89a<script>", "png"),
        (b"PK\x03\x04", "docx"),
        (b"PK\x03\x04" + b"PK\x05\x06" * 20, "docx"),
        (b"MZ" + HONEST["docx"], "docx"),
        (archive({"mimetype": b"application/x-java-archive"}), "odt"),
        (archive({"content.xml": b"", "mimetype": b"application/vnd.oasis.opendocument.text"}), "odt"),
        (archive({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "xlsx"),
    ],
)
def test_what_only_pretends_is_told_what_to_do(content: bytes, ending: str) -> None:
    with pytest.raises(WrongFile, match="save it as"):
        sniff(content, ending)


@pytest.mark.parametrize("ending", ["exe", "docm", "html", "svg", "zip", "doc", "", "PDF "])
def test_other_sorts_are_refused_with_the_list_of_those_that_will_do(ending: str) -> None:
    with pytest.raises(WrongFile, match="must be a PDF, DOCX, ODT"):
        sniff(HONEST["pdf"], ending)


@pytest.mark.parametrize(
    ("content", "ending", "words"),
    [
        (office("word/document.xml", **MACRO), "docx", "must not hold macros"),
        (open_document("text", **{"Basic/Standard/x.xml": b""}), "odt", "must not hold macros"),
        (office("word/document.xml", **{"../../etc/cron.d/x": b""}), "docx", "damaged"),
        (office("word/document.xml", **{"/etc/passwd": b""}), "docx", "damaged"),
        (office("word/document.xml", **{"..\\..\\start.bat": b""}), "docx", "damaged"),
    ],
)
def test_an_archive_that_would_harm_is_refused(content: bytes, ending: str, words: str) -> None:
    with pytest.raises(WrongFile, match=words):
        sniff(content, ending)


def test_a_document_under_a_password_is_refused() -> None:
    content = bytearray(HONEST["docx"])
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the list of names
    with pytest.raises(WrongFile, match="protected by a password"):
        sniff(bytes(content), "docx")


@pytest.mark.parametrize("ending", ["docx", "ods"])
def test_a_bomb_is_refused_and_never_unpacked(ending: str) -> None:
    """300 MB of nothing in an archive of 300 KB."""
    zeros = {"word/media/image1.bmp": bytes(300_000_000)}
    make = {"docx": lambda: office("word/document.xml", **zeros), "ods": lambda: open_document("spreadsheet", **zeros)}
    content = make[ending]()
    del zeros["word/media/image1.bmp"]
    tracemalloc.start()
    try:
        with pytest.raises(WrongFile, match="holds too much"):
            sniff(content, ending)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_an_archive_of_countless_names_is_refused_before_they_are_read() -> None:
    """Each name costs the reader some hundred bytes of memory."""
    content = office("word/document.xml", **{f"{number:040}": b"" for number in range(DIRECTORY // 80)})
    with pytest.raises(WrongFile, match="something else"):
        sniff(content, "docx")
    fewer = office("word/document.xml", **{f"{number:040}": b"" for number in range(DIRECTORY // 100)})
    assert sniff(fewer, "docx") == "DOCX"


def test_one_name_twice_is_refused_since_two_programs_would_read_two_things() -> None:
    file = io.BytesIO(HONEST["docx"])
    with zipfile.ZipFile(file, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr("word/document.xml", b"<other/>")
    with pytest.raises(WrongFile, match="holds too much"):
        sniff(file.getvalue(), "docx")


def test_a_csv_in_another_alphabet_is_told_how_to_save_it() -> None:
    with pytest.raises(WrongFile, match="CSV UTF-8"):
        sniff("Zoë".encode("cp1252"), "csv")


def words_about(content: bytes, ending: str) -> str:
    try:
        sniff(content, ending)
    except WrongFile as wrong:
        return str(wrong)
    return "The selected file will do"


@given(st.binary(max_size=2_000), st.sampled_from(sorted(SORTS)))
def test_whatever_comes_is_taken_or_refused_in_words(content: bytes, ending: str) -> None:
    for made in (content, HONEST["docx"][:-1] + content, b"PK\x03\x04" + content + HONEST["ods"][-22:]):
        assert words_about(made, ending).startswith("The selected file")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Minutes of 3 June (final).PDF", "Minutes of 3 June (final).pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\rita\\plan.docx", "plan.docx"),
        ("=HYPERLINK(1).csv", "_HYPERLINK(1).csv"),
        ("@SUM(A1).csv", "_SUM(A1).csv"),
        ("-2+3.csv", "2_3.csv"),
        ('a"\r\nSet-Cookie: x.pdf', "a___Set-Cookie_ x.pdf"),
        ("report\u202efdp.exe.pdf", "report_fdp.exe.pdf"),
        ("<img src=x>.png", "_img src_x_.png"),
        ("....pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
        ("Zoë.png", "Zoë.png"),
    ],
)
def test_a_name_is_no_path_no_formula_and_no_header(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=300))
def test_every_name_that_is_kept_fits(name: str) -> None:
    if ending_of(name) in SORTS:
        kept = safe_name(name)
        assert len(kept) <= 100
        assert kept[0].isalnum() or kept[0] in "_("
        assert ending_of(kept) == ending_of(name)
