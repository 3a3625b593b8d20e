"""One module a page; `draw` is what navigation runs."""
