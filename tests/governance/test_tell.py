"""What becomes of a claim is told to both sides, once, and not to whoever did it."""

from typing import Any

from chalicelib.governance import (
    Claim,
    accept_claim,
    any_claim,
    decline_claim,
    offer_part,
    take_offer,
    withdraw_claim,
)
from chalicelib.notices import notices_of
from tests.governance.claims import claimed, disputed
from tests.people import MEI, WU
from tests.streams import hear, stream

SHOP = f"producer:{WU}"


def kinds(whose: str) -> list[str]:
    return [notice.kind for notice in notices_of((whose,)).items]


def told(app: Any, *steps: Claim) -> None:
    for _ in range(2):
        for before, after in zip((None, *steps), steps, strict=False):
            hear(app, "tell_of_claims", stream((before, after)))


def test_a_seller_hears_of_a_claim_and_its_buyer_of_the_answer(app: Any) -> None:
    opened = claimed()
    declined = decline_claim(opened.claim_id, "Not ours", seller_id=WU)

    told(app, opened, declined)

    assert kinds(SHOP) == ["claim-new"]
    assert kinds(MEI) == ["claim-declined"]
    assert notices_of((MEI,)).items[0].about == f"{opened.order_id}/{opened.claim_key}"


def test_an_offer_says_how_much_and_taking_it_is_news_for_the_seller_alone(app: Any) -> None:
    opened = claimed()
    offered = offer_part(opened.claim_id, 300, "", seller_id=WU)
    take_offer(opened.claim_id, buyer_id=MEI)

    told(app, opened, offered, any_claim(opened.claim_id))

    assert kinds(MEI) == ["claim-offered"]
    assert notices_of((MEI,)).items[0].texts["offer_fen"] == 300
    assert kinds(SHOP) == ["claim-ended", "claim-new"]


def test_what_a_seller_grants_is_news_for_the_buyer_alone(app: Any) -> None:
    opened = claimed()
    accept_claim(opened.claim_id, seller_id=WU)

    told(app, opened, any_claim(opened.claim_id))

    assert kinds(MEI) == ["claim-granted"]
    assert kinds(SHOP) == ["claim-new"]


def test_a_buyer_is_not_told_what_they_did_themselves(app: Any) -> None:
    opened = claimed()
    withdraw_claim(opened.claim_id, buyer_id=MEI)

    told(app, opened, any_claim(opened.claim_id))

    assert kinds(MEI) == []


def test_a_seller_hears_that_the_platform_decides(app: Any) -> None:
    claim = disputed()

    told(app, claim)

    assert "claim-disputed" in kinds(SHOP)
