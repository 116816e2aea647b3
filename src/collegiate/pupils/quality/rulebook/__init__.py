"""One rule a file; `run.rules` finds them."""
