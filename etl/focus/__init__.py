"""Focus: where and when the reported thing happened, against what is only mentioned.

Each distinct place and date gets signals of where it stands and what stands beside it; `focus_weights.csv` holds
the weight of each, fitted on the part of the gold corpus that rules may be written on and, for places, on articles that
were written for it (`tools/fit_weights.py`).
"""

from etl.focus.roles import Focus

__all__ = ["Focus"]
