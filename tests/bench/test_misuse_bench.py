"""What the measurement of misuse seeds is found within the hour, and it tells honest people from others (SEC-44)."""

from bench.misused import make_year
from bench.watched import watched


def test_seeded_scraping_is_flagged_and_few_honest_days_are() -> None:
    found = watched(make_year(users=100, seed=3), seed=3)
    fast = found["by_kind"]["scrape_fast"]
    assert (fast["flagged"], fast["suspended"]) == (1, 1)
    assert found["honest_flagged"] <= 5
    assert found["honest_user_days"] > 5_000


def test_without_misuse_nobody_is_flagged_for_it() -> None:
    year = make_year(users=60, seed=4)
    year.looks = [look for look in year.looks if look.event not in year.misuse]
    year.misuse = {}
    kinds = watched(year, seed=4)["by_kind"]
    assert set(kinds) == {"search_only"}  # which the measurement puts in itself
