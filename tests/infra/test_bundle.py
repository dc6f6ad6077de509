"""What goes into the zips, that it is the same each time, and that it is enough."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.cloud import wheels
from infra.cloud.bundle import homes
from infra.cloud.lean import clients_made, services_used
from infra.cloud.target import NoFit, target_here
from infra.cloud.wheels import install, locked
from tests.engine import start_engine
from tests.infra.conftest import ROOT, built_in

FIRST_PAGE = """
import json
import sys
sys.path[:] = [sys.argv[1], *(one for one in sys.path if "site-packages" not in one)]
import entry
from tests_event import event
answer = entry.pages(event, None)
assert answer["statusCode"] == 200, answer
libraries = {"PIL", "pi_heif", "stripe", "boto3", "s3transfer", "chalice.cli", "botocore.client", "botocore.session",
             "botocore.credentials", "html.entities", "statistics"}
rooms = {f"chalicelib.{name}" for name in ("catalogue", "impact", "jobs", "live", "orders", "stock")}
left_out = (libraries | rooms) & set(sys.modules)
assert not left_out, left_out
homes = json.loads(entry.HOMES.read_text())
for route in homes:
    entry.pages(event | {"path": route.replace("{", "x").replace("}", "x")}, None)
print(json.dumps([entry.__file__, {route: sorted(one) for route, one in entry.site.routes.items()}]))
"""
ASK_STRIPE = """
import sys
sys.path[:] = [sys.argv[1], *(one for one in sys.path if "site-packages" not in one)]
from chalicelib.payments.stripe.client import stripe_client
from chalicelib.payments.stripe.settings import StripeSettings
import stripe
api = stripe_client(StripeSettings("sk_live_x", ("whsec_x",)))
asks = (api.v1.checkout.sessions, api.v1.payment_intents, api.v1.refunds, api.v1.disputes, api.v1.transfers,
        api.v1.events, api.v2.core.accounts, api.v2.core.account_links)
assert not stripe.enable_telemetry
for kind in ("checkout.session", "payment_intent", "refund", "dispute", "transfer", "event", "list"):
    api.deserialize({"object": kind, "id": "x"}, api_mode="V1")
api.deserialize({"object": "v2.core.account", "id": "x"}, api_mode="V2")
assert "requests" in sys.modules
"""
TOO_MUCH = (
    "boto3/",
    "s3transfer/",
    "pip/",
    "setuptools/",
    "chalice/cli",
    "tests/",
    "bin/",
    "ministack",
    "stripe/params",
)


@pytest.fixture(scope="module")
def names(built: Path) -> dict[str, list[str]]:
    zips = {name: zipfile.ZipFile(built / f"{name}.zip") for name in ("api", "media")}
    found = {name: bundle.namelist() for name, bundle in zips.items()}
    for bundle in zips.values():
        bundle.close()
    return found


def test_built_twice_the_bytes_are_equal(built: Path, tmp_path: Path) -> None:
    again = built_in(tmp_path / "again", hash_seed="2")

    for name in ("api.zip", "media.zip", "template.json"):
        assert (built / name).read_bytes() == (again / name).read_bytes(), name


def test_pillow_is_in_the_bundle_of_photos_only(names: dict[str, list[str]]) -> None:
    assert any(name.startswith("PIL/_avif.") for name in names["media"])
    assert any(name.startswith("_pi_heif.") for name in names["media"])
    assert not any(name.lower().startswith(("pil", "pi_heif", "_pi_heif")) for name in names["api"])


def test_nothing_is_in_it_that_nobody_needs(names: dict[str, list[str]]) -> None:
    assert not [name for name in names["api"] if name.startswith(TOO_MUCH)]
    data = {name.split("/")[2] for name in names["api"] if name.startswith("botocore/data/")}
    described = {name for name in data if "." not in name}
    assert described == services_used(ROOT / "chalicelib")
    assert "dynamodb" not in described  # the fair speaks to it by its own wire


def test_every_module_is_compiled_and_compared_with_nothing(built: Path) -> None:
    tag = f"cpython-{sys.version_info.major}{sys.version_info.minor}"
    with zipfile.ZipFile(built / "media.zip") as bundle:
        names = bundle.namelist()
        compiled = [name for name in names if name.endswith(".pyc")]
        for name in compiled:
            assert bundle.read(name)[4:8] == b"\x01\x00\x00\x00", f"{name}: not unchecked"

    own = [name for name in names if name.endswith(".py")]
    assert {"app.py", "entry.py", "chalicelib/settings.py"} <= set(own)
    assert all(name.startswith(("app.py", "entry.py", "chalicelib/")) for name in own)
    for name in own:
        folder, _, module = name.rpartition("/")
        assert f"{folder}/__pycache__/{module[:-3]}.{tag}.pyc".lstrip("/") in compiled, name
    assert {"botocore/session.pyc", "chalice/app.pyc", "PIL/Image.pyc"} <= set(compiled)


def test_every_template_is_compiled(names: dict[str, list[str]]) -> None:
    templates = len(list((ROOT / "templates").rglob("*.html")))

    compiled = [name for name in names["api"] if name.startswith("chalicelib/_templates/tmpl_")]

    assert len(compiled) == templates
    assert {"chalicelib/_locale/en.mo", "chalicelib/_locale/zh_Hans.mo"} <= set(names["api"])


def test_every_page_comes_from_the_bundle_alone(built: Path, tmp_path: Path, app: Any) -> None:
    bundle = tmp_path / "bundle"
    with zipfile.ZipFile(built / "api.zip") as packed:
        packed.extractall(bundle)
    (bundle / "tests_event.py").write_text(f"event = {about()!r}")
    environment = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": start_engine(),
        "FAIR_SECRET_SESSION": "only for this test",
    }

    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-I", "-S", "-c", FIRST_PAGE, str(bundle)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    place, routes = json.loads(done.stdout.splitlines()[-1])
    assert place.startswith(str(bundle))
    assert routes == {route: sorted(methods) for route, methods in app.routes.items()}


def test_stripe_is_whole_without_the_types_of_its_requests(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / "api.zip") as packed:
        packed.extractall(tmp_path)

    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-I", "-S", "-c", ASK_STRIPE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]


def test_pages_of_a_group_are_imported_when_they_are_asked_for() -> None:
    assert homes()["/basket/lines/{sku_id}"] == ["chalicelib.web.buyer.basket"]


def test_every_client_of_the_code_has_its_description() -> None:
    places = dict(clients_made(ROOT / "chalicelib"))

    assert places
    assert services_used(ROOT / "chalicelib") == set(places.values())


def test_a_client_whose_service_is_hidden_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "sly.py").write_text('import boto3\nname = "sqs"\nboto3.client(name)\n')

    with pytest.raises(AssertionError, match=r"sly\.py:3"):
        services_used(tmp_path)


def test_a_library_without_a_hash_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(NoFit, match="No hash is kept of sgmllib3k"):
        install(["sgmllib3k==1.0.0"], tmp_path, target_here("x86_64", (3, 13)))


def test_a_library_without_a_wheel_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(f"sgmllib3k==1.0.0 \\\n    --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(wheels, "LOCK", lock)

    with pytest.raises(NoFit, match=r"No wheel for .*sgmllib3k"):
        install(["sgmllib3k==1.0.0"], tmp_path, target_here("x86_64", (3, 13)))


@pytest.mark.parametrize("python", [(3, 11), (3, 14)])
def test_another_python_is_told_which_one_it_takes(python: tuple[int, int]) -> None:
    with pytest.raises(NoFit, match=r"need Python 3\.13 or 3\.12, and this is 3\.1[14]"):
        target_here("x86_64", python)


def test_what_is_packed_is_what_the_tests_run_on() -> None:
    lock = dict(requirement.split("==") for requirement in locked(ROOT / "requirements.txt"))

    assert {"botocore", "jinja2", "pynamodb", "pillow", "markupsafe", "urllib3"} <= set(lock)
    assert not {"chalice", "pip", "setuptools", "boto3", "click"} & set(lock)


def test_the_template_names_the_very_bundles(built: Path) -> None:
    whole = json.loads((built / "template.json").read_text())

    assert about()["path"] == "/about"
    for function in functions(whole):
        key = function["CodeUri"]["Key"]
        assert key.startswith(("api-", "media-"))
        assert function["Runtime"] == f"python3.{sys.version_info.minor}"


def functions(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]


def about() -> dict[str, Any]:
    return {
        "resource": "/{proxy+}",
        "path": "/about",
        "httpMethod": "GET",
        "headers": {"host": "fair.example"},
        "multiValueHeaders": {"host": ["fair.example"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": "about"},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/{proxy+}",
            "httpMethod": "GET",
            "path": "/api/about",
            "identity": {"sourceIp": "203.0.113.7"},
        },
        "body": None,
        "isBase64Encoded": False,
    }
