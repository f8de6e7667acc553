"""What many clinics take: `python -m bench.clinics [COUNT ...]` (1, 60 and 300 if none is given; a minute).

Each count in processes of its own, over a new SQLite database: how long the settings take to read, and how long, and how much
resident memory, an assistant, a front desk's page and a worker take until they could begin. The assistant also answers one
question for up to 60 of the clinics, so that what is made at first use is counted. One JSON object a process.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SHIPPED = Path("clinic.yml")
_ASKED = 60
# What the worker does for each clinic every twenty seconds.
_OFTEN = ("expire_holds", "pass_offers_on", "attend_chats", "erase_as_wished")


def environment(folder: Path) -> dict[str, str]:
    """The environment of an installation in a folder."""
    return {
        "FRONTDESK_CLINICS_DIR": str(folder / "clinics"),
        "FRONTDESK_DATA_DIR": str(folder),
        "FRONTDESK_SECRET_KEYS": "a-secret-for-measuring-0123456789",
    }


def write(folder: Path, count: int) -> None:
    """So many clinics, each with a name of its own."""
    text = SHIPPED.read_text(encoding="utf-8")
    for number in range(count):
        place = folder / "clinics" / f"clinic-{number}"
        place.mkdir(parents=True)
        (place / "clinic.yml").write_text(text.replace("Momentum Physiotherapy", f"Clinic {number}"), encoding="utf-8")


def resident_mb() -> float:
    """Resident memory of this process."""
    return round(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6, 1)


async def asked(assistants: list[Any]) -> None:
    """Ask each of them something."""
    from frontdesk.engine.assistant import UserInput

    for number, assistant in enumerate(assistants):
        await assistant.reply(UserInput(f"{number:032}", "one", "web", "does it hurt?"))


def measured(process: str, folder: Path) -> dict[str, float]:
    """Open the clinics of a folder as a process does, up to where it would serve."""
    if process == "assistant":
        from frontdesk.engine.lean_rasa import import_lean

        import_lean()
        import frontdesk.channels.server
    elif process == "staff":
        import frontdesk.staff.server
    else:
        import frontdesk.verbs.clinic_jobs
    from frontdesk.settings.clinics import read_clinics
    from frontdesk.wiring import open_clinics

    imported = resident_mb()
    began = time.perf_counter()
    clinics = read_clinics(environment(folder))
    read = time.perf_counter()
    opened = open_clinics(clinics)
    found = {"imported_mb": imported}
    if process == "assistant":
        from frontdesk.engine.training import model_path

        apps = frontdesk.channels.server.create_apps(dict.fromkeys(clinics.each, model_path()), opened)
        found |= {"opened_mb": resident_mb(), "opened_seconds": time.perf_counter() - read}
        asyncio.run(asked([app.state.assistant for app in list(apps.values())[:_ASKED]]))
    elif process == "staff":
        served = frontdesk.staff.server.create_app(clinics, opened)
        assert served
        found |= {"opened_mb": resident_mb(), "opened_seconds": time.perf_counter() - read}
    else:
        jobs = [job for each in opened for job in frontdesk.verbs.clinic_jobs.jobs_of(each)]
        found |= {"opened_mb": resident_mb(), "opened_seconds": time.perf_counter() - read, "jobs": len(jobs)}
        again = time.perf_counter()
        for _, do in jobs:
            if getattr(do, "__qualname__", "").endswith(_OFTEN):
                do()
        found["twenty_seconds_jobs"] = time.perf_counter() - again
    return found | {"read_seconds": read - began, "used_mb": resident_mb()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[1, 60, 300])
    parser.add_argument("--process", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.process:
        print(
            json.dumps({name: round(value, 3) for name, value in measured(arguments.process, arguments.folder).items()})
        )
        return
    for count in arguments.counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, count)
            from frontdesk.settings.clinics import read_clinics
            from frontdesk.wiring import migrated_clinics

            migrated_clinics(read_clinics(environment(folder)))
            for process in ("assistant", "staff", "worker"):
                command = [sys.executable, "-m", "bench.clinics", "--process", process, "--folder", name]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                print(json.dumps({"clinics": count, "process": process} | json.loads(done.stdout)), flush=True)


if __name__ == "__main__":
    main()
