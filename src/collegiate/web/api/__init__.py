"""The API: what the pages show, for programs; every operation behind a door, every error in plain words."""
