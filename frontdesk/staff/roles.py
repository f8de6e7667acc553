"""Who may do what on the front desk's page."""

OWN = "own"  # one's own account
READ = "read"  # see requests, the day and conversations
WORK = "work"  # change requests, call back, talk to patients
EXPORT = "export"  # take a list away as a file
MANAGE = "manage"  # accounts, and who read what

DESK, CLINICIAN, OWNER = "desk", "clinician", "owner"
PERMISSIONS: dict[str, frozenset[str]] = {
    DESK: frozenset({OWN, READ, WORK, EXPORT}),
    CLINICIAN: frozenset({OWN, READ}),
    OWNER: frozenset({OWN, READ, WORK, EXPORT, MANAGE}),
}
ROLE_NAMES = {DESK: "Front desk", CLINICIAN: "Clinician (reads only)", OWNER: "Owner"}


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission."""
    return permission in PERMISSIONS[role]
