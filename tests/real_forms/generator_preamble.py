"""What generated rules say of themselves before they amend: the summary's counts, and the lists of parties."""

from __future__ import annotations

from html import escape
from random import Random

from tests.real_forms.generator_cells import counted
from tests.real_forms.generator_items import Item
from tests.real_forms.generator_names import number, title
from tests.real_forms.generator_spelling import otherwise
from tests.real_forms.generator_styles import Style

DATES = {
    "effective": "This rule is effective January 2, 2030.",
    "on": "This rule is effective on January 2, 2030.",
    "colon": "This rule is effective: January 2, 2030.",
    "applicable": "This rule is effective January 2, 2030. This rule is applicable as of December 3, 2029.",
    "by instruction": "This rule is effective January 2, 2030, except for amendatory instruction {n}, which is effective January 14, 2030.",
    "publication": "This rule is effective [INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER].",
}
BACKGROUND = (
    "The Entity List (supplement no. 4 to part 744 of the EAR (15 CFR parts 730-774)) identifies entities for which there is reasonable "
    "cause to believe, based on specific and articulable facts, that the entities have been involved, are involved, or pose a "
    "significant risk of being or becoming involved in activities contrary to the national security or foreign policy interests of the "
    "United States, pursuant to § 744.11(b). The license review policy for each listed entity is identified in the “License Review "
    "Policy” column on the Entity List.",
    "The End-User Review Committee (ERC), composed of representatives of the Departments of Commerce (Chair), State, Defense, Energy "
    "and, where appropriate, the Treasury, makes all decisions regarding additions to, removals from, or other modifications to the "
    "Entity List. The ERC makes all decisions to add an entry to the Entity List by majority vote and makes all decisions to remove or "
    "modify an entry by unanimous vote.",
)
SAVINGS = (
    "For the changes being made in this final rule, shipments of items removed from eligibility for a License Exception or export, "
    "reexport, or transfer (in-country) without a license (NLR) as a result of this regulatory action that were en route aboard a "
    "carrier to a port of export, reexport, or transfer (in-country), on January 2, 2030, pursuant to actual orders for export, "
    "reexport, or transfer (in-country) to or within a foreign destination, may proceed to that destination under the previous "
    "eligibility for a License Exception or export, reexport, or transfer (in-country) without a license (NLR)."
)


def summary(style: Style, items: list[Item]) -> str:
    """The SUMMARY, with the counts that the style states."""
    if style.summary == "none":
        return "This rule amends the Entity List."
    added = [i for i in items if i.operation == "add"]
    revised = sum(i.operation in ("revise", "correct", "move") for i in items)
    removed = sum(i.operation == "remove" for i in items)
    said = []
    if added:
        said.append(
            "In this rule, the Bureau of Industry and Security (BIS) amends the Export Administration Regulations (EAR) "
            f"{_adding(style, added)}."
        )
    if revised:
        said.append(f"This final rule also modifies {number(style, revised)} existing entries on the Entity List.")
    if removed:
        noun = "entity" if removed == 1 else "entities"
        said.append(f"This final rule removes {number(style, removed)} {noun} from the Entity List.")
    return " ".join(said)


def _adding(style: Style, added: list[Item]) -> str:
    count = number(style, len(added))
    if style.summary == "persons":
        return f"by adding {count} {'person' if len(added) == 1 else 'persons'} to the Entity List"
    if style.summary == "entities and entries":
        names = number(style, len({i.name.lower() for i in added}))
        return f"by adding {names} entities under {count} entries to the Entity List"
    said = f"by adding {count} {'entry' if len(added) == 1 else 'entries'} to the Entity List"
    if style.summary == "by country":
        shares = [f"{title(c)} ({sum(i.country == c for i in added)})" for c in sorted({i.country for i in added})]
        said += ", under the destinations of " + ", ".join(shares)
    return said


def preamble(style: Style, items: list[Item]) -> str:
    """The background, and the parties by destination: the additions, or all that the rule names."""
    out = ["<HD SOURCE='HD1'>Background</HD>"]
    if style.background == "long":
        out += [f"<P>{escape(text, quote=False)}</P>" for text in (*BACKGROUND, _determined(items)) if text]
    written = [_list(style, *one) for one in _lists(style, items)]
    out += written or ["<P>The End-User Review Committee determined to make these amendments.</P>"]
    if style.background == "long":
        out += ["<HD SOURCE='HD1'>Savings Clause</HD>", f"<P>{SAVINGS}</P>"]
    return "".join(out)


def _lists(style: Style, items: list[Item]) -> list[tuple[str, str, list[Item]]]:
    """What is listed: the verb of the sentence before it, what it says of the entries, and the parties."""
    gone = [i for i in items if i.operation == "remove"]
    removals = ("removes", "entries from the Entity List", gone)
    if style.preamble == "none":  # nothing else names the parties of a destination that is removed whole
        return [removals] if any(i.whole for i in gone) else []
    added = [i for i in items if i.operation == "add"]
    lists = [("adds", "entries to the Entity List and includes, where appropriate, aliases", added)]
    if style.listed == "everything":
        changed = [i for i in items if i.operation in ("revise", "correct", "move")]
        lists += [("revises", "existing entries on the Entity List", changed), removals]
    elif any(i.whole for i in gone):
        lists.append(removals)
    return [one for one in lists if one[2]]


def _determined(items: list[Item]) -> str:
    """The paragraph that tells why parties are added."""
    added = [i for i in items if i.operation == "add"]
    if not added:
        return ""
    names = "; ".join(i.name for i in added[:-1]) + ("; and " if len(added) > 1 else "") + added[-1].name
    return (
        f"The ERC determined to add {names} to the Entity List for acquiring and attempting to acquire U.S.-origin items, contrary "
        "to the national security and foreign policy interests of the United States under § 744.11(b) of the EAR."
    )


def _list(style: Style, verb: str, what: str, items: list[Item]) -> str:
    out = [f"<P>This final rule {verb} the following {number(style, len(items))} {what}:</P>"]
    kind = "numbered" if style.preamble == "none" else style.preamble
    for country in sorted({i.country for i in items}):
        out.append(f"<HD SOURCE='HD3'>{escape(title(country))}</HD>")
        here = [i for i in items if i.country == country]
        if style.listed == "otherwise":
            here = sorted(here, key=lambda i: i.name.replace("(", "").swapcase())
        for n, item in enumerate(here, 1):
            end = "." if n == len(here) else "; and" if n == len(here) - 1 else ";"
            out.append(_listed(style, kind, n, item, end))
    return "".join(out)


def _listed(style: Style, kind: str, n: int, item: Item, end: str) -> str:
    apart = style.listed == "otherwise" and item.operation == "add" and Random(item.name).random() < 0.25
    name = otherwise(item.name) if apart else item.name
    if kind == "with aliases":
        return _with_aliases(item, name, n, end)
    if kind == "with addresses":
        lines = list(item.lines or (item.old_text or item.name,))
        lines[0] = lines[0].replace(item.name, name, 1)
        lines[-1] = lines[-1].rstrip(".") + end
        first, *more = (escape(line, quote=False) for line in lines)
        return f"<FP>({n}) {first}</FP>" + "".join(f"<P>{line}</P>" for line in more)
    address = (item.lines[-1] if item.lines else "China.").removeprefix(item.name).lstrip(", ") or "China."
    name, address = escape(name, quote=False), escape(address, quote=False)
    return {
        "bullets": f"<P>• {name}{end}</P>",
        "numbered": f"<P>({n}) {name}{end}</P>",
        "bare": f"<P>{name}{end}</P>",
        "italic": f"<P>({n}) <E T='03'>{name},</E> {address}</P>",
    }[kind]


def _with_aliases(item: Item, name: str, n: int, end: str) -> str:
    """A numbered party as 2017-10804 lists it: each alias closed by a full stop in a line of its own, then the addresses."""
    if not item.aliases:
        return f"<P>({n}) {escape(name, quote=False)}{end}</P>"
    noun = "alias" if len(item.aliases) == 1 else "aliases"
    first = f"{name}, a.k.a., the following {counted(len(item.aliases), 'words')} {noun}:"
    aliases = [f"\u2014{alias.rstrip('.')}." for alias in item.aliases]
    addresses = "; and ".join(item.addresses).rstrip(".") + end
    first, addresses, *aliases = (escape(line, quote=False) for line in (first, addresses, *aliases))
    return f"<P>({n}) {first}</P>{''.join(f'<FP>{alias}</FP>' for alias in aliases)}<P>{addresses}</P>"
