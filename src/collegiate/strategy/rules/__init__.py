"""The rules by which aims are measured, one a file: each names a `RULE`. A rule counts; whether that is enough is for the board."""
