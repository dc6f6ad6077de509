"""A producer joins the fair: the official of the county adds them."""

from chalicelib import clock
from chalicelib.accounts import PRODUCER, add_person
from chalicelib.producers.models import Producer
from chalicelib.producers.rules import NewProducer, check_producer
from chalicelib.store import AlreadyThere, put_new
from chalicelib.text import id_of


def add_producer(
    county_id: str, new: NewProducer, made_by: str, *, person_id: str = ""
) -> Producer:
    """Add a producer of a county and the person who may sign in for it.

    The same county, name and phone again is the same producer. Raises Invalid, also for a bad phone.
    """
    name, phone = new.name, new.phone
    check_producer(new)
    producer_id = _id_of(county_id, name, phone)
    person = add_person(
        name,
        [f"{PRODUCER}:{producer_id}"],
        phone=phone,
        made_by=made_by,
        person_id=person_id or f"p{producer_id}",
    )
    return _kept(
        Producer(
            producer_id=producer_id,
            name=name,
            name_en=new.name_en or None,
            county_id=county_id,
            kind=new.kind,
            story=new.story,
            story_en=new.story_en or None,
            seller_id=producer_id,
            shipping_fee_fen=new.shipping_fee_fen,
            person_id=person.person_id,
            made_by=made_by,
            since=clock.now(),
        )
    )


def _kept(producer: Producer) -> Producer:
    try:
        return put_new(producer)
    except AlreadyThere:
        return Producer.find(producer.producer_id)


def _id_of(county_id: str, name: str, phone: str) -> str:
    return id_of(county_id, "".join(name.split()), "".join(phone.split()))
