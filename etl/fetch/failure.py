"""What went wrong with a web address, in words for its user."""

from __future__ import annotations


class Failed(Exception):
    """An address gave nothing; the message says the cause and the cure.

    `passing`: it may work in a moment, so it is worth another try. `wait`: seconds that the server asks to wait.
    """

    def __init__(self, message: str, *, passing: bool = False, wait: float | None = None) -> None:
        """Keep the words and what they mean for another try."""
        super().__init__(message)
        self.passing = passing
        self.wait = wait
