"""What a deployment may choose, and within which bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.settings import LOG_LEVELS

Json = dict[str, Any]
ANYTHING = ".*"
ASCII = "[!-~]*"
KEPT = "The ARN of this secret from an earlier stack; a new one is made when it is empty"


@dataclass(frozen=True, slots=True)
class Parameter:
    """`setting` is the variable of the functions that it fills, if it is one; a value fits the `pattern` whole."""

    default: str
    text: str
    setting: str = ""
    most: int = 100
    pattern: str = ASCII

    @property
    def longest(self) -> str:
        """A value that takes as many bytes as any."""
        return ("一" if self.pattern.startswith(ANYTHING) else "x") * self.most

    def described(self) -> Json:
        return {
            "Type": "String",
            "Default": self.default,
            "Description": self.text,
            "MaxLength": self.most,
            "AllowedPattern": f"^({self.pattern})$",
        }


PARAMETERS: Mapping[str, Parameter] = {
    "CodeBucket": Parameter("", "The bucket that holds the bundles", most=63),
    "TablePrefix": Parameter(
        "fair-",
        "What the names of all tables begin with",
        "FAIR_TABLE_PREFIX",
        most=20,
        pattern=r"[a-zA-Z0-9_.-]*",
    ),
    "DomainName": Parameter("", "The fair's own domain, if it has one"),
    "CertificateArn": Parameter("", "The certificate of that domain, in us-east-1", most=200),
    "AlarmMail": Parameter("", "Who is told when something fails"),
    "PhoneCountries": Parameter(
        "+86",
        "Where codes are sent to: prefixes of phone numbers, with commas",
        "FAIR_PHONE_COUNTRIES",
        pattern=r"\+[0-9]{1,4}(,\+[0-9]{1,4})*",
    ),
    "CodesADay": Parameter(
        "2000",
        "Codes that are sent on one day at most, to all together",
        "FAIR_CODES_A_DAY",
        most=7,
        pattern="[0-9]+",
    ),
    "FeeBp": Parameter(
        "200",
        "The platform's fee, in hundredths of a percent of the goods",
        "FAIR_FEE_BP",
        most=5,
        pattern="10000|[0-9]{1,4}",
    ),
    "CommissionBp": Parameter(
        "500",
        "What creators get of a line that their live sold, in hundredths of a percent",
        "FAIR_COMMISSION_BP",
        most=5,
        pattern="10000|[0-9]{1,4}",
    ),
    "CashLimitFen": Parameter(
        "200000",
        "The dearest order that may be paid in cash, in fen",
        "FAIR_CASH_LIMIT_FEN",
        most=8,
        pattern="[0-9]+",
    ),
    "CashOrders": Parameter(
        "3",
        "How many orders of one buyer may wait for cash",
        "FAIR_CASH_ORDERS",
        most=3,
        pattern="[0-9]+",
    ),
    "TaxLine": Parameter(
        "",
        "What invoices say of tax, such as a rate; nothing when it is empty",
        "FAIR_TAX_LINE",
        most=60,
        pattern=ANYTHING,
    ),
    "Bank": Parameter(
        "",
        "Where bank transfers go: bank|holder|number; none are taken when it is empty",
        "FAIR_BANK",
        pattern=r".*\|.*\|.*|",
    ),
    "Contact": Parameter(
        "",
        "Who runs the fair and how to reach them, for the help page: lines with bars between them",
        "FAIR_CONTACT",
        most=300,
    ),
    "StripeSecret": Parameter(
        "", "The secret with Stripe's key and webhook; without one nobody pays by Stripe", most=200
    ),
    "KeptSession": Parameter("", KEPT, most=200),
    "KeptPhones": Parameter("", KEPT, most=200),
    "PriceClass": Parameter(
        "PriceClass_200",
        "How far around the world CloudFront keeps copies",
        pattern="PriceClass_(100|200|All)",
    ),
    "LogLevel": Parameter(
        "info",
        "From which level on logs are written",
        "FAIR_LOG_LEVEL",
        most=7,
        pattern="|".join(LOG_LEVELS),
    ),
}


def settings_given() -> Json:
    """The variables of every function that a deployment chooses."""
    return {
        parameter.setting: {"Ref": name}
        for name, parameter in PARAMETERS.items()
        if parameter.setting
    }
