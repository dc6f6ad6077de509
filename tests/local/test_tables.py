"""The tables, from the models: one definition for the engine and for CloudFormation."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Record, table
from infra.tables import (
    all_records,
    cloudformation_tables,
    create_tables,
    table_request,
    table_requests,
)


class ByCounty(GlobalSecondaryIndex["Parcel"]):
    class Meta:
        index_name = "by_county"
        projection = AllProjection()

    county_id = UnicodeAttribute(hash_key=True)
    sent_at = NumberAttribute(range_key=True)


class Parcel(Record):
    Meta = table("small-parcels", stream=True)

    buyer_id = UnicodeAttribute(hash_key=True)
    parcel_id = UnicodeAttribute(range_key=True)
    county_id = UnicodeAttribute()
    sent_at = NumberAttribute()
    by_county = ByCounty()


class Label(Record):
    Meta = table("small-parcels")

    buyer_id = UnicodeAttribute(hash_key=True)
    parcel_id = UnicodeAttribute(range_key=True)


def test_a_record_becomes_a_table_with_its_index_and_its_stream() -> None:
    request = table_request(Parcel)

    assert request["TableName"] == "fair-small-parcels"
    assert request["BillingMode"] == "PAY_PER_REQUEST"
    assert [key["AttributeName"] for key in request["KeySchema"]] == ["buyer_id", "parcel_id"]
    assert {attribute["AttributeName"] for attribute in request["AttributeDefinitions"]} == {
        "buyer_id",
        "parcel_id",
        "county_id",
        "sent_at",
    }
    (index,) = request["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by_county"
    assert [key["KeyType"] for key in index["KeySchema"]] == ["HASH", "RANGE"]
    assert request["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_records_that_share_a_table_are_one_table() -> None:
    (request,) = table_requests([Label, Parcel])

    assert request == {**request, **table_request(Parcel)}


def test_cloudformation_keeps_tables_and_can_turn_back_time() -> None:
    ((name, resource),) = cloudformation_tables([Parcel]).items()

    assert name == "SmallParcelsTable"
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    properties = resource["Properties"]
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert properties["KeySchema"] == table_request(Parcel)["KeySchema"]


def test_tables_are_created_once() -> None:
    create_tables([Parcel])

    assert create_tables([Parcel]) == []


def test_every_record_of_the_project_has_a_table_of_its_own_resource() -> None:
    records = all_records()

    assert len(cloudformation_tables(records)) == len(table_requests(records))
