"""What a JSON schema finds wrong with a settings file, as sentences for the person who edits it."""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

from frontdesk.settings.values import SettingsError, problem

Path = tuple[Any, ...]
_KINDS = {
    "string": ("a text", 'Put it in quotes, as "..."'),
    "array": ("a list", "Write one line a value, each beginning with a hyphen, or put them in [ ]"),
    "object": ("a group of keys", "Write its keys below it, indented, each as `key: value`"),
    "integer": ("a whole number", "Write it in digits, without quotes"),
    "boolean": ("true or false", "Write true or false, without quotes"),
}


def explained(source: object, schema: Mapping[str, Any], raw: Any) -> list[tuple[Path, SettingsError]]:
    """Everything wrong, each with the path of keys that it concerns."""
    errors = sorted(jsonschema.Draft7Validator(schema).iter_errors(raw), key=lambda error: str(error.absolute_path))
    return [found for error in errors for found in _of_error(source, error)]


def _of_error(source: object, error: Any) -> Iterator[tuple[Path, SettingsError]]:
    path: Path = tuple(error.absolute_path)
    key = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in path) or "(top level)"
    if error.validator == "additionalProperties":
        known = ", ".join(sorted(error.schema["properties"]))
        for unknown in sorted(map(str, set(error.instance) - set(error.schema["properties"]))):
            remedy = f"It is probably misspelt; known keys: {known}."
            yield (*path, unknown), problem(source, key, f"has the unknown key `{unknown}`", remedy)
    elif error.validator == "required":
        for missing in sorted(set(error.schema["required"]) - set(error.instance)):
            remedy = "Add it; docs/settings.md explains each key."
            yield (*path, missing), problem(source, key, f"lacks `{missing}`", remedy)
    else:
        yield path, problem(source, key, *_sentences(error))


def _sentences(error: Any) -> tuple[str, str]:
    """What is wrong with a value, and the remedy."""
    given, schema, limit = error.instance, error.schema, error.validator_value
    shown = _shown(given)
    example = f"Write it as {schema['examples'][0]}." if schema.get("examples") else ""
    if error.validator == "type":
        kind, remedy = _KINDS[limit]
        return f"is {shown} where {kind} belongs", example or f"{remedy}."
    if error.validator == "enum":
        return f"is {shown}", f"Write one of: {', '.join(map(str, limit))}."
    if error.validator in ("minimum", "maximum"):
        return f"is {shown}", f"Write a whole number from {schema['minimum']} to {schema['maximum']}."
    if error.validator == "maxLength":
        return f"has {len(given)} characters", f"Write at most {limit}."
    if error.validator in ("minLength", "minItems"):
        return "is empty", "Write a value, or remove the key."
    return f"is {shown}", example or "docs/settings.md shows an example."


def _shown(given: Any) -> str:
    if given is None:
        return "empty"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, list):
        return "a list"
    if isinstance(given, dict):
        return "a group of keys"
    return repr(given) if isinstance(given, str) else str(given)
