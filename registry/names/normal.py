"""How is a written name reduced to the form in which it is compared?"""

import unicodedata
from functools import lru_cache

APOSTROPHES = "'‘’ʼʹ`´ʻʽ′ꞌ＇"
# Letters that Unicode does not take apart into a base letter and a mark.
SPECIAL_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i",
        "ħ": "h", "ŧ": "t", "ŋ": "ng", "ĸ": "k", "ə": "e", "ɖ": "d", "ƙ": "k", "ɓ": "b", "ɗ": "d",
    }
)  # fmt: skip
# fmt: off
PARTICLES = frozenset((
    "al", "bin", "bint", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "las",
    "le", "los", "mac", "mc", "o", "st", "ter", "ud", "van", "von", "y",
))
# fmt: on
INVISIBLE = frozenset(["Mn", "Me", "Mc", "Cf", "Sk"])  # marks and formats, by Unicode's general category
LONGEST = 60  # characters; PostgreSQL's levenshtein stops at 255 bytes


def normal_form(name: str) -> str:
    """Lower-case words of plain letters and digits, one space apart: "O’Brien-Łach" is "obrien lach".

    Compatibility forms, marks, invisible characters, apostrophes and dashes never make two names differ.
    """
    return " ".join((_of_ascii(name) if name.isascii() else _of_unicode(name)).split())[:LONGEST].rstrip()


@lru_cache(maxsize=100_000)
def normalise(name: str) -> str:
    """The normal form, kept: names repeat, and a delivery compares each many times. An address hardly does."""
    return normal_form(name)


def _of_ascii(name: str) -> str:
    """The same in a fraction of the time: nearly every name and address holds nothing else."""
    return name.lower().encode().translate(_ASCII, _DROPPED).decode()


def _of_unicode(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = unicodedata.normalize("NFKD", folded.translate(SPECIAL_LETTERS))
    return plain.translate(_LETTERS)


class _Letters(dict[int, str]):
    """What is left of each letter, by its code point; looked up in Unicode when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _kept(chr(code))
        return self[code]


_LETTERS = _Letters()


def _kept(letter: str) -> str:
    """The letter itself, nothing for what is invisible or sits on a letter, a space for what separates."""
    category = unicodedata.category(letter)
    if category[0] in "LN":
        return letter
    control = category == "Cc" and not letter.isspace()
    return "" if control or category in INVISIBLE or letter in APOSTROPHES else " "


_ASCII = bytes(ord(_kept(chr(code)) or " ") if code < 128 else code for code in range(256))
_DROPPED = bytes(code for code in range(128) if not _kept(chr(code)))


def joined(name: str) -> str:
    """The normal form without spaces, so that "Mary-Jane", "Mary Jane" and "Maryjane" agree."""
    return normalise(name).replace(" ", "")


@lru_cache(maxsize=100_000)
def surname_forms(surname: str) -> tuple[str, ...]:
    """The whole surname first, then each part of a double-barrelled one; particles do not stand alone."""
    words = normalise(surname).split()
    parts = [word for word in words if word not in PARTICLES]
    return _distinct(["".join(words), *parts])


@lru_cache(maxsize=100_000)
def forename_forms(forename: str) -> tuple[str, ...]:
    """The name used first, then the joined form of a compound and its parts ("Anne-Marie", "Anne Marie")."""
    words = [joined(word) for word in forename.split()]
    parts = normalise(forename).split()
    return _distinct([*words[:1], *([f"{words[0]}{words[1]}"] if len(words) > 1 else []), *words[1:], *parts])


def _distinct(forms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))


def scripts(name: str) -> frozenset[str]:
    """The alphabets that a name is written in; more than one in a word is a reason for a person to look."""
    letters = (letter for letter in name if letter.isalpha())
    return frozenset(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters)


def mixes_scripts(name: str) -> bool:
    """True when one word mixes alphabets, as a Cyrillic letter among Latin ones does (R-FEED-7)."""
    return any(len(scripts(word)) > 1 for word in name.split())
