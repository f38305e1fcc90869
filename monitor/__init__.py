"""The Entity List monitor: who was added to, changed on or removed from the US Entity List, and from when.

One document, room by room (imports run downward only; docs/architecture.md says what each room may import):

    polling -> sources -> store (archive) -> reading -> comparing -> history -> alerting (outbox) -> rendering -> delivery

Start reading at ``model``: every other room uses its terms.
"""

__version__ = "0.4.0"
