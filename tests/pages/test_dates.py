"""Are dates read as people type them, and written as GOV.UK writes them?"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contactpoint.pages import dates
from contactpoint.pages.date_fields import DateField, PartialDateField
from contactpoint.pages.dates import PartialDate

BORN: dict[str, Any] = {"label": "Date of birth", "when": "past"}
THIS_YEAR = timezone.localdate().year


def said(field: DateField | PartialDateField, boxes: list[str]) -> tuple[str, tuple[str, ...]]:
    """The message, and the boxes that it is about."""
    with pytest.raises(ValidationError) as caught:
        field.clean(boxes)
    mistake: Any = caught.value.error_list[0]
    return mistake.messages[0], (mistake.params or {}).get("boxes", ())


def cleaned(field: DateField | PartialDateField, boxes: list[str]) -> tuple[Any, list[str]]:
    """The answer, or why there is none."""
    try:
        return field.clean(boxes), []
    except ValidationError as mistake:
        return None, mistake.messages


@pytest.mark.parametrize("month", ["3", "03", "mar", "March", "MARCH", " mar. "])
def test_a_month_is_a_number_or_a_word(month: str) -> None:
    assert DateField(**BORN).clean(["27", month, "2019"]) == date(2019, 3, 27)


@pytest.mark.parametrize("month", ["sep", "Sept", "september", "9"])
def test_september_has_four_spellings(month: str) -> None:
    assert dates.month_number(month) == 9


@pytest.mark.parametrize("month", ["0", "13", "ma", "smarch", "", "3.5", "-3", "٣", "9" * 5000])
def test_what_is_no_month_is_none(month: str) -> None:
    assert dates.month_number(month) is None


@pytest.mark.parametrize(
    ("boxes", "message", "wrong"),
    [
        (["27", "3", ""], "Date of birth must include a year", ("year",)),
        (["", "", "2019"], "Date of birth must include a day and month", ("day", "month")),
        (["31", "2", "2019"], "Date of birth must be a real date", ("day", "month", "year")),
        (["0", "2", "2019"], "Date of birth must be a real date", ("day", "month", "year")),
        (["27", "smarch", "2019"], "Date of birth must include a month from 1 to 12, or its name", ("month",)),
        (["x", "3", "2019"], "Date of birth must include a day in numbers, like 27", ("day",)),
        (["27", "3", "201"], "Date of birth must include a year with 4 numbers, like 2019", ("year",)),
        (["27", "3", "0019"], "Date of birth must be after 1899", ("year",)),
        (["27", "3", str(THIS_YEAR + 1)], "Date of birth must be in the past", ("day", "month", "year")),
    ],
)
def test_each_mistake_is_named_with_its_box(boxes: list[str], message: str, wrong: tuple[str, ...]) -> None:
    assert said(DateField(**BORN), boxes) == (message, wrong)


def test_nothing_entered_is_asked_for_in_words() -> None:
    assert said(DateField(**BORN, missing="Enter a date of birth"), [" ", "", ""])[0] == "Enter a date of birth"
    assert DateField(**BORN, required=False).clean(["", "", ""]) is None


@pytest.mark.parametrize(
    ("boxes", "read"),
    [
        (["", "", "2019"], PartialDate(2019)),
        (["", "jun", "2019"], PartialDate(2019, 6)),
        (["3", "6", "19"], PartialDate(2019, 6, 3)),
    ],
)
def test_a_part_of_a_date_will_do_where_asked(boxes: list[str], read: PartialDate) -> None:
    assert PartialDateField(**BORN).clean(boxes) == read


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        (["", "6", ""], "Date of birth must include a year"),
        (["3", "", "2019"], "Date of birth must include a month"),
        (["", "", str(THIS_YEAR + 1)], "Date of birth must be in the past"),
    ],
)
def test_a_part_that_leaves_a_gap_will_not_do(boxes: list[str], message: str) -> None:
    assert said(PartialDateField(**BORN), boxes)[0] == message


def test_this_year_alone_may_be_in_the_past() -> None:
    """Only a part that has no suitable day at all is refused; on 1 January the year has no past day yet."""
    today = timezone.localdate()
    if today > date(today.year, 1, 1):
        assert PartialDateField(**BORN).clean(["", "", str(today.year)]) == PartialDate(today.year)


@pytest.mark.parametrize(
    ("when", "accepted"),
    [
        ("past", [-1]),
        ("today or past", [-1, 0]),
        ("future", [1]),
        ("today or future", [0, 1]),
        ("any time", [-1, 0, 1]),
    ],
)
def test_today_counts_only_where_it_is_named(when: Any, accepted: list[int]) -> None:
    field = DateField(label="Day", when=when)
    for offset in (-1, 0, 1):
        day = timezone.localdate() + timedelta(days=offset)
        boxes = [str(day.day), str(day.month), str(day.year)]
        if offset in accepted:
            assert field.clean(boxes) == day
        else:
            assert "must be" in said(field, boxes)[0]


def test_the_message_names_the_time_that_is_asked_for() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    boxes = [str(yesterday.day), str(yesterday.month), str(yesterday.year)]
    field = DateField(label="Review", when="today or future")
    assert said(field, boxes)[0] == "Review must be today or in the future"


@pytest.mark.parametrize(("typed", "year"), [(19, 2019), (26, 2026), (27, 1927), (0, 2000), (99, 1999)])
def test_two_figures_mean_the_last_such_year(typed: int, year: int) -> None:
    assert dates.full_year(typed, latest=2026) == year


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_whatever_is_typed_is_a_date_or_a_mistake_in_words(boxes: list[str]) -> None:
    for field in (DateField(label="Day", required=False), PartialDateField(label="Day", required=False)):
        answer, messages = cleaned(field, boxes)
        assert answer is None or isinstance(answer, date | PartialDate)
        assert all(words.startswith("Day must") for words in messages)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2040, 1, 1)))
def test_a_date_survives_its_three_boxes(day: date) -> None:
    assert DateField(label="Day").clean([str(day.day), dates.MONTHS[day.month], str(day.year)]) == day


def test_a_part_of_a_date_knows_its_first_and_last_day() -> None:
    assert (PartialDate(2024, 2).earliest, PartialDate(2024, 2).latest) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (PartialDate(2024).earliest, PartialDate(2024).latest) == (date(2024, 1, 1), date(2024, 12, 31))
    assert PartialDate(2024, 2, 9).earliest == PartialDate(2024, 2, 9).latest == date(2024, 2, 9)


@pytest.mark.parametrize("parts", [(2019, None, 3), (2019, 2, 30), (2019, 0, None), (2019, 2, 0)])
def test_there_is_no_part_of_a_date_that_never_was(parts: tuple[int, int | None, int | None]) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        PartialDate(*parts)


def test_an_unchanged_date_has_not_changed() -> None:
    field = DateField(label="Day")
    assert not field.has_changed(date(2019, 3, 27), ["27", "mar", "2019"])
    assert field.has_changed(date(2019, 3, 27), ["28", "3", "2019"])
    assert field.has_changed(date(2019, 3, 27), ["x", "3", "2019"])


def test_days_and_times_are_written_as_gov_uk_does() -> None:
    morning = datetime(2026, 6, 4, 8, 32, tzinfo=UTC)
    assert dates.moment_in_words(morning) == "4 June 2026 at 9:32am"
    assert dates.day_in_words(datetime(2026, 6, 3, 23, 30, tzinfo=UTC)) == "4 June 2026"
    assert dates.day_in_words(PartialDate(2019, 6)) == "June 2019"
    clock = {time(0, 0): "midnight", time(0, 5): "12:05am", time(12, 0): "midday", time(23, 59): "11:59pm"}
    assert {moment: dates.time_in_words(moment) for moment in clock} == clock


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2026, 6, 4), "0 months"),
        (date(2026, 5, 4), "1 month"),
        (date(2024, 6, 5), "23 months"),
        (date(2024, 6, 4), "2 years"),
        (date(2019, 6, 5), "6 years"),
        (date(2020, 2, 29), "6 years"),
    ],
)
def test_ages_are_in_years_and_below_two_in_months(born: date, words: str) -> None:
    assert dates.age_in_words(born, on=date(2026, 6, 4)) == words
