"""What banks call their columns, and how they say in, out and taken back. All in lower case and ordinary letters."""

from collections.abc import Mapping

AT, CREDIT, DEBIT, AMOUNT, DIRECTION = "at", "credit", "debit", "amount", "direction"
CURRENCY, REMARK, PAYER, ACCOUNT = "currency", "remark", "payer", "account"
SERIAL, BALANCE = "serial", "balance"
ROLES = (AT, CREDIT, DEBIT, AMOUNT, DIRECTION, CURRENCY, REMARK, PAYER, ACCOUNT, SERIAL, BALANCE)


def _set(words: str, between: str | None = None) -> frozenset[str]:
    return frozenset(words.split(between))


NAMES: Mapping[str, frozenset[str]] = {
    AT: _set(
        "交易时间|交易日期|交易日|记账日期|记账时间|记账日|入账日期|入账时间|发生日期|日期|时间|"
        "date|transaction date|posting date|time|transaction time",
        "|",
    ),
    CREDIT: _set(
        "收入|收入金额|贷方发生额|贷方金额|贷方|转入金额|存入金额|存入|入账金额|"
        "credit|credit amount|money in|paid in|deposit|deposits",
        "|",
    ),
    DEBIT: _set(
        "支出|支出金额|借方发生额|借方金额|借方|转出金额|支取金额|支取|出账金额|"
        "debit|debit amount|money out|paid out|withdrawal|withdrawals",
        "|",
    ),
    AMOUNT: _set("金额|交易金额|发生额|变动金额|amount", "|"),
    DIRECTION: _set(
        "收支|收/支|借贷标志|借贷|借贷方向|收支标志|收支类型|收付标志|交易方向|"
        "direction|debit/credit|dr/cr",
        "|",
    ),
    CURRENCY: _set("币种|币别|货币|交易币种|currency", "|"),
    REMARK: _set(
        "附言|摘要|备注|用途|交易附言|交易摘要|交易备注|交易地点/附言|交易说明|附加信息|"
        "remark|memo|description|reference|details",
        "|",
    ),
    PAYER: _set(
        "对方户名|对方名称|对方账户名称|对方账号与户名|对方单位|对方|付款人|付款方|付款人名称|付款人户名|"
        "payer|counterparty|name",
        "|",
    ),
    ACCOUNT: _set(
        "对方账号|对方账户|对方卡号|付款人账号|付款账号|"
        "account|payer account|counterparty account|account number",
        "|",
    ),
    SERIAL: _set(
        "流水号|交易流水号|交易流水|流水|核心流水号|银行流水号|serial|transaction id|serial number",
        "|",
    ),
    BALANCE: _set("余额|账户余额|交易后余额|当前余额|balance", "|"),
}
INWARDS = _set(
    "贷 贷方 贷记 收 收入 收款 进 进账 转入 汇入 入账 来账 存 存入 c cr credit in incoming deposit +"
)
OUTWARDS = _set(
    "借 借方 借记 支 支出 支取 付 付款 出 出账 转出 汇出 往账 取 取款 d dr debit out outgoing withdrawal -"
)
REVERSED = ("冲正", "冲销", "抹账", "红字", "撤销", "退汇", "reversal", "reversed", "chargeback")
CAME_BACK = ("退回", "退票", "returned")  # of money that comes in: we had sent it
YUAN = _set("人民币 人民币元 元 cny rmb 156 ¥")
NOTHING = _set("- -- --- — —— / 无")
SENT_BY_US = ("退", "refund", "return")  # beside money that goes out with the code of an order
TOTALS = ("合计", "总计", "小计", "本页", "累计", "共计", "total", "sum")
