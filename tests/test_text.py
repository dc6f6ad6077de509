"""One door for typed text: whatever the keyboard, the same words and numbers; nothing vanishes unseen."""

import re
import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.text import (
    cleaned,
    decimal,
    id_of,
    leaving,
    number_leaving,
    odd_sign,
    phone_typed,
    random_id,
    signed_decimal,
    whole_number,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("　雷山　银发簪　", "雷山 银发簪"),
        ("a\u00a0b\u2003c\td", "a b c d"),
        ("Ａ４纸　１２３", "A4纸 123"),
        ("好吃，便宜！（现摘）", "好吃，便宜！（现摘）"),
        ("①红枣 ½斤 ㎡", "①红枣 ½斤 ㎡"),
        ("cafe\u0301", "café"),
        (f"{FAMILY}家", f"{FAMILY}家"),
        ("tea\u202eevil\u200b\ufeff\x00", "teaevil"),
        ("一行\r\n两行", "一行 两行"),
        ("𠮷氏 གངས་ཅན་ཚྭ ئالما 김치", "𠮷氏 གངས་ཅན་ཚྭ ئالما 김치"),
    ],
)
def test_a_text_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


def test_lines_stay_where_lines_are_asked_for() -> None:
    assert cleaned(" 一\r\n二\r三\u2028四 ", lines=True) == "一\n二\n三 四"


@pytest.mark.parametrize(
    ("typed", "sign"),
    [
        ("欧阳\ue816", "U+E816"),
        ("欧阳\U000f0001", "U+F0001"),
        ("\ufffd", "U+FFFD"),
        ("\U0001f34e苹果", ""),
        (FAMILY, ""),
        ("𪚥", ""),
    ],
)
def test_what_others_would_not_see_is_named(typed: str, sign: str) -> None:
    assert odd_sign(typed) == sign


@given(st.text(max_size=60))
def test_a_cleaned_text_is_clean_and_loses_nothing_that_is_seen(typed: str) -> None:
    clean = cleaned(typed)

    assert cleaned(clean) == clean
    assert "\n" not in clean
    seen = [sign for sign in unicodedata.normalize("NFKD", typed) if sign.isalnum()]
    assert [s for s in unicodedata.normalize("NFKD", clean) if s.isalnum()] == seen


@pytest.mark.parametrize(
    ("typed", "number"),
    [("２", 2), (" 12 ", 12), ("1,000", 1000), ("１，０００", 1000), ("007", 7)],
)
def test_a_whole_number_is_one_however_it_is_typed(typed: str, number: int) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize("typed", ["", "-1", "1.0", "1,00", "1,0000", "0,500", "1 000", "二", "²"])
def test_other_things_are_no_whole_number(typed: str) -> None:
    assert whole_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("59,8", "59.8"),
        ("0,5", "0.5"),
        ("45,80", "45.80"),
        ("５９.８", "59.8"),
        ("５９．８", "59.8"),
        ("59。8", "59.8"),
        ("39.9元", "39.9"),
        ("39.9 块", "39.9"),
        ("￥1,230.50", "1230.50"),
        ("1,230", "1230"),
        ("1,200,000.00", "1200000.00"),
        ("RMB 7", "7"),
        ("\u202d12\u202c", "12"),
    ],
)
def test_an_amount_is_one_however_it_is_typed(typed: str, amount: str) -> None:
    assert decimal(typed) == amount


@pytest.mark.parametrize(
    "typed", ["", "元", "¥", "1,2345", "0,500", "12,34,567", "1.234,50", "1 234", "-1", "1e3", ".5"]
)
def test_a_comma_is_thousands_only_before_three_digits(typed: str) -> None:
    assert decimal(typed) is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("−20.00", "-20.00"),
        ("(20.00)", "-20.00"),
        ("（20.00）", "-20.00"),
        ("-1,500,000.00", "-1500000.00"),
        ("+5", "5"),
        ("¥-5.0", "-5.0"),
        ("45.80元", "45.80"),
        ('="45.80"', "45.80"),
        ("45.80\t", "45.80"),
        ("45,80", "45.80"),
        ("--", None),
        ("-", None),
        ("合计", None),
    ],
)
def test_an_amount_of_a_bank_keeps_its_direction(typed: str, amount: str | None) -> None:
    assert signed_decimal(typed) == amount


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("１３９００００１１１１", "13900001111"),
        ("139.0000.1111", "13900001111"),
        ("(0571) 8888 7777", "057188887777"),
        ("0571－88887777 转802", "057188887777转802"),
        ("0571-88887777 ext.802", "057188887777转802"),
        ("\u202d+86\u00a0139 0000 1111\u202c", "+8613900001111"),
    ],
)
def test_a_phone_number_is_one_however_it_is_typed(typed: str, number: str) -> None:
    assert phone_typed(typed) == number


@pytest.mark.parametrize(
    ("kept", "left"),
    [
        ("张三\r\n李四,工行,6222,9999.00", "张三 李四,工行,6222,9999.00"),
        ("张\x00三", "张三"),
        ("张三\u202e00.9999", "张三00.9999"),
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("＋86", "'＋86"),
        ("－1", "'－1"),
        ("＠SUM", "'＠SUM"),
        (" \t=1", "'=1"),
        ("\u200b=1", "'=1"),
        ("张三", "张三"),
    ],
)
def test_what_leaves_is_one_line_and_no_formula(kept: str, left: str) -> None:
    assert leaving(kept) == left


@given(st.text())
def test_no_spreadsheet_takes_an_id_for_a_number(text: str) -> None:
    word = id_of(text)

    assert re.fullmatch("[0-9a-f]{12}", word)
    assert word == id_of(text)
    with pytest.raises(ValueError, match="could not convert"):
        float(word)


def test_an_id_that_would_be_a_number_gets_a_letter() -> None:
    digits = next(
        str(n) for n in range(10**6) if is_number(sha256(str(n).encode()).hexdigest()[:12])
    )

    assert id_of(digits)[0] == "a"
    assert not is_number(random_id())


def is_number(word: str) -> bool:
    return word.replace("e", "").isdecimal()


@pytest.mark.parametrize("word", ["6228480402564890018", "331953142748", "12e4567890123"])
def test_a_long_number_leaves_so_that_a_spreadsheet_keeps_it(word: str) -> None:
    assert number_leaving(word) == f"{word}\t"


@pytest.mark.parametrize("word", ["62284804", "c0001", "a31953142748", ""])
def test_what_a_spreadsheet_does_not_round_leaves_as_it_is(word: str) -> None:
    assert number_leaving(word) == word
