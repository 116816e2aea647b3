"""What may have changed since last week, one thing a file: each names a `SOURCE`."""
