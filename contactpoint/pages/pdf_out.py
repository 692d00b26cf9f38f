"""How is a document handed out as a PDF that a screen reader reads too? PDF/UA-1, or an error."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import typst

MOST_UNKNOWN: Final = 200  # letters of a document that no font has
_UNKNOWN: Final = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def pdf(source: bytes, *, name: str, words: Mapping[str, Any]) -> bytes:
    """`source` is typst and reads `words` as the input of that name, so that nothing somebody typed is markup.

    A letter that no font of ours has (Chinese, say) stands as its number, [U+674E]: better than no document.
    """
    text = json.dumps(words, ensure_ascii=False)
    for _ in range(MOST_UNKNOWN):
        try:
            return _compiled(source, name, text)
        except typst.TypstError as error:
            unknown = _unknown(str(error))
            if not unknown:
                raise
            for letter in unknown:
                text = text.replace(json.dumps(letter, ensure_ascii=False)[1:-1], f"[U+{ord(letter):04X}]")
    return _compiled(source, name, text)


def _compiled(source: bytes, name: str, text: str) -> bytes:
    return bytes(
        typst.compile(
            source,
            format="pdf",
            sys_inputs={name: text},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,  # the same document on every machine
        )
    )


def _unknown(error: str) -> set[str]:
    """The letters that it is about."""
    found = _UNKNOWN.search(error)
    text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], found[1]) if found else ""
    return {letter for letter in text if not letter.isascii() or not letter.isprintable()}
