"""How is a guess at a second factor counted and written down? (SEC-14: five in ten minutes)"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import attempts
from accounts.access import actor
from accounts.attempts import Locked
from accounts.models import Practitioner, Secret
from accounts.sign_in import try_again
from audit.log import address, record


class WrongGuess(ValidationError):
    """Counted, and in the log."""


@dataclass(frozen=True)
class Guess:
    practitioner: Practitioner
    at: datetime

    def wrong(self, sentence: str, *, because: str) -> WrongGuess:
        """Writes the event, and the lock's when this was one too many."""
        with transaction.atomic():
            record("second_factor.failed", actor=actor(self.practitioner), at=self.at, because=because)
            if until := attempts.locked_until(Secret.CODE, about=str(self.practitioner.pk), at=self.at):
                facts = {"until": until.isoformat()}
                record("second_factor.locked", actor=actor(self.practitioner), at=self.at, facts=facts)
        return WrongGuess(sentence)


@contextmanager
def guessing(practitioner: Practitioner, *, at: datetime) -> Iterator[Guess]:
    """Counts the guess first and forgets it when it was right. Raises ValidationError when there were too many."""
    about = str(practitioner.pk)
    try:
        attempt = attempts.charge(Secret.CODE, about=about, address=address.get(), at=at)
    except Locked as locked:
        with transaction.atomic():
            record("second_factor.refused", actor=actor(practitioner), at=at, because="locked")
        raise ValidationError(try_again(locked), code="locked") from locked
    yield Guess(practitioner, at)
    attempt.delete()
