"""What the audit log calls tables, fields and values. They are translated where they are shown."""

Words = dict[str, str]


def _(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


TABLES: Words = {
    "people": _("Person"),
    "devices": _("Device"),
    "links": _("Sign-in link"),
    "codes": _("Sign-in code"),
    "offices": _("County office"),
    "listings": _("Listing"),
    "sessions": _("Live sales"),
    "payout_accounts": _("Payout account"),
    "claims": _("Reported problem"),
    "fund_entries": _("Protection fund"),
    "remarks": _("Review or question"),
}
EVENTS: Words = {"added": _("added"), "changed": _("changed"), "removed": _("removed")}
ROLES: Words = {
    "official": _("County official"),
    "producer": _("Maker"),
    "host": _("Host"),
    "buyer": _("Buyer"),
    "manager": _("Programme manager"),
    "governance": _("Reviewer"),
    "administrator": _("Administrator"),
}
# Fields of one table, and under "" those of several.
FIELDS: dict[str, Words] = {
    "": {
        "person_id": _("Person"),
        "grants": _("Roles"),
        "title": _("Title"),
        "state": _("State"),
        "reason": _("Reason"),
    },
    "people": {
        "name": _("Name"),
        "phone_hash": _("Phone"),
        "language": _("Language"),
        "also": _("Taken along as a guest"),
    },
    "devices": {"label": _("Browser"), "revoked_at": _("Signed out")},
    "links": {"secret_hash": _("Link"), "used_at": _("Used")},
    "codes": {"code_hash": _("Code")},
    "offices": {
        "title": _("Name"),
        "story": _("Story"),
        "contact": _("Contact"),
        "opened_at": _("Opened"),
        "opened_by": _("Opened by"),
    },
    "listings": {"price_fen": _("Price"), "photo_ref": _("Photo")},
    "payout_accounts": {
        "way": _("Paid out through"),
        "holder": _("Account holder"),
        "bank": _("Bank"),
        "number": _("Account number"),
    },
    "claims": {
        "asked_fen": _("Asked for"),
        "reply": _("Seller's reply"),
        "offered_fen": _("Offered"),
        "outcome": _("Result"),
        "granted_fen": _("Granted"),
        "verdict_reason": _("Reason for the decision"),
        "refunded_fen": _("Refunded"),
    },
    "fund_entries": {"fen": _("Amount"), "subject": _("Subject"), "entry": _("Movement")},
    "remarks": {"kind": _("Kind"), "stars": _("Stars"), "step": _("What happened")},
    "sessions": {
        "starts_at": _("Starts"),
        "host_title": _("Shown as host"),
        "host_ids": _("Hosts"),
        "run_of_show": _("Run of show"),
    },
}
# By table and field.
VALUES: dict[tuple[str, str], Words] = {
    ("people", "language"): {"zh-Hans": "中文", "en": "English"},
    ("listings", "state"): {
        "draft": _("Draft"),
        "submitted": _("Waiting for the county"),
        "recommended": _("In review"),
        "public": _("On sale"),
        "paused": _("Paused"),
        "archived": _("Put away"),
        "rejected": _("Sent back"),
        "removed": _("Taken down"),
    },
    ("sessions", "state"): {
        "draft": _("Draft"),
        "scheduled": _("Upcoming"),
        "ready": _("Ready"),
        "live": _("Live now"),
        "ended": _("Ended"),
        "archived": _("Replay"),
        "cancelled": _("Cancelled"),
    },
    ("claims", "state"): {
        "opened": _("Waiting for the seller"),
        "offered": _("Partial refund offered"),
        "declined": _("Declined by the seller"),
        "disputed": _("With the platform"),
        "decided": _("Refund in progress"),
        "closed": _("Closed"),
    },
    ("claims", "reason"): {
        "damaged": _("Damaged or spoilt"),
        "different": _("Not as described"),
        "wrong": _("Wrong product sent"),
        "missing": _("Not received, or something is missing"),
        "mind": _("I changed my mind"),
    },
    ("claims", "outcome"): {
        "accepted": _("The seller agreed to the refund."),
        "silence": _("The seller did not reply within 48 hours, so the refund was automatic."),
        "offer-taken": _("The buyer accepted the partial refund."),
        "offer-by-time": _("Seven days passed without a reply, so the amount offered is refunded."),
        "let-go": _(
            "Seven days passed without a request to the platform, so the seller's answer stands."
        ),
        "withdrawn": _("The buyer withdrew the report."),
        "full": _("The platform decided: full refund."),
        "part": _("The platform decided: partial refund."),
        "none": _("The platform decided: no refund."),
    },
    ("claims", "verdict_reason"): {
        "shown": _("The photos and details prove the problem"),
        "not-shown": _("Nothing shows that there is a problem"),
        "no-word": _("The seller did not reply"),
        "arrived": _("Tracking shows it was delivered"),
        "by-the-buyer": _("The problem arose after delivery"),
        "both": _("Both sides share responsibility"),
    },
    ("remarks", "kind"): {"review": _("A buyer's review"), "question": _("Question")},
    ("remarks", "step"): {
        "words-waiting": _("Words are waiting"),
        "words-shown": _("Words were published"),
        "words-refused": _("Words were sent back"),
        "addition-waiting": _("An addition is waiting"),
        "addition-shown": _("An addition was published"),
        "addition-refused": _("An addition was sent back"),
        "reply-waiting": _("A reply is waiting"),
        "reply-shown": _("A reply was published"),
        "reply-refused": _("A reply was sent back"),
    },
    ("payout_accounts", "way"): {"bank": _("Bank"), "stripe": "Stripe"},
    ("fund_entries", "entry"): {
        "paid-in": _("Paid in"),
        "covered": _("Paid a refund for a seller"),
        "reversed": _("Paid what a payout did not give back"),
    },
}
