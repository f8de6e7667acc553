"""The clinics of an installation: one, as `clinic.yml` describes it, or those of the folder `clinics`.

1. `clinics/<id>/clinic.yml` is a clinic. Its id is what its rows are kept under, its site asks with and `--clinic` names.
2. `clinics/<id>/settings.yml` may have variables of docs/settings.md that are its own, such as its number for texts. Everything
   else of the environment holds for all of them.
3. Each has secrets of its own: those it is given, or some derived from the installation's. The clinic that was alone before,
   `main`, goes on with the installation's.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from frontdesk.settings.environment import Settings, read_settings
from frontdesk.settings.openid import OpenIdSettings
from frontdesk.settings.sms import SmsSettings
from frontdesk.settings.values import SettingsError, read_file
from frontdesk.settings.variables import variables
from frontdesk.storage.crypto import derived_key
from frontdesk.storage.separation import ONLY

LOBBY = ""  # the id of what belongs to no clinic: sign-ins of nobody
FOLDER, FILE = "FRONTDESK_CLINICS_DIR", "FRONTDESK_CLINIC_FILE"
CLINIC, OWN, DATA = "clinic.yml", "settings.yml", "data"
_KEYS = "FRONTDESK_SECRET_KEYS"
_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")
# What of the environment a clinic may have for itself.
OF_A_CLINIC = frozenset(
    {
        *(variable.name for model in (SmsSettings, OpenIdSettings) for variable in variables(model)),
        *("FRONTDESK_SMTP_URL", "FRONTDESK_MAIL_FROM", "FRONTDESK_CALDAV_URL", "FRONTDESK_WEBHOOK_URL"),
        *("FRONTDESK_WEBHOOK_SECRET", _KEYS),
    }
)


@dataclass(frozen=True)
class Clinics:
    """The settings of each clinic by its id, and those of the installation: addresses, database, its own secrets."""

    installation: Settings
    each: Mapping[str, Settings]

    @property
    def lobby(self) -> Settings | None:
        """The settings of the front desk's page before somebody has signed in; None: where there is one clinic."""
        if not any(config.path for config in self.each.values()):
            return None
        nobody = replace(self.installation.clinic, name="Frontdesk")
        return replace(self.installation, clinic=nobody, clinic_id=LOBBY, path="/", openid=None, sms=None)

    def named(self, clinic_id: str | None) -> Settings:
        """The settings of a clinic; None: of the only one. Raises SettingsError."""
        known = ", ".join(self.each)
        if clinic_id is None:
            if len(self.each) > 1:
                raise SettingsError(f"There are several clinics. Say which one with --clinic: {known}.")
            return next(iter(self.each.values()))
        if clinic_id in self.each:
            return self.each[clinic_id]
        raise SettingsError(f"There is no clinic {clinic_id!r} here. Those there are: {known}.")


def read_clinics(environ: Mapping[str, str] = os.environ) -> Clinics:
    """All clinics. Raises SettingsError with a sentence for each thing that is wrong with any of them."""
    folders = _folders(environ)
    if not folders:
        only = read_settings(environ)
        return Clinics(only, {only.clinic_id: only})
    environ = {**environ, FOLDER: str(folders[0].parent)}
    installation = read_settings({**environ, FILE: str(folders[0] / CLINIC)})
    each, problems = dict[str, Settings](), list[str]()
    for folder in folders:
        try:
            each[folder.name] = _read(folder, environ, installation)
        except SettingsError as error:
            problems += [f"Clinic {folder.name}: {problem}" for problem in error.problems]
    problems += _shared_by_mistake(each)
    if problems:
        raise SettingsError(*problems)
    return Clinics(installation, each)


def is_id(text: str) -> bool:
    """Whether a clinic may be called so."""
    return _ID.fullmatch(text) is not None


def _folders(environ: Mapping[str, str]) -> list[Path]:
    """The folders of the clinics; none where there is one clinic, or where its file is named."""
    parent = Path(environ.get(FOLDER) or "clinics")
    if environ.get(FILE) or not parent.is_dir():
        return []
    found = sorted(each for each in parent.iterdir() if each.is_dir() and not each.name.startswith("."))
    wrong = [each for each in found if not is_id(each.name)]
    if wrong:
        raise SettingsError(
            f"{wrong[0]}: the name of a clinic's folder is its id. Write up to 32 small letters, digits and hyphens."
        )
    return found


def _read(folder: Path, environ: Mapping[str, str], installation: Settings) -> Settings:
    own = _own(folder / OWN)
    read = read_settings({**environ, _KEYS: ",".join(installation.secret_keys), **own, FILE: str(folder / CLINIC)})
    keys = read.secret_keys if _KEYS in own else keys_of(folder.name, installation.secret_keys)
    path = f"/at/{folder.name}"
    data = folder / DATA
    return replace(
        read,
        clinic_id=folder.name,
        secret_keys=keys,
        path=path,
        public_url=read.public_url and f"{read.public_url}{path}",
        data_dir=read.data_dir if folder.name == ONLY else read.data_dir / "clinics" / folder.name,
        own_data=data if data.is_dir() else None,
        sms=read.sms and replace(read.sms, path=path),
    )


def keys_of(clinic_id: str, secret_keys: tuple[str, ...]) -> tuple[str, ...]:
    """The secrets of a clinic that has been given none, newest first."""
    if clinic_id == ONLY:
        return secret_keys
    return tuple(derived_key(secret, f"clinic/{clinic_id}").decode() for secret in secret_keys)


def _own(path: Path) -> dict[str, str]:
    """The variables that a clinic has for itself."""
    written: Any = read_file(path, "") if path.exists() else {}
    if not isinstance(written, dict) or not all(isinstance(value, str) for value in written.values()):
        raise SettingsError(f'{path}: write a variable a line, as FRONTDESK_SMS_NUMBER: "+17805550101".')
    foreign = [name for name in written if name not in OF_A_CLINIC]
    if foreign:
        raise SettingsError(
            f"{path}: {foreign[0]} holds for all clinics. Set it in the environment; docs/many-clinics.md lists what a clinic "
            "may have for itself."
        )
    return written


def _shared_by_mistake(each: Mapping[str, Settings]) -> Iterator[str]:
    """Sentences on what two clinics have that only one can have."""
    numbers, keys = dict[str, str](), dict[str, str]()
    for clinic_id, config in each.items():
        if config.sms and not config.sms.number:
            yield f"Clinic {clinic_id}: FRONTDESK_SMS_NUMBER is missing. Texts are known by the number they were sent to."
        elif config.sms and config.sms.number in numbers:
            other = numbers[config.sms.number]
            yield f"The clinics {other} and {clinic_id} have the same FRONTDESK_SMS_NUMBER. Give each its own."
        elif config.sms:
            numbers[config.sms.number] = clinic_id
        for key in config.secret_keys:
            if keys.setdefault(key, clinic_id) != clinic_id:
                yield f"The clinics {keys[key]} and {clinic_id} share a secret in FRONTDESK_SECRET_KEYS. Give each its own."


@lru_cache(maxsize=1)
def clinics() -> Clinics:
    """The clinics of this process."""
    return read_clinics()


def settings(clinic_id: str | None = None) -> Settings:
    """The settings of a clinic; None: of the only one. Raises SettingsError."""
    return clinics().named(clinic_id)
