"""Can everything that a person may be called be printed? (R-AUDIT-4)"""

from io import BytesIO

import pypdf
import pytest
import typst

from contactpoint.pages.pdf_out import pdf

SOURCE = b"""#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.name)
#set text(lang: "en")
= #letter.name
"""


def text_of(name: str) -> str:
    content = pdf(SOURCE, name="letter", words={"name": name})
    return pypdf.PdfReader(BytesIO(content)).pages[0].extract_text().strip()


@pytest.mark.parametrize("name", ["Łukasz Żółć", "Ştefan", "Георгий", "Νίκος", "O’Neil"])
def test_names_of_europe_are_printed_as_they_are(name: str) -> None:
    assert text_of(name) == name


@pytest.mark.parametrize(
    ("name", "printed"),
    [("李 Li", "[U+674E] Li"), ("A😀B", "A[U+1F600]B"), ("A\aB", "A[U+0007]B"), ("李小", "[U+674E][U+5C0F]")],
)
def test_a_letter_that_no_font_has_stands_as_its_number(name: str, printed: str) -> None:
    assert text_of(name) == printed


def test_another_mistake_is_an_error() -> None:
    with pytest.raises(typst.TypstError):
        pdf(b"#panic()", name="letter", words={})
    with pytest.raises(typst.TypstError):
        pdf(b"No title", name="letter", words={})  # PDF/UA asks for one
