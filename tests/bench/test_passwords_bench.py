"""Are the hashes that are measured the ones that they are said to be?"""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils.module_loading import import_string

from bench.passwords import CANDIDATES, CHOSEN, WORDS, compare


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("argon2id_19_mib", "argon2id$v=19$m=19456,t=2,p=1$"),
        ("argon2id_46_mib", "argon2id$v=19$m=47104,t=1,p=1$"),
        ("argon2_of_django", "argon2id$v=19$m=102400,t=2,p=8$"),
        ("scrypt_of_django", "scrypt$16384$"),
    ],
)
def test_a_candidate_hashes_as_its_name_says(name: str, parameters: str) -> None:
    hasher = CANDIDATES[name]
    assert parameters in hasher.encode(WORDS, hasher.salt())


def test_the_chosen_one_is_the_one_in_use() -> None:
    assert type(CANDIDATES[CHOSEN]) is import_string(settings.PASSWORD_HASHERS[0])


def test_every_ratio_is_to_the_chosen_one() -> None:
    found = compare({"a": MD5PasswordHasher(), "b": MD5PasswordHasher()}, chosen="b", rounds=3, at_once=4)
    for of_what in ("hash_ratio", "median_sign_in_ratio"):
        assert found[of_what].keys() == {"a", "b"}
        assert found[of_what]["b"] == 1
    assert found["waiting_ratio"].keys() == {"a", "b"}
    assert found["sign_ins_at_once"] == 4
