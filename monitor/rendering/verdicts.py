"""What a rule's verdict means, in words: what was compared, and nothing that the rule does not have."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model import Check, Verdict

VERDICT_NAMES = {
    Verdict.VERIFIED: "Verified",
    Verdict.CONFLICTING: "Conflicting",
    Verdict.UNREADABLE: "Not read",
    Verdict.IRRELEVANT: "Not about the list",
}
_MEANINGS = {
    Verdict.CONFLICTING: "the rule's own counts, preamble and amendments do not agree; read the official text before "
    "relying on this.",
    Verdict.UNREADABLE: "the rule could not be read in full, so changes may be missing here; read the official text.",
    Verdict.IRRELEVANT: "the document does not amend the Entity List.",
}
_COUNTS = ("entries ", "entities ", "added under ", "revised under ", "removed under ", "preamble: ")
_LISTS = ("preamble's list: ",)
_TABLE = ("rows of the table",)


def verdict_meaning(verdict: Verdict, checks: Iterable[Check]) -> str:
    """What ``verdict`` says of a rule with these cross-checks, a sentence without its first capital."""
    if verdict is not Verdict.VERIFIED:
        return _MEANINGS[verdict]
    made = [_bare(check.check) for check in checks]
    has_counts, has_list, has_table = (any(one.startswith(kind) for one in made) for kind in (_COUNTS, _LISTS, _TABLE))
    if has_counts and has_list:
        return "the rule's stated counts, its preamble and its amendments agree."
    if has_counts:
        return "the rule's stated counts and its amendments agree; its preamble lists no parties to compare them with."
    if has_list:
        return "the rule's preamble and its amendments agree; it states no counts to compare them with."
    lacking = "the rule states no counts and its preamble lists no parties to compare them with."
    return f"its instructions {'and its table agree' if has_table else 'were read whole'}; {lacking}"


def _bare(check: str) -> str:
    """A check's name without the list it is of ("Unverified List: entries added")."""
    return check.rpartition(" List: ")[2]
