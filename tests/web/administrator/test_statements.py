"""Bank statements as pages: uploaded, looked at, booked; and what waits for a person."""

import base64
import re

import pytest

from chalicelib import payments
from chalicelib.orders import Order
from tests.client import ORIGIN, Answer, Client
from tests.goods import again, held_pears, registered_number
from tests.payments.stripe.fair import stripe_fair
from tests.people import GUEST

__all__ = ["stripe_fair"]


@pytest.fixture
def held() -> Order:
    return held_pears("bank", buyer_id=GUEST)


def upload(client: Client, text: str, encoding: str = "utf-8") -> Answer:
    """The form with its file, as a browser sends it and the gateway hands it on."""
    parts = (
        f'--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{client.csrf()}\r\n--edge\r\n'
        'Content-Disposition: form-data; name="file"; filename="bank.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    body = parts.encode() + text.encode(encoding) + b"\r\n--edge--\r\n"
    kind = {"content-type": "multipart/form-data; boundary=edge", "origin": ORIGIN}
    sent = base64.b64encode(body).decode()
    return client.send("POST", "/statements", body=sent, headers=kind, is_base64=True)


def code(order: Order) -> str:
    return registered_number(order)


def test_a_statement_is_looked_at_before_it_is_booked(ada: Client, held: Order) -> None:
    text = f"日期,金额,付款人,附言\n2026-11-20,10.00,张梅,{code(held)}\n2026-11-20,3.00,李四,谢谢\n"

    uploaded = upload(ada, text, "gbk")
    first_look = ada.follow(uploaded).body
    too_early = ada.post(str(uploaded.location))
    preview = confirm(ada, uploaded).body
    still = again(held).state
    booked = ada.follow(ada.post(str(uploaded.location)))
    once_more = ada.follow(ada.post(str(uploaded.location)))

    assert "What is in each column?" in first_look
    assert "Book 2 lines" not in first_look
    assert too_early.status_code == 409
    assert "张梅" in preview
    assert "Book 2 lines" in preview
    assert still == "held"
    assert "2 lines were booked" in booked.body
    assert "Nothing new" in once_more.body
    assert "¥3.00" in ada.get("/statements").body
    assert again(held).state == "confirmed"


def test_a_made_up_count_of_booked_lines_is_left_out(ada: Client) -> None:
    uploaded = upload(ada, "日期,金额,付款人,附言\n2026-11-20,3.00,李四,谢谢\n")

    assert ada.get(f"{uploaded.location}?booked={'9' * 5000}").status_code == 200


def confirm(client: Client, uploaded: Answer) -> Answer:
    """The columns are what they seem: the form is sent as it is shown."""
    body = client.follow(uploaded).body
    selects = re.findall(r'<select id="(column-\d+)".*?</select>', body, re.DOTALL)
    chosen = re.findall(r'<select id="(column-\d+)".*?value="(\w*)" selected', body, re.DOTALL)
    roles = dict.fromkeys(selects, "") | dict(chosen)
    return client.follow(client.post(f"{uploaded.location}/columns", **roles))


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_a_line_that_is_not_understood_waits_and_is_decided(ada: Client, lang: str) -> None:
    ada.lang = lang
    upload_and_book(ada, "date,amount,remark\n2026-11-20,ten,x\n?,3,y\n2026-11-20,9,z\n")
    ten, day = (f"/statements/rows/{row.row_id}" for row in payments.waiting_rows().items)

    listed = ada.get("/statements").body
    shown = ada.get(ten).body
    wrong = ada.post(f"{ten}/income", amount="ten")
    no_day = ada.post(f"{day}/income", amount="3")
    counted = ada.post(f"{day}/income", amount="3", day="2026-11-20")
    nothing = ada.post(f"{ten}/no-money")
    late = ada.post(f"{ten}/income", amount="10")

    assert (ten in listed, day in listed) == (True, True)
    assert {"en": "the amount cannot be read", "zh-Hans": "金额无法识别"}[lang] in shown
    assert (wrong.status_code, no_day.status_code, late.status_code) == (422, 422, 409)
    assert 'value="ten"' in wrong.body
    assert (counted.location, nothing.location) == (
        "/statements?done=income",
        "/statements?done=no-money",
    )
    assert ada.follow(counted).status_code == ada.follow(nothing).status_code == 200
    assert ada.get(ten).status_code == ada.get(day).status_code == 200
    assert [int(line.fen) for line in payments.in_suspense().items] == [900, 300]


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_what_the_bank_took_back_ends_its_order(ada: Client, held: Order, lang: str) -> None:
    ada.lang = lang
    upload_and_book(ada, f"date,amount,remark\n2026-11-20,10,{code(held)}\n")
    upload_and_book(ada, f"date,amount,remark\n2026-11-21,-10,冲正 {code(held)}\n")
    (row,) = payments.waiting_rows().items
    path = f"/statements/rows/{row.row_id}"

    shown = ada.get(path).body
    nowhere = ada.post(f"{path}/taken-back", order="CF-0000-0000")
    done = ada.post(f"{path}/taken-back", order=held.order_id)

    assert {"en": "This order will not be sent", "zh-Hans": "暂停发货"}[lang] in shown
    assert f"/ledger/orders/{held.order_id}" in shown
    assert nowhere.status_code == 422
    assert done.location == "/statements?done=taken-back"
    assert ada.follow(done).status_code == ada.get(path).status_code == 200
    assert again(held).state == "cancelled"


def test_columns_that_tell_no_amount_are_refused_and_kept_as_chosen(ada: Client) -> None:
    uploaded = upload(ada, "甲,乙,丙\n2026-11-20,x,y\n")

    answer = ada.post(f"{uploaded.location}/columns", **{"column-0": "at", "column-1": "payer"})

    assert answer.status_code == 422
    assert "which column has the amount" in answer.body
    assert 'value="payer" selected' in answer.body


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_the_sums_stand_on_the_page_and_a_jump_of_the_balance_at_its_line(
    ada: Client, lang: str
) -> None:
    ada.lang = lang
    lines = "2026-11-20,5.00,,905.00,a\n2026-11-21,,2.00,903.00,b\n2026-11-22,7.00,,930.00,c\n"

    page = confirm(ada, upload(ada, "日期,收入,支出,余额,附言\n" + lines)).body

    assert "¥12.00" in page
    assert "−¥2.00" in page
    assert "910.00" in page
    assert {"en": "does not add up at one line", "zh-Hans": "1 处余额对不上"}[lang] in page


def test_no_file_is_a_problem_and_no_fault(ada: Client) -> None:
    assert ada.post("/statements").status_code == 422
    assert upload(ada, "").status_code == 422


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_money_without_a_home_is_given_to_its_order_or_sent_back(
    ada: Client, held: Order, lang: str
) -> None:
    ada.lang = lang
    upload_and_book(ada, "date,amount,remark\n2026-11-20,10,a\n2026-11-20,9,b\n")
    by_fen = {int(line.fen): line.line_id for line in payments.in_suspense().items}

    wrong = ada.post(f"/suspense/{by_fen[900]}/assign", order=code(held))
    nowhere = ada.post(f"/suspense/{by_fen[900]}/assign", order="CF-0000-0000")
    given = ada.post(f"/suspense/{by_fen[1000]}/assign", order=code(held).lower())
    returned = ada.post(f"/suspense/{by_fen[900]}/return")
    late = ada.post(f"/suspense/{by_fen[1000]}/return")

    assert (wrong.status_code, nowhere.status_code, late.status_code) == (409, 422, 409)
    assert "9.00" in wrong.body
    assert (given.location, returned.location) == (
        "/statements?done=assigned",
        "/statements?done=returned",
    )
    assert again(held).state == "confirmed"
    assert ada.get(f"/suspense/{by_fen[900]}").status_code == 200
    assert ada.get("/statements?done=returned").status_code == 200


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_money_from_the_payment_service_is_known_once(
    ada: Client, stripe_fair: None, lang: str
) -> None:
    ada.lang = lang
    upload_and_book(ada, "date,amount,remark\n2026-11-20,97.10,STRIPE\n2026-11-20,3,b\n")
    lines = payments.in_suspense().items
    payout, other = sorted((f"/suspense/{line.line_id}" for line in lines), key=_fen, reverse=True)
    ada.post(f"{other}/return")

    offered = ada.get(payout).body
    answers = [ada.post(f"{payout}/provider") for _ in range(2)]
    late = ada.post(f"{other}/provider")

    assert f'action="{payout}/provider"' in offered
    assert [answer.location for answer in answers] == ["/statements?done=provider"] * 2
    assert late.status_code == 409
    assert {"en": "already dealt with", "zh-Hans": "已经有人处理"}[lang] in late.body
    told = {"en": "Recorded as coming from our payment service", "zh-Hans": "支付服务商转入的款项"}[
        lang
    ]
    assert told in ada.follow(answers[0]).body
    assert told in ada.get(payout).body
    assert f'action="{payout}/provider"' not in ada.get(payout).body


def _fen(path: str) -> int:
    return int(payments.bank_line(path.rpartition("/")[2]).fen)


def test_a_fair_without_a_payment_service_does_not_offer_it(ada: Client) -> None:
    upload_and_book(ada, "date,amount,remark\n2026-11-20,97.10,STRIPE\n")
    (line,) = payments.in_suspense().items

    offered = ada.get(f"/suspense/{line.line_id}").body
    answer = ada.post(f"/suspense/{line.line_id}/provider")

    assert "/provider" not in offered
    assert answer.status_code == 404


def test_a_refund_by_hand_is_listed_until_somebody_has_sent_it(ada: Client, held: Order) -> None:
    upload_and_book(ada, f"date,amount,remark\n2026-11-20,10,{code(held)}\n")
    payments.call_off(held.order_id, buyer_id=GUEST)
    (errand,) = payments.errands().items

    before = ada.get("/statements").body
    answer = ada.post("/errands", errand=errand.errand_key)
    repeated = ada.post("/errands", errand=errand.errand_key)

    assert "¥10.00 sent" in before
    assert answer.location == "/statements?done=sent"
    assert repeated.location == "/statements?done=sent"
    assert ada.post("/errands", errand="never asked").location == "/statements"
    assert again(held).refunds[0].sent_at is not None


def upload_and_book(client: Client, text: str) -> None:
    uploaded = upload(client, text)
    confirm(client, uploaded)
    client.post(str(uploaded.location))
