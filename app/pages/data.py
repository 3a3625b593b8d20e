"""Page data."""

from app.ui import frame
from app.ui.session import Session


def draw() -> None:
    """The page."""
    frame.page("data", _draw)


def _draw(here: Session) -> None:
    return
