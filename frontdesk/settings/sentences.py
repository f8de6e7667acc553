"""What pydantic finds wrong with settings, as sentences for the person who edits them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from frontdesk.settings.values import SettingsError

Path = tuple[int | str, ...]
Found = Mapping[str, Any]  # what pydantic says of one error
_KINDS = {
    "string": ("a text", 'Put it in quotes, as "..."'),
    "array": ("a list", "Write one line a value, each beginning with a hyphen, or put them in [ ]"),
    "object": ("a group of keys", "Write its keys below it, indented, each as `key: value`"),
    "integer": ("a whole number", "Write it in digits, without quotes"),
    "boolean": ("true or false", "Write true or false, without quotes"),
}

_QUOTE = "'"


class _Schema(GenerateJsonSchema):
    """The JSON schema of a model, without the defaults that JSON cannot show."""

    ignored_warning_kinds = GenerateJsonSchema.ignored_warning_kinds | {"non-serializable-default"}


class KeysError(ValueError):
    """What is wrong between the keys of a group: (key, what is wrong and the remedy) of each."""

    def __init__(self, *problems: tuple[Path, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


def of_file(source: object, model: TypeAdapter[Any], error: ValidationError) -> SettingsError:
    """The error to raise for a file with wrong values; each sentence names the file and the key."""
    schema = model.json_schema(schema_generator=_Schema)
    found = sorted(error.errors(include_url=False), key=lambda each: str(each["loc"]))
    said = [
        f"{source}: `{'.'.join(map(_part, path)) or '(top level)'}` {what}"
        for each in found
        for path, what in _of_error(schema, each)
    ]
    return SettingsError(*dict.fromkeys(said))


def of_variables(names: Mapping[Path, str], model: TypeAdapter[Any], error: ValidationError) -> Iterator[str]:
    """A sentence for each wrong environment variable. `names`: the variable at each path of the model."""
    schema = model.json_schema(schema_generator=_Schema)
    for found in error.errors(include_url=False):
        path: Path = found["loc"]
        cause = found.get("ctx", {}).get("error")
        if isinstance(cause, SettingsError):
            yield from cause.problems
        else:
            yield f"{names[path]} {what_is_wrong(_at(schema, path), found)}"


def _part(part: int | str) -> str:
    return str(part + 1) if isinstance(part, int) else part


def _of_error(schema: dict[str, Any], found: Any) -> Iterator[tuple[Path, str]]:
    path: Path = found["loc"]
    if found["type"] == "too_short" and found["input"]:
        return  # it only lacks what is wrong in it
    if found["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        known = ", ".join(sorted(_at(schema, path[:-1])["properties"]))
        yield path[:-1], f"has the unknown key `{path[-1]}`. It is probably misspelt; known keys: {known}."
    elif found["type"] == "missing":
        yield path[:-1], f"lacks `{path[-1]}`. Add it; docs/settings.md explains each key."
    elif found["type"] == "value_error" and isinstance(cause := found["ctx"]["error"], KeysError):
        yield from ((path + below, what) for below, what in cause.problems)
    else:
        yield path, what_is_wrong(_at(schema, path), found)


def _at(schema: dict[str, Any], path: Iterable[int | str]) -> dict[str, Any]:
    """The part of a JSON schema that describes the value at a path."""
    at = _resolved(schema, schema)
    for part in path:
        named = at.get("properties", {}).get(part) or at.get("additionalProperties") or {}
        below = at["items"] if isinstance(part, int) else named
        at = _resolved(schema, below)
    return at


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of a JSON schema, with what it refers to; of what may also be null, the part that is not."""
    if "anyOf" in part:
        part = next(each for each in part["anyOf"] if each.get("type") != "null")
    return schema["$defs"][part["$ref"].rpartition("/")[2]] | part if "$ref" in part else part


def what_is_wrong(schema: dict[str, Any], found: Found) -> str:
    """The rest of a sentence that begins with the key: what is wrong with its value, and the remedy."""
    kind, given, limits = found["type"], found["input"], found.get("ctx", {})
    if kind == "value_error":
        return str(limits["error"])
    what, remedy = f"is {_shown(given)}", "docs/settings.md shows an example"
    belongs, usual = _KINDS.get(schema.get("type", ""), ("a value", "Write a value"))
    if schema.get("examples"):
        remedy = usual = f"Write it as {schema['examples'][0]}"
    if given is None or (kind.endswith("_type") and "minimum" not in schema):
        what, remedy = f"{what} where {belongs} belongs", usual
    elif "minimum" in schema:
        remedy = f"Write a whole number from {schema['minimum']} to {schema['maximum']}"
    elif kind == "literal_error":
        remedy = f"Write {limits['expected'].replace(_QUOTE, '')}"
    elif kind == "string_too_long":
        what, remedy = f"has {len(given)} characters", f"Write at most {limits['max_length']}"
    elif kind in ("string_too_short", "too_short"):
        what, remedy = "is empty", "Write a value, or remove the key"
    return f"{what}. {remedy}."


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
