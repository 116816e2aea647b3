"""What is said where no comparison can be made."""


class CannotCompareError(ValueError):
    """A comparison that cannot be chosen; the message says why and what to do instead. Nothing was locked."""
