"""`python -m collegiate` is the same as `collegiate`."""

from collegiate.cli import main

if __name__ == "__main__":
    main()
