"""The Common Transfer File (CTF) and its sister for admissions (ATF): XML in which one school tells another of children."""

from collegiate.intake.ctf.document import transfer_document

__all__ = ["transfer_document"]
