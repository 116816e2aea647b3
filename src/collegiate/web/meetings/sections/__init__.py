"""The parts of a pack, one a file: each names a `SECTION`. A part whose matter is not there gives none."""
