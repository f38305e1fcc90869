"""What a quotation in an instruction is: an entry, a part of one, or only another name or place of what was named."""

from __future__ import annotations

import re

from monitor.model import Operation
from monitor.reading.rules import around_tokens as around
from monitor.reading.rules.named_groups import NamedGroup
from monitor.reading.rules.quoted_entries import whole_entry
from monitor.reading.rules.scan_state import ScanContext, ScanState, Target
from monitor.reading.rules.tokens import without_tokens
from monitor.text.quotes import quoted_name

REVISES = (Operation.REVISE, Operation.CORRECT)
ADDS_OR_REMOVES = (Operation.ADD, Operation.REMOVE)


def _leads_to_first(lead: str) -> bool:
    listed = around.LISTED_AS.search(lead)
    return listed is not None and around.CONNECTS.fullmatch(lead, 0, listed.start()) is not None


class QuotationScan:
    """The part of a scan that reads quotations; what was said before one is in ``state``."""

    def __init__(self, above: ScanContext, quotes: list[str]) -> None:
        self.above = above
        self.quotes = quotes
        self.said_something = False
        self.groups: list[NamedGroup] = []
        self.dropped: list[str] = []
        self.doubts: list[str] = []
        self._in_the_entry: re.Match[str] | None = None
        self.state = ScanState(above.supplement, above.operation, above.countries, list(above.subjects))
        self.state.is_elsewhere, self.state.also = above.is_elsewhere, above.also

    def _group(self, operation: Operation, *, in_words: bool = False) -> NamedGroup:
        return self.state.groups.of(operation, self.state.countries, in_words=in_words)

    def _is_inside(self, match: re.Match[str]) -> bool:
        """Whether "in the entry for “X”" stands before a token, and nothing parts them."""
        within = self._in_the_entry
        return (
            within is not None
            and within.end() <= match.start()
            and ";" not in match.string[within.end() : match.start()]
        )

    def _take_for_parts(self) -> None:
        """What was quoted behind the last verb is parts of an entry that is yet to be named."""
        groups = self.state.groups
        if groups.named_last is not None and groups.named_last.entries_named:
            self.doubts.append(f"\u201c{groups.of_this_verb[-1]}\u201d is an entry, or part of one")
        groups.forget_names()
        self.state.operation, self.state.target = Operation.REVISE, Target.PART

    def _revise_in_words(self) -> None:
        """A verb works on a part of the entries named so far in this item: that is a revision of them."""
        said = self.state
        last = said.groups.last
        if said.subjects:
            self._group(Operation.REVISE, in_words=True).names += said.subjects
            said.subjects = []
        elif last is not None and last.operation in REVISES and last.names:
            last.in_words = True

    def _quote(self, quotation: str, match: re.Match[str]) -> None:
        said = self.state
        goes_on = said.entry_quoted and around.COMMA_OR_AND.fullmatch(match.string, said.named_until, match.start())
        said.entry_quoted = False
        name = quoted_name(quotation, match.string[match.end() : match.end() + around.NEAR])
        if whole := whole_entry(name):
            name = whole.name
        last = said.groups.last
        subject = around.before(around.ENTRY_NAMED, match) or (
            said.target is Target.PART
            and said.operation in REVISES
            and (goes_on or around.before(around.PART_FOR, match))
        )
        if self._is_other_name(name, match):
            return
        of_another = (
            said.operation is Operation.REMOVE and said.target is Target.ENTRY and around.before(around.FROM, match)
        )
        if of_another and said.groups.of_this_verb:
            self._take_for_parts()  # "removing “Y” from “X”"
            subject = True
        if not subject and said.target is Target.ENTRY and self._is_part_of_last(match):
            said.target, said.part_at = Target.PART, match.start()
            self._revise_in_words()
        if around.before(around.TO_READ, match):  # "the entry “X” is corrected to read “Y”": new words of X
            self._revise_in_words()
            self.dropped.append(quotation)
            said.target, said.part_at = Target.PART, match.start()
            return
        # Words of an entry, and so is what they should read.
        if around.behind(around.READS, match) and not (subject or self._goes_on_naming(match)):
            said.target, said.part_at = Target.PART, match.start()
            return
        if said.target is Target.SUBJECT or (said.target is Target.PART and subject):
            said.entry_quoted = True
            group = self._group(Operation.REVISE, in_words=True)
            if name not in group.names:
                group.names.append(name)
        elif said.target is Target.PART:
            self.dropped.append(quotation)
        elif said.operation is None:
            said.subjects.append(name)
        elif not (around.before(around.INTO_ITS_PLACE, match) and not subject and last is not None and last.in_words):
            self._name(name, said.operation, match)

    def _name(self, name: str, operation: Operation, match: re.Match[str]) -> None:
        """Take an entry's name for what was said last, unless it is one to which that is not done."""
        groups, apart = self.state.groups, self.state.placed_apart
        if apart and operation not in REVISES:
            self.state.unplaced.append(name)
        if operation in REVISES or not self._is_set_aside(name, match):
            groups.of_this_verb.append(name)
            groups.named_last = self._group(operation)
            groups.named_last.names.append(name)

    def _is_set_aside(self, name: str, match: re.Match[str]) -> bool:
        """Whether nothing is done to the entry of this name: “A”, but not the entry for “B” or “C”."""
        said, lead = self.state, without_tokens(match.string, self.state.led_from, match.start())
        if around.NOT_TO.search(lead):
            said.set_aside_until = match.end()
            said.several_set_aside = "entries" in match.string[said.led_from : match.start()].lower()
            return True
        joined = match.string[said.set_aside_until : match.start()] if said.set_aside_until >= 0 else ";"
        if around.COMMA_OR_AND.fullmatch(joined):
            if not (said.several_set_aside or " or " in joined):
                self.doubts.append(f"\u201c{name}\u201d is one more entry, or not")
            said.set_aside_until = match.end()
            return True
        if not (around.CONNECTS.fullmatch(lead) or (not said.groups.of_this_verb and _leads_to_first(lead))):
            self.doubts.append(f"what is done to \u201c{name}\u201d behind \u201c{' '.join(lead.split())}\u201d")
        return False

    def _is_other_name(self, name: str, match: re.Match[str]) -> bool:
        """Whether a quotation names no entry of its own: the former or the new name of one, or one that is left out."""
        said = self.state
        if around.before(around.OTHER_NAME, match):
            said.set_aside_until = match.end()
        elif around.before(around.EXCEPT, match):
            self.doubts.append(f"what is done to all but \u201c{name}\u201d")
        elif around.before(around.TITLED, match):
            pass  # "the final rule “Additions to the Entity List” is corrected"
        elif around.before(around.INSTEAD_OF, match) and said.target is Target.PART:
            self.dropped.append(name)
        elif self._is_new_name(match):
            said.target, said.part_at, said.renames = Target.PART, match.start(), True
        else:
            return False
        return True

    def _is_new_name(self, match: re.Match[str]) -> bool:
        """Whether a quotation is the new name of what was named: "redesignating the entry for “A” as “B”"."""
        said = self.state
        moves = said.operation in (Operation.MOVE, Operation.REVISE) and said.target is Target.ENTRY
        named = around.before(around.AS_NEW_NAME, match) or around.before(around.TO_NEW_NAME, match)
        return moves and named and said.groups.rename()

    def _goes_on_naming(self, match: re.Match[str]) -> bool:
        """Whether a quotation is the next of a list of entries: "the entries for “A” and “B” are corrected to read"."""
        said = self.state
        joined = bool(said.subjects) and around.JOINED.fullmatch(match.string, said.named_until, match.start())
        return bool(joined) and not self._is_inside(match)

    def _is_part_of_last(self, match: re.Match[str]) -> bool:
        """Whether a quotation without a noun is words of the entry named last: "in the entry for “X”, “12 Main” is removed"."""
        said = self.state
        within, text = self._in_the_entry, match.string
        last = said.groups.last
        named = said.subjects or (last.names if last is not None and last.operation in REVISES else [])
        if within is None or not named or not self._is_inside(match) or not said.named_until > within.end():
            return False
        goes_on = around.JOINED.fullmatch(text, said.named_until, match.start())
        if within["one"] or not goes_on:
            return True
        list_ended = around.AND.search(text, within.end(), said.named_until) is not None
        return list_ended and not around.AND.search(text, said.named_until, match.start())
