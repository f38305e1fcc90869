"""FollowTheMoney's own library as the judge of what is written for it; the optional extra ``ftm``."""

from __future__ import annotations

import json
from collections.abc import Iterable

from monitor.errors import MonitorError, UsageError


def check_ftm(lines: Iterable[str]) -> str:
    """Hold each entity, a line of JSON, against the library's model; the library's name and version if all are valid.

    Raises UsageError where the library is not installed, MonitorError for the first entity that the model refuses: an
    unknown schema or property, a missing one that is required, or a value that cleaning would drop.
    """
    try:
        import followthemoney  # noqa: PLC0415 - heavy, and seldom there
        from followthemoney import model  # noqa: PLC0415
        from followthemoney.exc import FollowTheMoneyException  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            f"--check needs the library followthemoney ({error}); install it with pip install 'entity-list-monitor[ftm]', "
            "or leave --check out: the form is written without it."
        ) from None
    for line in lines:
        shape = json.loads(line)
        try:
            proxy = model.get_proxy(shape, cleaned=False)
            proxy.schema.validate(shape)
            dropped = [name for name in shape["properties"] if not proxy.get(name)]
        except FollowTheMoneyException as error:
            why = f"{error} {getattr(error, 'errors', '')}"
            raise MonitorError(f"{shape['id']} is no valid FollowTheMoney entity: {why}. Please report it.") from None
        if dropped:
            raise MonitorError(
                f"FollowTheMoney takes no {', '.join(dropped)} of {shape['id']} as written. Please report it."
            )
    return f"followthemoney {followthemoney.__version__}"
