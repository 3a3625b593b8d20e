"""What went wrong with a web address, in words for its user."""

from __future__ import annotations


class Failed(Exception):
    """An address gave nothing; the message says the cause and the cure.

    `passing`: it may work in a moment, so it is worth another try.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        """Keep the words and what they mean for another try."""
        super().__init__(message)
        self.passing = passing


class Unreachable(Failed):
    """A host that no page can be had from: refused, unknown, or without a connection that can be trusted."""

    def __init__(self, message: str, host: str, *, passing: bool = False) -> None:
        """Keep the words and the host."""
        super().__init__(message, passing=passing)
        self.host = host
