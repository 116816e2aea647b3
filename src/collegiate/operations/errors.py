"""What goes wrong when copies are kept and brought back, said for whoever keeps them."""


class BackupError(Exception):
    """A copy was not made, is not sound, or was not brought back; the message says why and what to do."""
