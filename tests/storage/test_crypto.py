"""Encryption at rest and its keys."""

import pytest
from cryptography.fernet import Fernet

from frontdesk.storage.crypto import Lookup, UnreadableError, Vault, derived_key

OLD, NEW = "an-old-secret-0123456789-0123456789", "a-new-secret-0123456789-0123456789"


def test_text_comes_back_and_is_not_readable_in_between() -> None:
    sealed = Vault([NEW]).seal("Müller, numb since Tuesday")
    assert b"numb" not in sealed
    assert Vault([NEW]).open(sealed) == "Müller, numb since Tuesday"


def test_a_rotated_secret_still_opens_what_it_sealed() -> None:
    sealed = Vault([OLD]).seal("text")
    assert Vault([NEW, OLD]).open(sealed) == "text"


def test_a_lost_secret_is_explained() -> None:
    with pytest.raises(UnreadableError, match="FRONTDESK_SECRET_KEYS"):
        Vault([NEW]).open(Vault([OLD]).seal("text"))


def test_what_was_sealed_before_texts_were_packed_still_opens() -> None:
    sealed = Fernet(derived_key(OLD, "storage")).encrypt("Müller, numb since Tuesday".encode())
    assert Vault([NEW, OLD]).open(sealed) == "Müller, numb since Tuesday"


@pytest.mark.parametrize("text", ["", "é", "numb " * 10_000])
def test_texts_of_any_length_come_back(text: str) -> None:
    assert Vault([NEW]).open(Vault([NEW]).seal(text)) == text


# Sealed when format 1 was new: if this no longer opens, nothing that is stored does.
FORMAT_1 = (
    "0180000000006b09e0dbbd560be5b18f2d769e5d3a2ab7262bd74936448464e69f41ed38276ee033100cd5cee1c72ba9"
    "89998e13bc75289f2f180dd4e2ad9805aa761e1b58e9fcb8dd0ba2ccdc5c7f6ef618531d970fbeb50af8"
)


def test_what_is_stored_in_format_1_opens() -> None:
    message = '{"id": "1", "from": "patient", "text": "does it hurt"}'
    assert Vault([NEW, OLD]).open(bytes.fromhex(FORMAT_1)) == message


def test_changed_bytes_are_refused() -> None:
    sealed = bytearray(Vault([NEW]).seal("text"))
    sealed[20] ^= 1
    with pytest.raises(UnreadableError):
        Vault([NEW]).open(bytes(sealed))


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert derived_key(NEW, "storage") != derived_key(NEW, "chat-token")


def test_a_value_is_found_by_its_hash_also_after_the_secrets_have_rotated() -> None:
    stored = Lookup(["o" * 40]).hash("+17805550123")
    assert stored in Lookup(["n" * 40, "o" * 40]).hashes("+17805550123")
    assert stored != Lookup(["n" * 40, "o" * 40]).hash("+17805550123")
    assert "7805550123" not in stored
