"""How is a document handed out as a PDF that a screen reader reads too? PDF/UA-1, or an error."""

import json
from collections.abc import Mapping
from typing import Any

import typst


def pdf(source: bytes, *, name: str, words: Mapping[str, Any]) -> bytes:
    """`source` is typst and reads `words` as the input of that name, so that nothing somebody typed is markup."""
    return bytes(
        typst.compile(
            source,
            format="pdf",
            sys_inputs={name: json.dumps(words)},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,  # the same document on every machine
        )
    )
