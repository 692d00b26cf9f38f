"""How is a telephone number read, shown and dialled?"""

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

REGION = "GB"


def read(words: str) -> PhoneNumber | None:
    """The number that somebody typed, however they spaced it; None when it cannot be one."""
    try:
        number = phonenumbers.parse(words, REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def grouped(words: str) -> str:
    """020 7946 0018 for a British number, +33 1 23 45 67 89 for another; what cannot be read stays as it is."""
    number = read(words)
    if number is None:
        return words
    home = number.country_code == phonenumbers.country_code_for_region(REGION)
    shape = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape).replace(" x", " extension ")


def link(words: str) -> str:
    """tel:+442079460018, or nothing when the number cannot be read."""
    number = read(words)
    if number is None:
        return ""
    uri = phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    address, _, extension = uri.partition(";")
    return address.replace("-", "") + (f";{extension}" if extension else "")
