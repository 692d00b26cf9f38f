"""Which number does a name, a postcode or a place have in the index? Words not seen before get one, and their keys.

The dictionaries grow, and lose what no row uses, under the lock of the index alone (registry.index).
"""

from collections.abc import Iterable
from typing import Any

from registry.copying import copy_rows
from registry.names.keys import keys

NOBODY = ""  # the name of who has none
Ids = dict[str, int]
Words = dict[str, set[int]]  # ids by dictionary: name, postcode, place


def name_ids(cursor: Any, norms: set[str]) -> Ids:
    """The id of every name, filing those not seen before under their keys."""
    ids, fresh = _dictionary(
        cursor,
        "INSERT INTO registry_name (norm, forename_count, surname_count) SELECT n, 0, 0"
        " FROM unnest(%s::text[]) n ON CONFLICT (norm) DO NOTHING RETURNING norm, id",
        "SELECT norm, id FROM registry_name WHERE norm = ANY(%s)",
        sorted(norms),
    )
    _file(cursor, "name", [(key, ids[norm]) for norm in fresh if norm for key in keys(norm)])
    return ids


def place_ids(cursor: Any, kind: str, norms: set[str]) -> Ids:
    """The id of every street or school, filing new ones under the keys of their words."""
    ids, fresh = _dictionary(
        cursor,
        f"INSERT INTO registry_place (kind, norm) SELECT '{kind}', n FROM unnest(%s::text[]) n"  # noqa: S608
        " ON CONFLICT (norm, kind) DO NOTHING RETURNING norm, id",
        f"SELECT norm, id FROM registry_place WHERE kind = '{kind}' AND norm = ANY(%s)",  # noqa: S608
        sorted(norms - {""}),
    )
    pairs = {(key, ids[norm]) for norm in fresh for word in norm.split() for key in keys(word)}
    _file(cursor, "place", sorted(pairs))
    return ids


def postcode_ids(cursor: Any, postcodes: set[str]) -> Ids:
    ids, _ = _dictionary(
        cursor,
        "INSERT INTO registry_postcode (postcode, sector, district)"
        " SELECT p, left(p, -2), left(p, -3) FROM unnest(%s::text[]) p"
        " ON CONFLICT (postcode) DO NOTHING RETURNING postcode, id",
        "SELECT postcode, id FROM registry_postcode WHERE postcode = ANY(%s)",
        sorted(postcodes - {""}),
    )
    return ids


def _dictionary(cursor: Any, insert: str, select: str, words: list[str]) -> tuple[Ids, list[str]]:
    """The ids of all words, and which of them are new. Only what is missing is inserted: no id is wasted."""
    cursor.execute(select, [words])
    ids: Ids = dict(cursor.fetchall())
    missing = [word for word in words if word not in ids]
    if missing:
        cursor.execute(insert, [missing])
        ids.update(cursor.fetchall())
    return ids, missing


def _file(cursor: Any, what: str, pairs: Iterable[tuple[int, int]]) -> None:
    copy_rows(cursor, f"registry_{what}key", ("key", f"{what}_id"), pairs)


def drop_unused(cursor: Any, words: Words) -> None:
    """Of these what no row uses any more.

    A word under which a child stood alone, who is destroyed or hidden by now, says too much (R-REC-5, R-SHIELD-7).
    """
    for of, statements in _UNUSED.items():
        if ids := words.get(of):
            for statement in statements:
                cursor.execute(statement, [sorted(ids)])


_NO_NAME = """NOT EXISTS (SELECT FROM registry_searchrow r WHERE r.surname_id = {0})
              AND NOT EXISTS (SELECT FROM registry_searchrow r WHERE r.forename_id = {0})"""
_NO_PLACE = """NOT EXISTS (SELECT FROM registry_searchrow r WHERE r.street_id = {0})
               AND NOT EXISTS (SELECT FROM registry_searchrow r WHERE r.school_id = {0})"""
_UNUSED = {
    "name": (
        f"DELETE FROM registry_namekey k WHERE k.name_id = ANY(%s) AND {_NO_NAME.format('k.name_id')}",  # noqa: S608
        f"DELETE FROM registry_name n WHERE n.id = ANY(%s) AND n.norm <> '' AND {_NO_NAME.format('n.id')}",  # noqa: S608
    ),
    "place": (
        f"DELETE FROM registry_placekey k WHERE k.place_id = ANY(%s) AND {_NO_PLACE.format('k.place_id')}",  # noqa: S608
        f"DELETE FROM registry_place p WHERE p.id = ANY(%s) AND {_NO_PLACE.format('p.id')}",  # noqa: S608
    ),
    "postcode": (
        "DELETE FROM registry_postcode p WHERE p.id = ANY(%s) AND NOT EXISTS"
        " (SELECT FROM registry_searchrow r WHERE r.postcode_id = p.id)",
    ),
}
