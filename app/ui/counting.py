"""The switch of the unit: whether numbers count articles, or the stories that they carry."""

from __future__ import annotations

from app.ui.choice import choice
from app.ui.session import Session


def draw(here: Session) -> None:
    """The switch; nothing where the dataset's articles have not been grouped into stories."""
    if not here.coverage.has_stories:
        return
    words = here.words
    choice(
        here,
        "counting",
        words("counting.title"),
        lambda value: words(f"counting.{value}"),
        help=words("counting.help"),
    )
