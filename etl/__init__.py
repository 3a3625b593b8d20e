"""News coverage of U.S. immigration enforcement in, a dataset that can be checked and cited out.

Read `etl/pipeline.py` first: it shows the whole way of an article.
"""

from etl.compiled import use

__version__ = "0.1.0"

use()
