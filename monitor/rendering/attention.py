"""Why a document asks for review, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import ENTRY_TEXTS, Operation, Rule, Verdict
from monitor.rendering.safe import short
from monitor.rendering.words import count_of

MOST_NAMED = 20
MOST_ORDERS = 5
LONGEST_SENTENCE = 300
LONGEST_ATTENTION = 2500
"""In characters, as a message shows it: many amendments are named, and a mail stays below what is clipped."""


def attention(rule: Rule, problems: Sequence[str]) -> str:
    """Why a person must look at the official text now; "" when reading and list agree. ``problems`` are those of applying
    it."""
    if rule.verdict is Verdict.IRRELEVANT:
        return ""
    if rule.verdict is Verdict.UNREADABLE:
        named = any(a.name and a.operation is not Operation.UNREADABLE for a in rule.amendments)
        some = " It names the parties below, as far as they could be read." if named else ""
        return (
            "This document could not be read. Read the official text now; no change of the list was recorded from it."
            f"{some}{_orders(rule)}"
        )
    if _only_texts_are_missing(rule):
        fits = f" The rule does not fit the list as we have it: {_each(problems)}" if problems else ""
        return f"{texts_read(rule)}{fits} Check the official text."
    if rule.verdict is Verdict.CONFLICTING:
        wrong = [c for c in rule.checks if not c.agrees]
        what = "; ".join(f"{c.check}: stated {c.expected}, found {c.found}" for c in wrong[:3])
        more = f" (and {len(wrong) - 3} more)" if len(wrong) > 3 else ""
        fits = f" It does not fit the list as we have it: {_each(problems)}" if problems else ""
        return f"The rule's own statements disagree{': ' + what + more if what else ''}.{fits} Check the official text."
    if problems:
        return f"The rule does not fit the list as we have it: {_each(problems)} Check the official text."
    return ""


def _orders(rule: Rule) -> str:
    """The instructions that were not understood, with the reason where it is known, for a person to read."""
    unread = [a for a in rule.amendments if a.operation is Operation.UNREADABLE and a.instruction]
    said = dict.fromkeys(f" {a.detail} It reads: \u201c{short(a.instruction, LONGEST_SENTENCE)}\u201d" for a in unread)
    more = len(said) - MOST_ORDERS
    return "".join([*list(said)[:MOST_ORDERS], f" And {count_of(more, 'more instruction')}." if more > 0 else ""])


def _each(problems: Sequence[str]) -> str:
    """Each of them in a sentence, so that nothing that was not applied is behind a number; too many to read are counted."""
    more = f" And {len(problems) - MOST_NAMED:,} more." if len(problems) > MOST_NAMED else ""
    return " ".join(short(problem, LONGEST_SENTENCE) for problem in problems[:MOST_NAMED]) + more


def texts_read(rule: Rule) -> str:
    """ "Names verified, 0 of 57 entry texts read."; "" where all of them were, or where names are not verified."""
    texts = rule.entry_texts
    if texts.found == texts.expected or not (rule.verdict is Verdict.VERIFIED or _only_texts_are_missing(rule)):
        return ""
    return f"Names verified, {texts.found:,} of {count_of(texts.expected, 'entry text')} read."


def _only_texts_are_missing(rule: Rule) -> bool:
    """Whether a rule is conflicting for nothing but the texts of entries that were not read."""
    wrong = [check.check for check in rule.checks if not check.agrees]
    understood = all(a.operation is not Operation.UNREADABLE for a in rule.amendments)
    return rule.verdict is Verdict.CONFLICTING and wrong == [ENTRY_TEXTS] and understood
