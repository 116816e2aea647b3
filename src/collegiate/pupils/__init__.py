"""The record of every child: who is one child, what was sent of them, and who is being missed."""
