"""A generated rule that is read wrong, made smaller as long as it is: few entries, plain style, so that a person sees why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from tests.real_forms.generator import Document, Item, Style, build
from tests.real_forms.typesetting import raw_text
from tests.real_forms.typesetting_styles import Setting


@dataclass(frozen=True)
class Case:
    """What a document is made of, and how it is written and set."""

    items: tuple[Item, ...]
    style: Style
    setting: Setting

    @property
    def document(self) -> Document:
        return build(list(self.items), self.style)

    def source(self, rendition: str) -> str:
        """The document as "xml" or "text"."""
        document = self.document
        return document.xml if rendition == "xml" else raw_text(document.plain, self.setting)

    def __str__(self) -> str:
        """The items, and what is not plain in style and setting."""
        odd = [
            f"{f.name}={v!r}" for f in fields(Style) if (v := getattr(self.style, f.name)) != getattr(Style(), f.name)
        ]
        odd += [
            f"{f.name}={v!r}"
            for f in fields(Setting)
            if (v := getattr(self.setting, f.name)) != getattr(Setting(), f.name)
        ]
        return "\n".join((", ".join(odd), *map(str, self.items)))


def reduced(case: Case, is_wrong: Callable[[Case], str]) -> Case:
    """The smallest case near ``case`` of which ``is_wrong`` still says something."""
    smaller = True
    while smaller:
        smaller = False
        for other in _smaller(case):
            if is_wrong(other):
                case, smaller = other, True
                break
    return case


def _smaller(case: Case) -> list[Case]:
    """The case with one item fewer, or with one axis at its plain value."""
    fewer = (
        [replace(case, items=tuple(i for i in case.items if i is not item)) for item in case.items]
        if len(case.items) > 1
        else []
    )
    plainer = [
        replace(case, style=replace(case.style, **{f.name: getattr(Style(), f.name)}))
        for f in fields(Style)
        if f.name != "correction" and getattr(case.style, f.name) != getattr(Style(), f.name)
    ]
    reset = [
        replace(case, setting=replace(case.setting, **{f.name: getattr(Setting(), f.name)}))
        for f in fields(Setting)
        if getattr(case.setting, f.name) != getattr(Setting(), f.name)
    ]
    return [*fewer, *plainer, *reset]
