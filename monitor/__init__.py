"""The Entity List monitor: who was added to, changed on or taken off the US Entity List, and from when.

The trip of one document, room by room (imports run downward only):

    sources -> store (archive) -> reading -> comparing -> store (ledger, outbox) -> rendering -> delivery

``model`` holds the words everything else is said in; start reading there.
"""

__version__ = "0.3.0"
