"""Does this user share a surname or a home postcode with a child? Kept as keyed tokens, never as words (R-USER-9)."""

import unicodedata

from contactpoint.vault.tokens import token


def surname_token(surname: str) -> bytes:
    return token(_letters(surname), purpose="own surname")


def postcode_token(postcode: str) -> bytes:
    return token(_letters(postcode), purpose="own postcode")


def _letters(words: str) -> str:
    """Letters and figures alone, without accents: what is written differently by two people compares equal."""
    spread = unicodedata.normalize("NFKD", words).casefold()
    return "".join(letter for letter in spread if letter.isalnum())
