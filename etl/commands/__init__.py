"""The commands of `python -m etl`, a module each: `add_arguments(parser)` and `run(options) -> exit code`."""
