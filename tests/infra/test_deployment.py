"""The very output of `make package`, deployed through CloudFormation to an engine that enforces its roles."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.infra.cloud import Browser, Cloud, wait_for
from tests.infra.handbook import ask, line_with, run
from tests.media.pictures import jpeg

WIDTHS = (480, 960, 1600)


@pytest.fixture(scope="module")
def seeded(cloud: Cloud) -> dict[str, str]:
    told: dict[str, str] = json.loads(cloud.run("tests.infra.seeding", "fair").splitlines()[-1])
    return told


def test_a_page_comes_through_the_one_greedy_route(cloud: Cloud) -> None:
    home, about, nowhere = (Browser(cloud).get(path) for path in ("/", "/about", "/no/such/page"))

    assert (home.status, about.status, nowhere.status) == (200, 200, 404)
    assert "<h1>" in about.body
    assert "<h1>" in nowhere.body
    assert "default-src 'self'" in home.headers["content-security-policy"]
    assert not re.search(r'(href|action|src)="/api/', home.body), "the stage shows"


def test_static_files_come_from_storage(cloud: Cloud) -> None:
    page = Browser(cloud).get("/about")
    (address,) = re.findall(r'href="(/static/fair\.[0-9a-f]{10}\.css)"', page.body)

    style = Browser(cloud).file(address)

    assert style.status == 200
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]


def test_somebody_orders_by_forms_and_the_seller_hears_of_it(
    cloud: Cloud, seeded: dict[str, str]
) -> None:
    buyer = Browser(cloud)
    word = buyer.get("/sign-in").fields["csrf"]
    put = buyer.post("/basket/lines", csrf=word, sku_id="pear", quantity=2, price_fen=500)
    known = buyer.get("/checkout").fields
    to = {"name": "Mei", "phone": "13800138000", "region": "浙江省杭州市", "street": "文三路 1 号"}

    placed = buyer.post("/orders", **{**known, **to, "method": "cod"})

    assert put.status == 303, put.body
    assert placed.status == 303, placed.body
    assert buyer.get(placed.headers["location"]).status == 200
    wait_for(lambda: cloud.items("inbox"), "the order in the seller's inbox")


def test_a_form_from_elsewhere_is_refused(cloud: Cloud) -> None:
    stranger = Browser(cloud)

    answer = stranger.post("/basket/lines", csrf="0" * 32, sku_id="pear", quantity=1, price_fen=500)

    assert answer.status == 403


def test_a_photo_becomes_renditions(cloud: Cloud, seeded: dict[str, str]) -> None:
    producer = signed_in(cloud, seeded["link"])
    form = producer.get("/shop/listings/new")
    fields = upload_fields(form.body)
    photo_id = fields["key"].removeprefix("incoming/")

    sent = producer.upload(fields, jpeg())

    assert sent.status == 303, sent.body
    assert urlsplit(sent.headers["location"]).path.startswith("/shop/")
    wait_for(lambda: state_of(producer, photo_id) == "ready", "the photo")
    for width in WIDTHS:
        for kind, content_type in (("avif", "image/avif"), ("jpg", "image/jpeg")):
            rendition = producer.file(f"/photos/{photo_id}/{width}.{kind}")
            assert (rendition.status, rendition.headers["content-type"]) == (200, content_type)
    assert producer.file(f"/incoming/{photo_id}").status != 200, "uploads are nobody's to read"


def test_a_log_is_lines_of_json_in_which_nothing_is_lost(
    cloud: Cloud, seeded: dict[str, str]
) -> None:
    producer = signed_in(cloud, cloud.run("infra.cloud.admit", "fair", "Yang", "producer:yang"))
    fields = upload_fields(producer.get("/shop/listings/new").body)
    photo_id = fields["key"].removeprefix("incoming/")
    producer.upload(fields, jpeg())
    wait_for(lambda: state_of(producer, photo_id) == "ready", "the photo")

    lines = [json.loads(line) for line in cloud.log("media").splitlines() if line.startswith("{")]

    (told,) = [line for line in lines if line.get("photo_id") == photo_id]
    assert (told["level"], told["message"], told["state"]) == ("INFO", "photo received", "ready")
    assert told["function_name"] == "fair-media"
    assert told["function_request_id"]


def test_signing_in_is_in_the_audit_log(cloud: Cloud, seeded: dict[str, str]) -> None:
    signed_in(cloud, cloud.run("infra.cloud.admit", "fair", "Li", "administrator:*"))

    entries = wait_for(lambda: cloud.items("audit"), "what the stream of devices tells")

    assert entries


def test_the_same_again_changes_nothing(cloud: Cloud, built: Path) -> None:
    said = run(cloud, line_with("infra.cloud.deploy"), "--build", str(built))

    assert said == "\n".join(f"{name}\t{value}" for name, value in cloud.outputs.items())
    assert Browser(cloud).get("/healthz").status == 200


def test_a_release_that_was_kept_is_deployed_again(
    cloud: Cloud, built: Path, tmp_path: Path
) -> None:
    line = line_with("releases/12")
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases/12").symlink_to(built)

    said = cloud.run_in(tmp_path, line.module, *line.words[3:])

    assert f"Address\t{cloud.outputs['Address']}" in said


def test_stripes_secret_and_a_domain_are_given_and_stay(cloud: Cloud, built: Path) -> None:
    made = ask(cloud, line_with("aws", "create-secret"))
    stripe = line_with("StripeSecret=")
    domain = line_with("DomainName=fair.example")
    given = [
        w if not w.startswith("Stripe") else f"StripeSecret={made['ARN']}" for w in stripe.words
    ]

    cloud.run(stripe.module, *given[3:], "--build", str(built))
    run(cloud, domain, "--build", str(built))
    variables = cloud.client("lambda").get_function_configuration(FunctionName="fair-api")
    run(cloud, domain, "DomainName=", "CertificateArn=", "StripeSecret=", "--build", str(built))

    told = variables["Environment"]["Variables"]
    assert told["FAIR_SECRET_STRIPE_KEY"] == "sk_live_1"
    assert told["FAIR_SECRET_STRIPE_WEBHOOK"] == "whsec_1"
    assert told["FAIR_BASE_URL"] == "https://fair.example"


def test_the_first_person_is_let_in(cloud: Cloud) -> None:
    browser = signed_in(cloud, run(cloud, line_with("infra.cloud.admit")))

    assert browser.get("/audit").status == 200


def test_a_table_goes_back_to_a_second(cloud: Cloud) -> None:
    ask(cloud, line_with("aws", "restore-table-to-point-in-time"))

    assert "fair-orders-then" in cloud.client("dynamodb").list_tables()["TableNames"]


def test_the_job_of_every_minute_gives_goods_back(cloud: Cloud, seeded: dict[str, str]) -> None:
    def state() -> str:
        orders = {item["order_key"]["S"]: str(item["state"]["S"]) for item in cloud.items("orders")}
        return orders[seeded["held"]]

    wait_for(lambda: state() == "expired", "the end of the hold", seconds=120)

    left = {item["sku_id"]["S"]: item["left"]["N"] for item in cloud.items("stock")}
    assert left["tea"] == "3"


def test_nothing_was_lost_on_the_way(cloud: Cloud) -> None:
    sqs = cloud.client("sqs")
    for url in sqs.list_queues()["QueueUrls"]:
        if "Lost" in url:
            told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            assert told["ApproximateNumberOfMessages"] == "0", url


def test_a_fair_whose_stack_was_deleted_is_there_again(cloud: Cloud, built: Path) -> None:
    told = cloud.client("lambda").get_function_configuration(FunctionName="fair-api")
    before = told["Environment"]["Variables"]
    orders = cloud.items("orders")

    ask(cloud, line_with("aws", "delete-stack"))
    cloud.client("cloudformation").get_waiter("stack_delete_complete").wait(
        StackName="fair", WaiterConfig={"Delay": 1, "MaxAttempts": 120}
    )
    run(cloud, line_with("infra.cloud.deploy"), "--build", str(built))
    cloud.look()

    told = cloud.client("lambda").get_function_configuration(FunctionName="fair-api")
    after = told["Environment"]["Variables"]
    assert after["FAIR_SECRET_PHONES"] == before["FAIR_SECRET_PHONES"]
    assert cloud.items("orders") == orders
    assert orders
    assert Browser(cloud).get("/goods").status == 200


def test_the_engine_holds_a_function_to_its_role(cloud: Cloud) -> None:
    iam, dynamodb = cloud.client("iam"), cloud.client("dynamodb")
    (role,) = [role for role in iam.list_roles()["Roles"] if "ApiRole" in role["RoleName"]]
    stage = f"/_aws/execute-api/{cloud.outputs['RestApi']}/api"

    for policy in iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role["RoleName"], PolicyArn=policy["PolicyArn"])

    assert dynamodb.list_tables()["TableNames"], "the operator still may"
    assert cloud.send("GET", f"{stage}/goods").status == 500
    assert "AccessDenied" in cloud.log("api")


def signed_in(cloud: Cloud, link: str) -> Browser:
    browser = Browser(cloud)
    path = urlsplit(link).path
    word = browser.get(path).fields["csrf"]
    assert browser.post(path, csrf=word).status == 303
    return browser


def upload_fields(page: str) -> dict[str, str]:
    (form,) = re.findall(r'<form[^>]*action="/uploads/"[^>]*>.*?</form>', page, re.DOTALL)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return dict(found)


def state_of(producer: Browser, photo_id: str) -> str:
    told: dict[str, str] = json.loads(producer.get(f"/shop/photos/{photo_id}").body)
    return told["state"]
