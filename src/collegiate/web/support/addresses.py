"""The addresses of the support map."""

ADDRESSES: list[object] = []
