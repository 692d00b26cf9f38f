"""What does one guess at a password cost whoever stole the hashes, and one sign-in cost us?"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """OWASP's least for Argon2id. Django's own default keeps the rush at nine waiting (docs/adr/0004)."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
