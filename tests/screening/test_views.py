"""What is disguised reads as what it is, and its place in the text is known."""

import pytest

from chalicelib.screening.views import digits_of, views_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("國家級", "国家级"),
        ("国 家 级", "国家级"),
        ("最*佳*木耳", "最佳木耳"),
        ("蕞好", "最好"),
        ("ｖｘ：ａｂｃ", "微信:abc"),
        ("降xue糖", "降血糖"),
        ("\u200b抗\u202e癌\ufe0f", "抗癌"),
        ("🚬丝", "烟丝"),
        ("薇❤号", "微信号"),
        ("c.u.r.e.s d1abetes", "cures diabetes"),
        ("сures", "cures"),
        ("第①", "第1"),
        ("གངས་ཅན་ཚྭ", "གངས་ཅན་ཚྭ"),
    ],
)
def test_a_disguise_is_taken_off(typed: str, read: str) -> None:
    assert read in views_of(typed)[1].text


def test_a_place_is_that_of_what_was_typed() -> None:
    text = "好茶，国 家 级！"
    joined = views_of(text)[1]
    start = joined.text.index("国家级")

    begin, end = joined.place(start, start + 3)

    assert text[begin:end] == "国 家 级"


def test_numbers_in_characters_are_numbers() -> None:
    view = views_of("电话一三八 零零一二-三四五六")[1]

    assert "13800123456" in digits_of(view).text


def test_titles_that_end_in_top1_keep_their_number() -> None:
    assert "top1" in views_of("TOP1热卖")[1].text
