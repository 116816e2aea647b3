"""The Common Transfer File (CTF) and its sister for admissions (ATF): XML in which one school tells another of children.

`document.transfer_document` opens them.
"""
