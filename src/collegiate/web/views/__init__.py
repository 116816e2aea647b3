"""Views: they read the address, ask the reader, and hand plain pictures to templates."""
