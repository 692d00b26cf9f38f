"""How is a date asked for in three boxes, and what if only a part of it is known?"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from contactpoint.pages.dates import PartialDate, full_year, month_number
from contactpoint.pages.fields import Asked
from contactpoint.pages.widgets import BOXES, DateBoxes

When = Literal["any time", "past", "today or past", "future", "today or future"]
OLDEST = 1900
YEARS_AHEAD = 20  # two figures may mean a year as far away as this, where dates to come are asked for


class DateBoxesField(Asked, forms.Field):
    """What dates and parts of dates share: the reading of three boxes."""

    widget = DateBoxes

    def __init__(self, *, when: When = "any time", hint: str = "For example, 27 3 2019", **asked: Any) -> None:
        self.when = when
        super().__init__(hint=hint, **asked)

    def to_python(self, value: Sequence[str | None] | date | PartialDate | None) -> Any:
        if value is None or isinstance(value, date | PartialDate):
            return value
        answers = {box: (answer or "").strip() for box, answer in zip(BOXES, value, strict=True)}
        if not any(answers.values()):
            return None
        self.refuse_gaps(answers)
        read = self.read(answers)
        self.refuse_wrong_time(read)
        return self.compress(read)

    def refuse_gaps(self, answers: dict[str, str]) -> None:
        missing = tuple(box for box in BOXES if not answers[box])
        if missing:
            raise self.mistake(f"must include a {' and '.join(missing)}", missing)

    def read(self, answers: dict[str, str]) -> PartialDate:
        """The part of a date in these boxes; raises the mistake that stands in the way."""
        month = month_number(answers["month"]) if answers["month"] else None
        if answers["month"] and month is None:
            raise self.mistake("must include a month from 1 to 12, or its name", ("month",))
        year = self.year(answers["year"])
        day = self.day(answers["day"])
        try:
            return PartialDate(year, month, day)
        except ValueError as error:
            raise self.mistake("must be a real date", BOXES) from error

    def year(self, words: str) -> int:
        if not re.fullmatch("[0-9]{2}|[0-9]{4}", words):
            raise self.mistake("must include a year with 4 numbers, like 2019", ("year",))
        ahead = 0 if self.when in ("past", "today or past") else YEARS_AHEAD
        latest = timezone.localdate().year + ahead
        year = int(words) if len(words) == 4 else full_year(int(words), latest=latest)
        if year < OLDEST:
            raise self.mistake(f"must be after {OLDEST - 1}", ("year",))
        return year

    def day(self, words: str) -> int | None:
        if words and not re.fullmatch("[0-9]{1,2}", words):
            raise self.mistake("must include a day in numbers, like 27", ("day",))
        return int(words) if words else None

    def refuse_wrong_time(self, read: PartialDate) -> None:
        """What is only partly known is refused only when no day of it would do."""
        today = timezone.localdate()
        will_do = {
            "any time": True,
            "past": read.earliest < today,
            "today or past": read.earliest <= today,
            "future": read.latest > today,
            "today or future": read.latest >= today,
        }[self.when]
        if not will_do:
            where = f"today or in the {self.when.split()[-1]}" if " " in self.when else f"in the {self.when}"
            raise self.mistake(f"must be {where}", BOXES)

    def compress(self, read: PartialDate) -> Any:
        raise NotImplementedError

    def mistake(self, words: str, boxes: tuple[str, ...]) -> ValidationError:
        return ValidationError(f"{self.noun} {words}", params={"boxes": boxes})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


class DateField(DateBoxesField):
    """Answers with a date."""

    def compress(self, read: PartialDate) -> date:
        return read.earliest


class PartialDateField(DateBoxesField):
    """Answers with a PartialDate: a year, a month of a year, or a day."""

    def refuse_gaps(self, answers: dict[str, str]) -> None:
        if not answers["year"]:
            raise self.mistake("must include a year", ("year",))
        if answers["day"] and not answers["month"]:
            raise self.mistake("must include a month", ("month",))

    def compress(self, read: PartialDate) -> PartialDate:
        return read
