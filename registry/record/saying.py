"""What did one source say of a child, when, and how much is it believed?"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from uuid import UUID

from registry.assertion import Assertion


@dataclass(frozen=True)
class Saying:
    """One source's assertion, with who said it and when."""

    source: UUID | None  # None: nobody is told who (registry.record.open_part)
    ranks: dict[str, int]  # item -> rank, the lower is believed first
    as_at: datetime
    assertion: Assertion
    stated_by: UUID | None = None

    @cached_property
    def origin(self) -> tuple[UUID | None, UUID | None, datetime]:
        """Who said so, and when: the person where it was entered by hand, else the source."""
        return (None if self.stated_by else self.source, self.stated_by, self.as_at)


@lru_cache(maxsize=20_000)  # two sources say much the same, and it is compared before and after
def plain(text: str) -> str:
    return " ".join(text.casefold().split())
