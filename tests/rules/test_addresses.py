"""Does every address lead to one page? Django takes the first that fits, and says nothing of the second."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver


def addresses(of: URLResolver, before: str = "") -> Iterator[str]:
    """Each without the names of its parts, which tell no two apart."""
    for one in of.url_patterns:
        address = before + re.sub(r"<(?:(\w+):)?\w+>", r"<\1>", str(one.pattern))
        if isinstance(one, URLResolver):
            yield from addresses(one, address)
        else:
            yield address


def test_no_two_pages_share_an_address() -> None:
    found: Any = Counter(addresses(get_resolver()))
    assert found.total() > 300
    assert [address for address, many in found.items() if many > 1] == []
