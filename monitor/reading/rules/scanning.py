"""One pass over one amendatory instruction: verbs, destinations, counts, nouns and quotations, as a stream of tokens.

What a token means depends on what was said before it, which is one small value, ``ScanState``:

| token | e.g. | means |
|---|---|---|
| supplement | "Supplement No. 4 to part 744" | what all that follows is about |
| list | "the Entity List" | its supplement, unless another text was named |
| elsewhere | "§ 744.11", "the authority citation" | another text, unless the supplement was named |
| verb | "adding", "is revised" | what happens to the entries that follow; in the passive, to those named before it |
| destination, adjective | "under CHINA", "Chinese entities" | where the entries stand that follow, or came before |
| destination of an entry | "removing the entry for Australia" (2017-20406) | all that stands under it |
| count | "five", "an" | how many the next noun is |
| noun of entries | "entries", "entities" | the next quotation is an entry |
| noun of a part | "address", "license requirement" | the next quotation is a part of an entry: a revision in words |
| quotation | “A Co., Ltd.;” | an entry, or a part of one, as the last noun says |
| beside | "after the entry for “A”" | nothing: only the place in the alphabet |
"""

from __future__ import annotations

import re

from monitor.model import SUPPLEMENT, Operation
from monitor.reading.rules import around_tokens as around
from monitor.reading.rules.destination_instructions import plain_destinations, with_place_first
from monitor.reading.rules.named_groups import NamedGroup
from monitor.reading.rules.scan_quotations import ADDS_OR_REMOVES, REVISES, QuotationScan
from monitor.reading.rules.scan_state import OTHER_TEXT, ScanContext, Target
from monitor.reading.rules.tokens import (
    ENTRY_FOR,
    adds_with_entries,
    names_before_destinations,
    says_something,
    tokens_in,
    verb_of,
)
from monitor.text.destinations import as_heading, heading, heading_of_adjective
from monitor.text.numbers import read_number

# e.g. "Nos. 4 and 6"
_NUMBER = re.compile("[0-9]{1,4}")

_LISTS = {"entity": SUPPLEMENT, "unverified": 6, "military": 7}
"""The supplements to part 744 that are lists, by the first word of their names."""


class Scan(QuotationScan):
    """One pass over an item's masked text; ``groups`` are what it says, by operation and destination."""

    @property
    def countries(self) -> tuple[str, ...]:
        """The destinations said last."""
        return self.state.countries

    def context(self) -> ScanContext:
        """What the levels below inherit."""
        said = self.state
        return ScanContext(
            said.supplement,
            said.operation,
            said.countries,
            tuple(said.subjects),
            number=self.above.number,
            is_elsewhere=said.is_elsewhere,
            also=said.also,
        )

    def run(self, text: str, *, has_levels_below: bool = False) -> None:
        """Read the masked text of one item. Entries it only names are the subject of the levels below it, if any."""
        text = with_place_first(plain_destinations(around.ASIDE.sub("", text), self.quotes))
        tokens = tokens_in(text)
        said = self.state
        said.groups.names_first = names_before_destinations(tokens)
        said.groups.has_place = bool(self.above.countries)
        self._in_the_entry = around.IN_THE_ENTRY.search(text)
        for match in tokens:
            if match["entry_noun"] and around.before(around.NEW_SENTENCE, match):
                said.begin_sentence(self.above.operation, match.start())
            self._take(match)
        self.doubts += [f"\u201c{name}\u201d stands under the destination before it, or not" for name in said.unplaced]
        self.said_something = says_something(text)
        if said.subjects and not has_levels_below:
            self._group(said.operation or Operation.REVISE).names += said.subjects
        if not said.groups.found and said.operation in REVISES and not self.said_something:
            self._group(said.operation).entries_named = True  # "Supplement No. 4 ... is revised to read as follows:"
        self.groups = said.groups.close(said.countries)

    # -- one token at a time; see the table above ------------------------------------------------------------------------

    def _take(self, match: re.Match[str]) -> None:
        said = self.state
        if match["supplement"] or match["the_list"] or match["elsewhere"]:
            self._text_named(match)
        elif match["country"] or match["new_country"]:
            self._country(match)
        elif match["adjective"]:
            said.countries = (heading_of_adjective(match["adjective"]),)
        elif match["count"]:
            self._count(match)
        elif match["entry_noun"]:
            self._entry_noun(match)
        elif match["part_noun"]:
            self._part_noun(match)
        elif match["quote"]:
            self._quote(self.quotes[int(match["index"])], match)
            said.named_until = said.led_from = match.end()
        elif not match["beside"]:
            said.led_from = match.end()
            self._verb(verb_of(match), match)

    def _text_named(self, match: re.Match[str]) -> None:
        """What the instruction is about, by supplement, by the name of its list, or some other text."""
        said = self.state
        if match["supplement"]:
            ours = match["part"] in (None, "744")
            self._supplements([int(n) for n in _NUMBER.findall(match["numbers"])] if ours else [], match)
            said.said_supplement, said.is_elsewhere = True, said.supplement == OTHER_TEXT
        elif match["the_list"]:
            named_so = not (said.said_supplement or said.is_elsewhere)
            if named_so or around.AND_LIST.fullmatch(match.string, max(said.text_ended, 0), match.start()):
                self._supplements([_LISTS[match["list_name"].split()[0].lower()]], match)
        elif not said.said_supplement and (self.above.supplement == OTHER_TEXT or not self.above.text):
            said.supplement, said.is_elsewhere = OTHER_TEXT, True

    def _supplements(self, numbers: list[int], match: re.Match[str]) -> None:
        """Take the supplements to part 744 that are named: beside those named right before them, or in their place.

        What an instruction does in several texts one after the other is taken for the list's where that is among them.
        """
        said = self.state
        before = (said.supplement, *said.also) if said.text_ended >= 0 else ()
        joined = around.AND_TEXT.fullmatch(match.string, max(said.text_ended, 0), match.start()) is not None
        other = bool(before) and (SUPPLEMENT in before) != (SUPPLEMENT in numbers)
        if other and not joined:
            self.doubts.append("which entries are those of the Entity List, and which of another text")
        named = dict.fromkeys((*before, *numbers) if joined or other else numbers)
        ordered = sorted((n for n in named if n != OTHER_TEXT), key=lambda n: n != SUPPLEMENT)
        said.supplement, said.also = (ordered[0], tuple(ordered[1:])) if ordered else (OTHER_TEXT, ())
        said.text_ended = match.end()

    def _count(self, match: re.Match[str]) -> None:
        if around.before(around.NUMBERED, match):
            return
        word = match["count"].lower()
        self.state.count = 1 if word in ("a", "an") else read_number(word)
        if around.behind(around.UNDER, match):  # "2 entities under Russia and 1 under Iran"
            self._entry_noun(match)

    def _verb(self, operation: Operation, verb: re.Match[str]) -> None:
        said, text = self.state, verb.string
        said.groups.own_place, said.placed_apart, said.renames = (), "", False
        if operation is Operation.ADD and said.groups.found and (it := around.IT.match(text, verb.end())):
            said.groups.move_removed(everything=it[1].lower() == "them")
            said.operation, said.moves_it = Operation.MOVE, True
            return
        to_a_part = self._is_done_to_a_part(operation, verb)
        if operation in ADDS_OR_REMOVES and around.behind(around.WITHIN_THE_ENTRY, verb):
            operation = Operation.REVISE
            if said.subjects and not to_a_part:  # "“12 Main” is removed from the entry for “X”"
                said.subjects, to_a_part = [], True
        if self._works_on_words(operation, verb) or to_a_part:
            said.target = Target.PART
            self._revise_in_words()
            said.target = Target.PART
            return
        said.groups.begin_verb(replaces=operation is Operation.ADD and around.behind(around.IN_ITS_PLACE, verb))
        said.groups.begins_anew = operation in (*REVISES, Operation.MOVE)
        said.count = None
        corrects_part = operation is Operation.CORRECT and said.target is not Target.ENTRY
        has_part = corrects_part and ";" not in text[said.part_at : verb.start()]
        if around.before(around.NOT, verb):
            self.doubts.append(f"what was not to be {verb.group().lower()}")
            operation = Operation.CORRECT
        if around.is_passive(verb) and said.subjects:  # "the entry for “X” is revised to read as follows"
            self._group(operation).names += said.subjects
            said.subjects = []
            if around.behind(around.NAMES_ANOTHER, verb):  # "... is added, and the entry for “Y” is corrected"
                said.operation = None
                return
        elif (
            (operation in ADDS_OR_REMOVES or around.behind(around.AS_FOLLOWS, verb))
            and said.entry_quoted
            and around.is_passive(verb)
            and not self._is_inside(verb)
            and around.IS.fullmatch(text, said.named_until, verb.start())
        ):
            said.groups.take_back(self._group(operation))  # "in the second column, the entry “X” is removed"
        said.operation = operation
        # "in the fourth column, “744.11” should read “744.21”"
        said.target = Target.PART if has_part else Target.ENTRY

    def _works_on_words(self, operation: Operation, verb: re.Match[str]) -> bool:
        """Whether the verb replaces words of an entry: "in the entry for “X”, by removing “12 Main” and adding “14 Main”
        in its place"."""
        if operation not in ADDS_OR_REMOVES or not around.behind(around.QUOTED, verb):
            return False
        if self.state.subjects:
            amended = around.before(around.AMENDED_BY, verb)
            return bool(self.above.subjects) or self._is_inside(verb) or amended
        last = self.state.groups.last
        if last is None or last.operation not in REVISES:
            return False
        by_the_part = self.state.target is Target.PART and around.before(around.BY, verb)
        goes_on = self.state.target is Target.PART and around.JUST_AND.fullmatch(
            verb.string, self.state.named_until, verb.start()
        )
        in_words = by_the_part or goes_on or self._is_inside(verb)
        if around.before(around.CORRECTED_BY, verb) and bool(last.names):
            return True
        return around.behind(around.IN_ITS_PLACE, verb) or (last.in_words and bool(in_words))

    def _is_done_to_a_part(self, operation: Operation, verb: re.Match[str]) -> bool:
        """Whether the verb is passive and what was spoken of last is a part: "the address “12 Main” is removed"."""
        said = self.state
        is_part = said.target is Target.PART and ";" not in verb.string[said.part_at : verb.start()]
        return operation in ADDS_OR_REMOVES and is_part and around.is_passive(verb)

    def _country(self, match: re.Match[str]) -> None:
        said, groups, text = self.state, self.state.groups, match.string
        printed = match.group()
        name = heading(printed) or as_heading(around.THE_DESTINATION_OF.sub("", printed))
        between = text[said.country_ended : match.start()] if said.country_ended >= 0 else "-"
        further = around.JOINED.fullmatch(between) is not None
        moving_to = said.operation is Operation.MOVE and around.before(
            around.UNDER_OR_TO if said.moves_it else around.TO, match
        )
        said.country_ended = match.end()
        last = groups.last
        if adds_with_entries(match):
            said.countries = groups.own_place = (name,)
        elif said.operation is Operation.REMOVE and around.before(ENTRY_FOR, match):
            groups.add(NamedGroup(Operation.REMOVE, (name,), entries_named=True, is_whole=True))
        elif said.operation in REVISES and around.before(ENTRY_FOR, match) and around.behind(around.BY_DOING, match):
            said.countries = (name,)  # "revising the entry for CHINA by adding “X”"
            groups.forget_bare()
        elif said.operation is Operation.MOVE and last is not None and around.before(around.FROM, match):
            groups.place_last((name,))
        elif moving_to and last is not None and last.operation is Operation.MOVE:
            last.to_country = name
            said.moves_it = False
        elif said.placed_apart and further and last is not None:
            last.countries = (*last.countries, name)  # "the entry for “B” under IRAN and IRAQ"
        elif self._is_of_the_last(match):
            placed = groups.place_apart(said.named_at_noun, (name,))
            said.placed_apart = printed
            said.unplaced = [one for one in said.unplaced if one not in placed]
            if len(placed) > 1 and not groups.names_first:
                self.doubts.append(f"how many of the entries stand under {printed}")
        else:
            said.placed_apart = ""
            if said.renames and last is not None and groups.has_its_place(last, name):
                self.doubts.append(f"which entry stands under {printed}")
            said.countries = tuple(dict.fromkeys((*said.countries, name))) if further and said.countries else (name,)
            # Below "Under CHINA:" a place changes where those stand right before it: "“X” under SINGAPORE".
            if not self.above.countries or further or around.PLACES.fullmatch(text, said.named_until, match.start()):
                groups.place(said.countries, further=further)
            else:
                groups.begin_place()

    def _is_of_the_last(self, place: re.Match[str]) -> bool:
        """Whether a destination is of the entry before it alone: under RUSSIA, “A”, and the entry for “B” under BELARUS."""
        said, text = self.state, place.string
        has_place = bool(self.above.countries) or not said.groups.names_first
        named = said.operation in ADDS_OR_REMOVES and said.groups.of_this_verb
        if not (has_place and named and around.PLACES.fullmatch(text, said.named_until, place.start())):
            return False
        if text[said.named_until] == ",":
            return around.behind(around.PLACE_ENDS, place)
        return not around.behind(around.PLACE_LEADS, place) or around.behind(around.PLACE_ENDS, place)

    def _entry_noun(self, noun: re.Match[str]) -> None:
        said = self.state
        if said.operation is Operation.ADD and around.behind(around.for_a_destination(), noun):
            said.count = None  # "adding an entry for CHILE and one for “X”": a heading, and no entry
            return
        named = said.operation in ADDS_OR_REMOVES and said.target is Target.ENTRY and said.groups.of_this_verb
        if named and around.before(around.OF_THE, noun) and around.behind(around.FOR_QUOTED, noun):
            self._take_for_parts()  # "removing “Y” from the entry for “X”"
        beside = said.operation in (Operation.ADD, Operation.REMOVE) and around.before(around.AND_THE, noun)
        if said.target is Target.PART and not beside:
            said.target, said.count = Target.SUBJECT, None  # "... the address “...” from the entry for “X”"
            return
        said.target = Target.ENTRY
        said.named_at_noun = len(said.groups.of_this_verb)
        if said.operation is None:
            return
        group = self._group(said.operation)
        group.entries_named = True
        if said.count is not None:
            group.count = (group.count or 0) + said.count
            said.count = None

    def _part_noun(self, match: re.Match[str]) -> None:
        said = self.state
        between = match.string[said.named_until : match.start()]
        if around.AKA.fullmatch(match.group()) and said.named_until and not between.strip(" ,;("):
            return  # “A,” a.k.a. “B”: one entry by two names
        of_this_verb = said.groups.of_this_verb and ";" not in between
        if said.operation in ADDS_OR_REMOVES and around.before(around.AS_A_PART, match):
            self._take_for_parts()  # "removing “Y” as an alias of “X”"
        elif said.operation is Operation.REMOVE and of_this_verb and not around.before(around.AND_THE, match):
            self.doubts.append(f"an entry is removed, or {match.group()}")
        said.target, said.count, said.part_at = Target.PART, None, match.start()
        if ";" not in between:
            self._revise_in_words()
