"""What a deployment chooses reaches the functions, within bounds, and is the same everywhere when nobody chooses."""

import re
from typing import Any

import pytest

from chalicelib.settings import Settings, settings
from infra.cloud.parameters import PARAMETERS
from tests.infra.test_template import of_type, template_of

FOUND_BY_ITSELF = {"stage", "version", "bucket", "base_url", "media_queue"}
NOT_IN_THE_CLOUD = {"demo"}


def test_whatever_differs_between_fairs_a_deployment_may_choose(app: Any) -> None:
    chosen = {p.setting.removeprefix("FAIR_").lower() for p in PARAMETERS.values() if p.setting}

    assert chosen == {*Settings._fields} - FOUND_BY_ITSELF - NOT_IN_THE_CLOUD
    for function in of_type(template_of(app), "AWS::Serverless::Function").values():
        variables = function["Environment"]["Variables"]
        assert variables["FAIR_FEE_BP"] == {"Ref": "FeeBp"}
        assert chosen <= {name.removeprefix("FAIR_").lower() for name in variables}


def test_what_a_deployment_does_not_choose_is_as_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for parameter in PARAMETERS.values():
        monkeypatch.delenv(parameter.setting or "NONE", raising=False)
    settings.cache_clear()
    default = settings()

    for parameter in PARAMETERS.values():
        if parameter.setting:
            monkeypatch.setenv(parameter.setting, parameter.default)
    settings.cache_clear()

    assert settings() == default
    monkeypatch.undo()
    settings.cache_clear()


def test_a_parameter_takes_its_default_and_nothing_absurd() -> None:
    for name, parameter in PARAMETERS.items():
        assert re.fullmatch(parameter.pattern, parameter.default), name
        assert len(parameter.default) <= parameter.most
    assert not re.fullmatch(PARAMETERS["FeeBp"].pattern, "10001")
    assert not re.fullmatch(PARAMETERS["FeeBp"].pattern, "2.5")
    assert not re.fullmatch(PARAMETERS["Bank"].pattern, "工商银行 6222")
    assert re.fullmatch(PARAMETERS["Bank"].pattern, "工商银行|乡集|6222")
