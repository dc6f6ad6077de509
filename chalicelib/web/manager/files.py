"""A report as files: CSV for spreadsheets, JSON for programs, and the dictionary of both."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.impact import AMOUNTS, TOGETHER, Name, PublicMonth, Report, ReportRow, names_of
from chalicelib.money import yuan
from chalicelib.text import leaving, number_leaving

BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets take UTF-8 for something else
Shown = dict[str, Any]
DICTIONARY = (
    (
        "kind",
        "total, or what the row is of: county, session, host, producer",
        "合计，或本行所属：县、场次、主播、生产者",
    ),
    (
        "id",
        "internal id; empty: belongs to none; together: small rows as one",
        "内部编号；空为不属于任何一个；together 为小额各行合并",
    ),
    ("name_zh", "name in Chinese", "中文名称"),
    ("name_en", "name in English, where there is one", "英文名称（如有）"),
    (
        "gmv_yuan",
        "merchandise paid in the period, tax in, shipping out, whatever became of it",
        "期内付款的商品金额，含税，不含运费，不论后来如何",
    ),
    ("cancelled_yuan", "of that, cancelled before dispatch", "其中发货前取消的金额"),
    ("refunded_yuan", "of that, refunded after dispatch", "其中发货后退款的金额"),
    (
        "charged_back_yuan",
        "of that, taken back by the buyer's bank in a dispute that was lost",
        "其中因争议败诉被买家银行追回的金额",
    ),
    (
        "net_gmv_yuan",
        "GMV less cancelled, refunded and charged back",
        "销售额减去取消、退款与争议追回",
    ),
    (
        "genuine_gmv_yuan",
        "net GMV less what staff of the platform, the shop, the county or the live sale's office bought of their own",
        "净销售额减去平台、店铺、县里或直播所属单位人员购买自家商品的金额",
    ),
    (
        "designated_gmv_yuan",
        "GMV of goods whose origin and seller's registration were both in a designated county on the day of payment",
        "产地与卖家注册地在付款当日均为国家级贫困县的销售额",
    ),
    (
        "ever_designated_gmv_yuan",
        "the same for counties that were ever on the 832 list",
        "产地与卖家注册地均曾列入 832 县名单的销售额",
    ),
    (
        "refused_yuan",
        "beside GMV: sent for cash and not taken, by the day of refusal; never paid",
        "不计入销售额：货到付款发出后被拒收的金额，按拒收日计；从未付款",
    ),
    ("designated_share", "per cent of GMV, one decimal", "占销售额的百分比，一位小数"),
    ("ever_designated_share", "per cent of GMV, one decimal", "占销售额的百分比，一位小数"),
    ("orders", "orders with at least one line here", "至少有一行属于此处的订单数"),
    (
        "buyers",
        "different buyers; a guest who signed in is one with that person",
        "去重买家数；登录后带走订单的游客与本人算一位",
    ),
    (
        "new_customer_share",
        "per cent of buyers whose first paid order on the whole fair was in the period",
        "在全平台首次付款落在期内的买家占比",
    ),
    ("hidden", "yes: fewer than five buyers, not shown", "yes 表示买家少于五人，不予显示"),
    (
        "differs",
        "yes: not what the order lines behind it add up to; nothing is signed before they agree",
        "yes 表示与背后的订单明细之和不符；在一致之前不予签发",
    ),
    ("from", "first day, Shanghai time", "起始日（上海时间）"),
    ("to", "last day, included", "截止日（含当日）"),
    ("as_of", "when the figures last changed", "数据最近一次变动的时间"),
    ("version", "version of these definitions", "口径版本"),
)


def as_csv(report: Report) -> str:
    """The total and every row. Amounts are yuan with two decimals; what may not be shown is empty."""
    names = names_of(report.by, (row.scope for row in report.rows), report.session_of)
    out = io.StringIO(newline="")
    lines = [_csv_row(report, report.total, "total", names)]
    lines += [_csv_row(report, row, report.by, names) for row in report.rows]
    writer = csv.DictWriter(out, fieldnames=list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return BYTE_ORDER_MARK + out.getvalue()


def as_shown(report: Report) -> Shown:
    """The report with its rows as JSON, for managers."""
    names = names_of(report.by, (row.scope for row in report.rows), report.session_of)
    return {
        "version": report.version,
        "from": report.from_day.isoformat(),
        "to": report.to_day.isoformat(),
        "time_zone": report.time_zone,
        "basis": report.basis,
        "as_of": report.as_of.isoformat(timespec="milliseconds"),
        "by": report.by,
        **_figures(report.total),
        "sessions": report.sessions,
        "differs": bool(report.differences),
        "rows": [_json_row(report, row, names) for row in report.rows],
    }


def as_index(published: Sequence[PublicMonth]) -> Shown:
    """Which public months there are, with the hash of each document."""
    return {
        "months": [
            {
                "month": public.month,
                "sha256": public.sha256,
                "published_at": public.published_at.isoformat(timespec="milliseconds"),
                "href": f"/impact/report.json?month={public.month}",
            }
            for public in published
        ]
    }


def dictionary() -> str:
    """What each column of the CSV means, in both languages, as a CSV of its own."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("column", "meaning_en", "meaning_zh"), *DICTIONARY])
    return BYTE_ORDER_MARK + out.getvalue()


def _figures(row: ReportRow) -> Shown:
    """All figures of a row by their names; fen, and the same amounts as people read them."""
    if row.is_hidden:
        return dict.fromkeys(_names_of_figures())
    amounts = {name: getattr(row.figures, name) for name in AMOUNTS}
    return {
        **amounts,
        **{name.removesuffix("_fen"): yuan(fen) for name, fen in amounts.items()},
        "designated_share": row.designated_share,
        "ever_designated_share": row.ever_designated_share,
        "orders": row.figures.orders,
        "buyers": row.buyers if row.scope != TOGETHER else None,
        "new_customer_share": row.new_customer_share,
    }


def _names_of_figures() -> list[str]:
    return [
        *AMOUNTS,
        *(name.removesuffix("_fen") for name in AMOUNTS),
        "designated_share",
        "ever_designated_share",
        "orders",
        "buyers",
        "new_customer_share",
    ]


def _json_row(report: Report, row: ReportRow, names: Mapping[str, Name]) -> Shown:
    name = names.get(row.scope, Name(row.scope, row.scope))
    names_of_row = {
        "id": row.scope,
        "name_zh": name.zh,
        "name_en": name.en,
        "hidden": row.is_hidden,
        "differs": report.differs(row),
    }
    return {**names_of_row, **_figures(row)}


def _csv_row(report: Report, row: ReportRow, kind: str, names: Mapping[str, Name]) -> Shown:
    name = names.get(row.scope, Name(row.scope, row.scope))
    figures = _figures(row)
    return {
        "kind": kind,
        "id": number_leaving(row.scope),
        "name_zh": leaving(name.zh),
        "name_en": leaving(name.en),
        **{name.removesuffix("_fen") + "_yuan": _plain(figures[name]) for name in AMOUNTS},
        "designated_share": figures["designated_share"],
        "ever_designated_share": figures["ever_designated_share"],
        "orders": figures["orders"],
        "buyers": figures["buyers"],
        "new_customer_share": figures["new_customer_share"],
        "hidden": "yes" if row.is_hidden else "",
        "differs": "yes" if report.differs(row) else "",
        "from": report.from_day,
        "to": report.to_day,
        "as_of": report.as_of.isoformat(timespec="milliseconds"),
        "version": report.version,
    }


def _plain(fen: int | None) -> str:
    return "" if fen is None else yuan(fen).replace(",", "")
