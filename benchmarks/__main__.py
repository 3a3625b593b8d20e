"""Everything that is measured here, in one run: tables and plots of `benchmarks/README.md` from one JSON file.

make bench              all of it, about 20 minutes; writes results.json, README.md and plots/ in benchmarks/
make bench SMALL=1      the same with few articles, under two minutes; writes nothing here, and fails where a ratio of
                        ours to reference work of the same run is half of that in benchmarks/baseline.json
python -m benchmarks --only stages scaling     measures these anew and keeps the others
python -m benchmarks --only scaling --sizes 10000 100000 1000000
python -m benchmarks --render                  tables and plots from results.json as it is
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import gate
from benchmarks.measure import ROOT, machine, pin, versions

HERE = Path(__file__).resolve().parent
PARTS = ("places", "dates", "copies", "answers", "stages", "scaling")
_UNPINNED = ("scaling",)  # the parts that use all cores


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="few articles, and compare with the baseline")
    parser.add_argument("--sizes", nargs="+", type=int, metavar="N", help="scaling: how many articles")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--folder", type=Path, help="where articles and datasets are made and kept (default: nowhere)")
    parser.add_argument("--baseline", action="store_true", help="with --small: make the baseline instead of comparing")
    parser.add_argument("--render", action="store_true", help="measure nothing")
    parser.add_argument("--run", choices=PARTS, help=argparse.SUPPRESS)
    return parser


def measured(part: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """What a part gives, measured in a process of its own: on one core, and with nothing left over of another part."""
    command = [sys.executable, "-m", "benchmarks", "--run", part, "--folder", str(folder)]
    command += ["--small"] if options.small else []
    command += ["--sizes", *map(str, options.sizes)] if options.sizes else []
    start = time.perf_counter()
    print(f"{part} ...", end=" ", file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    seconds = time.perf_counter() - start
    print(f"{seconds:.0f} s", file=sys.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "small": options.small, "took_seconds": round(seconds)}


def run_one(options: argparse.Namespace) -> int:
    """One part, in this process: its figures as the last line."""
    if options.run not in _UNPINNED:
        pin()
    module = importlib.import_module(f"benchmarks.{options.run}")
    more = {"sizes": options.sizes} if options.run == "scaling" else {}
    options.folder.mkdir(parents=True, exist_ok=True)
    made = module.measure(options.folder, small=options.small, **more)
    print(json.dumps({**made, "versions": versions(module.PACKAGES)}))
    return 0


def run_all(folder: Path, options: argparse.Namespace, path: Path) -> None:
    """Measure all parts that are asked for; their results, with the machine and the day, go into a file one by one."""
    parts = json.loads(path.read_text("utf-8"))["parts"] if path.exists() else {}
    begun = machine()
    for part in options.only:
        parts[part] = measured(part, folder, options)
        results = {"machine": begun, "made": datetime.now(UTC).isoformat(timespec="seconds"), "parts": parts}
        path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def compared(results: dict[str, Any], folder: Path, options: argparse.Namespace) -> int:
    """1 where a ratio has fallen by half against the baseline, also when measured again."""
    now, baseline = gate.ratios(results["parts"]), gate.read_baseline()
    for _ in range(gate.AGAIN):
        if few := gate.fallen(now, baseline):
            print(f"measured once more: {', '.join(few)}", file=sys.stderr)
            again = {part: measured(part, folder, options) for part in gate.parts_of(few)}
            now = gate.better(now, gate.ratios(again))
    print(f"{'ours / reference':38} {'baseline':>9} {'now':>9}\n{gate.told(now, baseline)}")
    return int(bool(gate.fallen(now, baseline)))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, write, compare; the exit code."""
    options = arguments().parse_args(argv)
    if options.run:
        return run_one(options)
    from benchmarks import plots, report

    with tempfile.TemporaryDirectory(prefix="coverage-bench-") as temporary:
        folder = options.folder or Path(temporary)
        target = HERE
        if options.small:  # its figures say nothing about large sizes: tables and plots are made and thrown away
            target = folder / "report"
            target.mkdir(parents=True, exist_ok=True)
            (target / "README.md").write_text((HERE / "README.md").read_text("utf-8"), "utf-8")
        path = target / "results.json"
        if not options.render:
            run_all(folder, options, path)
        results = json.loads(path.read_text("utf-8"))
        report.write(results, target / "README.md")
        plots.write(results, target / "plots")
        if options.small and options.baseline:
            kept = {name: round(ratio, 5) for name, ratio in gate.ratios(results["parts"]).items()}
            made = {"machine": results["machine"], "made": results["made"], "ratios": kept}
            gate.BASELINE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
        elif options.small:
            return compared(results, folder, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
