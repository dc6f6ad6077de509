"""Jobs of notices: who follows something hears what happens to it, when it happens and when its time comes."""

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, DynamoDBRecord

from chalicelib import clock
from chalicelib.catalogue import announce_season, tell_of_goods
from chalicelib.governance import Claim, tell_of_claim
from chalicelib.jobs.streams import Failures, in_order, name_of_batch, order_in
from chalicelib.live import hear_sessions, remind
from chalicelib.notices import remember_announcements, tell_followers
from chalicelib.orders import tell_of_change

jobs = Blueprint(__name__)
AT_NINE_ON_THE_FIRST_IN_SHANGHAI = "cron(0 1 1 * ? *)"


@jobs.on_dynamodb_record(stream_arn="stream:sessions", batch_size=100)
def announce_lives(event: DynamoDBEvent) -> None:
    """A batch is heard wholly or comes again; twice is no news."""
    records = list(event)
    if records:
        changes = [(record.old_image, record.new_image) for record in records]
        hear_sessions(name_of_batch(event, records), changes)


@jobs.on_dynamodb_record(stream_arn="stream:listings", batch_size=100)
def announce_goods(event: DynamoDBEvent) -> None:
    tell_of_goods((record.old_image, record.new_image) for record in event)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def tell_of_orders(event: DynamoDBEvent) -> Failures:
    return in_order(event, _tell_of_order)


@jobs.on_dynamodb_record(stream_arn="stream:claims", batch_size=100)
def tell_of_claims(event: DynamoDBEvent) -> Failures:
    return in_order(event, _tell_of_claim)


@jobs.on_dynamodb_record(stream_arn="stream:announcements", batch_size=100)
def keep_announcements(event: DynamoDBEvent) -> None:
    """Those that are new: what is forgotten later is no news."""
    new = [record for record in event if record.new_image]
    if new:
        ids = [record.new_image["announcement_id"]["S"] for record in new]
        remember_announcements(name_of_batch(event, new), ids)


@jobs.schedule("rate(1 minute)")
def remind_of_lives(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    remind(clock.now())


@jobs.schedule("rate(1 minute)")
def tell_all_followers(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    tell_followers(clock.now())


@jobs.schedule(AT_NINE_ON_THE_FIRST_IN_SHANGHAI)
def tell_of_season(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    announce_season(clock.now())


def _tell_of_order(record: DynamoDBRecord) -> None:
    if after := order_in(record.new_image):
        tell_of_change(order_in(record.old_image), after)


def _tell_of_claim(record: DynamoDBRecord) -> None:
    before, after = (
        Claim.from_raw_data(dict(image)) if image else None
        for image in (record.old_image, record.new_image)
    )
    if after:
        tell_of_claim(before, after)
