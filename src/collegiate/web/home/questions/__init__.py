"""The questions that people come with, one a file: each names a `QUESTION`."""
