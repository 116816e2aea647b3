"""The transition room: who moves to the next stage, what of the agreed pack is there, and how far it has come."""

from collegiate.pupils.transition.ctf import Leaver, School, transfer_file, transfer_file_name
from collegiate.pupils.transition.moves import latest_steps, moves
from collegiate.pupils.transition.pack import Item, Pack, packs

__all__ = ["Item", "Leaver", "Pack", "School", "latest_steps", "moves", "packs", "transfer_file", "transfer_file_name"]
