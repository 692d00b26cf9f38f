"""What does a page call a format, and the sector of a supplying body?"""

import tomllib
from pathlib import Path
from typing import Final

_REFERENCE: Final = Path(__file__).with_name("reference")
FORMATS: Final[dict[str, str]] = tomllib.loads((_REFERENCE / "formats.toml").read_text(encoding="utf-8"))
TABLE: Final = "table"  # the format that is read by a mapping

SECTORS: Final = {
    "education": "Education",
    "health": "Health",
    "police": "Police",
    "registration": "Registration of births and deaths",
    "social_care": "Social care",
    "voluntary": "Voluntary organisation",
    "youth_offending": "Youth offending",
}


def format_name(code: str) -> str:
    return FORMATS.get(code, code)
