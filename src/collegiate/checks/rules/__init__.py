"""One file a check, found by itself: copy one, change it, and it runs with the next build."""
