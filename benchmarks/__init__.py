"""Speed, memory and accuracy beside other tools and beside the physical limits: `python -m benchmarks`."""
