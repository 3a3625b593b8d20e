"""What a check finds, and the cures."""

from __future__ import annotations

from dataclasses import dataclass

# A row as the build wrote it, whose values break a rule: the code that wrote it was wrong, and newer code may not be.
AGAIN = "extract it again: build its source with --refresh"
MEND = "mend its row in corrections.csv and build again, or " + AGAIN
# A row, file or table that is not as it was written: nothing here can say what it was.
RESTORE = "restore the dataset from a backup, or build its sources into a new folder"
BUILD = "the next build makes it anew"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or a note: the table, the row or file in it, what is wrong, and what would cure it."""

    table: str
    row: str  # the id of the row, a file's name, or nothing where it is about the table
    what: str
    cure: str
    grave: bool = True  # False: nothing is wrong, but worth knowing

    def __str__(self) -> str:
        """One line, whatever the values hold."""
        where = f"{self.table} {self.row}" if self.row else self.table
        line = f"{'error' if self.grave else 'note'}: {where}: {self.what}; {self.cure}"
        return "".join(char if char.isprintable() else " " for char in line)
