"""Every page in both languages: nothing is left untranslated, and no two groups say one thing differently."""

from gettext import GNUTranslations
from pathlib import Path

import pytest

from infra.locale import Mistake, build, missing

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def catalogue(root: Path, language: str, group: str, *entries: tuple[str, str]) -> None:
    folder = root / "locale" / language
    folder.mkdir(parents=True, exist_ok=True)
    said = "\n".join(f'msgid "{msgid}"\nmsgstr "{msgstr}"\n' for msgid, msgstr in entries)
    (folder / f"{group}.po").write_text(HEAD + said, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "chalicelib").mkdir()
    catalogue(tmp_path, "en", "base")
    catalogue(tmp_path, "zh_Hans", "base", ("Basket", "篮子"))
    return tmp_path


def test_everything_that_pages_say_is_translated() -> None:
    assert missing() == []


def test_the_groups_become_one_catalogue(root: Path) -> None:
    catalogue(root, "zh_Hans", "orders", ("Basket", "篮子"), ("%(n)s orders", "%(n)s 张订单"))

    build(root)

    with (root / "chalicelib/_locale/zh_Hans.mo").open("rb") as file:
        chinese = GNUTranslations(file)
    assert chinese.gettext("Basket") == "篮子"
    assert chinese.gettext("%(n)s orders") == "%(n)s 张订单"


def test_a_second_build_changes_nothing(root: Path) -> None:
    build(root)
    compiled = root / "chalicelib/_locale/zh_Hans.mo"
    before = compiled.stat().st_mtime_ns

    build(root)

    assert compiled.stat().st_mtime_ns == before


def test_two_groups_may_not_say_one_thing_differently(root: Path) -> None:
    catalogue(root, "zh_Hans", "orders", ("Basket", "购物车"))

    with pytest.raises(Mistake, match=r"base\.po and in orders\.po"):
        build(root)


@pytest.mark.parametrize("chinese", ["买了 %(count)s 件", "买了几件", "%(n)s 件，省 5%"])
def test_a_translation_keeps_its_placeholders(root: Path, chinese: str) -> None:
    catalogue(root, "zh_Hans", "orders", ("%(n)s bought", chinese))

    with pytest.raises(Mistake, match="placeholders"):
        build(root)


def test_an_error_has_the_same_values_in_both_languages(root: Path) -> None:
    catalogue(root, "zh_Hans", "orders", ("sold-out", "{goods}已售完"))
    catalogue(root, "en", "orders", ("sold-out", "{name} is sold out"))

    with pytest.raises(Mistake, match="sold-out"):
        build(root)


def test_untranslated_texts_and_errors_are_found_with_their_places(root: Path) -> None:
    (root / "templates/basket.html").write_text('{{ _("Basket") }}\n{{ _("Pay") }}\n')
    (root / "chalicelib/pay.py").write_text(
        "def pay(form, when):\n"
        '    form.problems.note("fen", "no-money" if when else "no-card", least=1)\n'
        '    form._note("day", "no-day")\n'
        '    raise Refused("closed", at=when)\n'
    )

    found = missing(root)

    assert "zh_Hans: 'Pay' (templates/basket.html:2)" in found
    assert "en: error 'closed' (chalicelib/pay.py:4)" in found
    assert "en: error 'no-day' (chalicelib/pay.py:3)" in found
    assert "zh_Hans: error 'no-card' (chalicelib/pay.py:2)" in found
    assert not any("Basket" in line for line in found)
