"""What the launcher prints when the site answers."""

from typing import TypedDict


class Report(TypedDict):
    """What `manage.py prepare` found or made. `password` is there only in the start that made the account."""

    site: str
    api: str
    admin: str | None
    sign_in: str | None
    login: str | None
    password: str | None


def announcement(report: Report, status: int | None) -> str:
    """The lines that tell a person where to go. `status` is the home page's; None when it never answered."""
    lines = [("Site", report["site"])]
    if report["admin"]:
        lines.append(("Admin", report["admin"]))
    lines.append(("API", report["api"]))
    if report["sign_in"]:
        lines.append(("Sign in", f"{report['sign_in']}  (works once, within an hour)"))
    if report["login"]:
        lines.append(("Login", report["login"]))
        lines.append(("Password", f"{report['password']}  (shown only this once)" if report["password"] else "the account exists already"))
    rows = [f"  {name:<10}{value}" for name, value in lines]
    if status is None:
        return "\n".join(["", "Masthead is not running, but it is set up:", "", *rows, ""])
    trouble = f", but its home page answers with an error ({status}): see above" if status >= 500 else ""
    return "\n".join(["", f"Masthead is running{trouble}.", "", *rows, "", "Ctrl-C stops everything.", ""])
