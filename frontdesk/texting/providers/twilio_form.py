"""The form fields of a call from Twilio, read from its raw body."""

from urllib.parse import parse_qs

from frontdesk.texting.providers.base import UnreadableCallError


class Form(dict[str, list[str]]):
    """Form fields as Twilio's validator reads them."""

    def getall(self, name: str) -> list[str]:
        """Every value of a field."""
        return self[name]

    def first(self, name: str) -> str:
        """The first value of a field, or ""."""
        return self.get(name, [""])[0]


def read_form(body: bytes) -> Form:
    """The fields of a call. Raises UnreadableCallError."""
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise UnreadableCallError("the body is not a form in UTF-8") from error
    return Form(fields)


def required(form: Form, name: str) -> str:
    """A field of 1 to 64 characters. Raises UnreadableCallError."""
    value = form.first(name)
    if not 1 <= len(value) <= 64:
        raise UnreadableCallError(f"{name} is missing or too long")
    return value
