"""The tables of docs/settings.md, made from the models. `python -m frontdesk.settings.tables` writes them there.

Each table stands between two comments that name it; the text around them is written by hand.
"""

from collections.abc import Iterable
from dataclasses import Field
from pathlib import Path
from typing import Any

from frontdesk.settings.backups import Backups
from frontdesk.settings.booking import Booking
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import Settings
from frontdesk.settings.fields import Key, Variable, default_of, is_required, marked
from frontdesk.settings.openid import OpenIdSettings
from frontdesk.settings.operations import Operations
from frontdesk.settings.privacy import Privacy, Retention
from frontdesk.settings.sms import SmsSettings

PAGE = Path("docs/settings.md")


def of_keys(model: type) -> str:
    """The table of a model whose fields have Keys: group by group, as the groups first come."""
    rows = [(key.path, key.meaning, _unset(field, key)) for field, _, key in marked(model, Key)]
    groups = list(dict.fromkeys(path.partition(".")[0] for path, _, _ in rows))
    rows.sort(key=lambda row: groups.index(row[0].partition(".")[0]))
    return _table(
        ("key", "meaning", "when it is left out"), ((f"`{path}`", meaning, unset) for path, meaning, unset in rows)
    )


def _unset(field: Field[Any], key: Key) -> str:
    if key.unset:
        return key.unset
    if is_required(field):
        return "required"
    default = default_of(field)
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def of_variables(model: type) -> str:
    """The table of a model whose fields have Variables."""
    rows = (
        (f"`{variable.name}`", f"`{variable.default}`" if variable.default else variable.unset, variable.meaning)
        for _, _, variable in marked(model, Variable)
    )
    return _table(("variable", "default", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|---" * len(head) + "|", *lines[1:]])


def with_tables(page: str) -> str:
    """The page with its tables as the models have them now."""
    tables = {
        "clinic.yml": of_keys(Clinic),
        "booking": of_keys(Booking),
        "privacy": of_keys(Privacy),
        "retention": of_keys(Retention),
        "environment": of_variables(Settings),
        "operations": of_variables(Operations),
        "backups": of_variables(Backups),
        "text messages": of_variables(SmsSettings),
        "OpenID": of_variables(OpenIdSettings),
    }
    for name, table in tables.items():
        before, begin, rest = page.partition(f"<!-- table: {name} -->")
        _, end, after = rest.partition("<!-- end -->")
        page = f"{before}{begin}\n{table}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
