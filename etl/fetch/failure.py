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


class Refused(Failed):
    """An address that is not asked, whatever its server would say; `site` is the one whose address it is."""

    def __init__(self, message: str, site: str) -> None:
        """Keep the words and the site."""
        super().__init__(message)
        self.site = site
