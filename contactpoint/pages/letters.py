"""How does a letter or a statement become a PDF that a screen reader reads, too? PDF/UA, from a Typst source."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst


def pdf(source: Path, words: Mapping[str, Any]) -> bytes:
    """What it says comes as data, so that no word of it is read as markup."""
    return bytes(
        typst.compile(
            _read(source),
            format="pdf",
            sys_inputs={"letter": json.dumps(words)},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,  # the same letter on every machine
        )
    )


@cache
def _read(source: Path) -> bytes:
    return source.read_bytes()
