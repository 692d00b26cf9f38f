"""What do clerks get wrong? Slips of the pen, of the ear and of the eye, made on purpose."""

from datetime import date
from random import Random

from registry.names.normal import joined
from registry.names.variants import also_forename
from registry.search.birth import near_dates

NEIGHBOURS = {
    letter: near
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for n, letter in enumerate(row)
    for near in [row[max(n - 1, 0) : n] + row[n + 1 : n + 2]]
}
HEARD = (
    ("ph", "f"), ("ck", "k"), ("c", "k"), ("ie", "y"), ("y", "ie"), ("ee", "ea"), ("ea", "ee"), ("s", "z"),
    ("th", "t"), ("ll", "l"), ("nn", "n"), ("tt", "t"), ("ss", "s"), ("gh", ""), ("ai", "ay"), ("ou", "u"),
    ("v", "f"), ("j", "g"), ("x", "ks"), ("mac", "mc"), ("e", ""), ("i", "y"), ("o", "u"), ("a", "e"),
)  # fmt: skip
HEARD_SHARE = 0.3  # of the slips in a name


def misspell(name: str, chance: Random) -> str:
    """The name with one slip: a letter lost, doubled, changed or swapped, or a sound written in another way."""
    word = joined(name)
    if chance.random() < HEARD_SHARE:
        sounds = [(old, new) for old, new in HEARD if old in word[1:]]
        if sounds:
            old, new = chance.choice(sounds)
            at = word.index(old, 1)
            return word[:at] + new + word[at + len(old) :]
    return _slip(word, chance)


def _slip(word: str, chance: Random) -> str:
    if len(word) < 2:
        return word + chance.choice("aeiou")
    while True:
        at = chance.randrange(len(word))
        near = chance.choice(NEIGHBOURS.get(word[at], "e"))
        slip = chance.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + near + word[at + 1 :],
                word[:at] + near + word[at:],
                word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            ]
        )
        if slip != word:
            return slip


def misdate(born: date, chance: Random) -> date:
    """The date with day and month swapped or one digit wrong."""
    swapped = [day for day in near_dates(born) if (day.day, day.month) == (born.month, born.day)]
    past = [day for day in near_dates(born) if day < date(2009, 1, 26)]
    return chance.choice(swapped) if swapped and chance.random() < 0.4 else chance.choice(past)


def nickname(forename: str, chance: Random) -> str:
    """Another form of a forename; empty when it has none."""
    others = sorted(also_forename(joined(forename)))
    return chance.choice(others) if others else ""
