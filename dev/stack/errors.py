"""What can a person do when the local stack cannot start?"""


class StackError(Exception):
    """The stack cannot be had; the text says why and what helps."""
