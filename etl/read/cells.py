"""The cells of a workbook as JSON lines: a program of its own, which `workbook.py` runs with limits.

A sheet lies in memory as a rectangle up to its farthest cell, so a workbook of a few bytes can ask for more memory than
there is, and the library ends the whole process then. Nothing of ours is loaded here.
"""

from __future__ import annotations

import json
import sys


def main(memory: int, seconds: int) -> int:
    """Write the sheets' names, then sheet, number and cells of each row that has any; 1 where it cannot."""
    if sys.platform != "win32":  # which has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(sys.stdin.buffer)
        print(json.dumps(book.sheet_names))
        for sheet in book.sheet_names:
            print(json.dumps([sheet, 0, []]))
            for number, cells in enumerate(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), 1):
                if width := next((at for at in range(len(cells), 0, -1) if cells[at - 1] != ""), 0):
                    print(json.dumps([sheet, number, cells[:width]], default=str))
    except (CalamineError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
