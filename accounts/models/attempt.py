"""Which guesses at a password or a code were made lately? A guess is counted before it is checked."""

from typing import ClassVar

from django.db import models


class Secret(models.TextChoices):
    PASSWORD = "password", "Password"
    CODE = "code", "Code"


class Attempt(models.Model):
    """One guess. It is forgotten when it was right; `account` is a token, made of unknown addresses too."""

    secret = models.CharField(max_length=20, choices=Secret)
    account = models.BinaryField()
    network = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["secret", "account", "at"], name="attempt_account"),
            models.Index(fields=["secret", "network", "at"], name="attempt_network"),
        ]

    def __str__(self) -> str:
        return f"{self.secret} {self.at:%Y-%m-%d %H:%M:%S}"
