"""A pasted address falls into its fields: who, which phone, which province, city and county, and the street there."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from chalicelib.counties.register import register
from chalicelib.counties.traditional import simplified
from chalicelib.text import cleaned

LONGEST_PASTED = 500
OUTSIDE = (
    "香港特别行政区",
    "澳门特别行政区",
    "台湾省",
)  # provinces without counties in the register
NICKNAMES = {"内蒙": "内蒙古自治区"}
_NAME_LABEL = r"(?:收货人|收件人|联系人|姓名|名字)(?:姓名)?\s*[:：]\s*([^\s,，;；:：]{1,30})"
_LABEL = (
    r"(?:收货|收件|详细|邮寄|所在)?(?:地址|地区|信息)|收货人|收件人|联系人|姓名|手机号码|手机号|手机"
    r"|联系电话|电话号码|电话|邮政编码|邮编"
)
_PHONE = r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8}|\+\d{7,15})(?!\d)"
_POSTAL_CODE = r"(?:^|(?<=[\s,，;；]))\d{6}(?=$|[\s,，;；]|[\u4e00-\u9fff])(?![号室栋幢])"
_BLANKS = " ,，;；、.。-—/|"
_PEOPLES = (
    "柯尔克孜|维吾尔|哈萨克|达斡尔|塔吉克|鄂温克|鄂伦春|蒙古|布依|朝鲜|土家|哈尼|傈僳|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉"
    "|毛南|仡佬|锡伯|阿昌|普米|德昂|保安|裕固|独龙|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|各"
)
_OFFICE = rf"(?:(?:{_PEOPLES})族?)*(?:自治区|自治州|自治县|自治旗|特别行政区)"
_STEM = rf"^(.{{2,}}?)(?:{_OFFICE}|省|市|地区|盟|林区|特区|新区|县|区|旗)$"
_PERSON = r"[\u4e00-\u9fff·]{2,4}|[A-Za-z][A-Za-z .'-]{1,38}"
_ENDS_A_PLACE = tuple("省市县区州旗盟镇乡村路街道巷弄里号楼栋幢室院组屯寨坊园苑城")
_GOES_ON = tuple("路街道巷弄里村镇乡")  # "朝阳路" is no district


class PastedAddress(NamedTuple):
    """What a text says of where a parcel goes; "" for what it does not say."""

    name: str
    phone: str
    region: str
    street: str


class _Place(NamedTuple):
    """A province, a prefecture or a county, with those that it lies in."""

    province: str
    prefecture: str = ""
    county: str = ""

    @property
    def region(self) -> str:
        prefecture = "" if self.prefecture == self.province else self.prefecture
        return f"{self.province}{prefecture}{self.county}"


def read_pasted(text: str) -> PastedAddress:
    """Where a text means a parcel to go, whatever the order and the spelling: "廣東", "内蒙", a postal code in front, a
    city alone. What is not understood stays in the street: nothing typed is lost but labels and the postal code. A text
    has at most LONGEST_PASTED letters."""
    line = re.sub(r"\s+", " ", cleaned(text, lines=True).replace("\n", " ; "))
    labelled = re.search(_NAME_LABEL, line)
    if labelled:
        line = f"{line[: labelled.start()]} ; {line[labelled.end() :]}"
    phone = re.search(_PHONE, line)
    if phone:
        line = f"{line[: phone.start()]} ; {line[phone.end() :]}"
    line = re.sub(rf"(?:{_LABEL})\s*[:：]", " ; ", line).strip(_BLANKS)
    line = re.sub(_POSTAL_CODE, " ", line, count=1)
    before, region, behind = _around_region(line)
    name, street = _person_beside(before, behind) if region else ("", line)
    return PastedAddress(
        name=labelled[1] if labelled else name,
        phone=re.sub(r"[\s-]", "", phone[1]) if phone else "",
        region=region,
        street=re.sub(r"[\s;]+", " ", street).strip(_BLANKS),
    )


def short_names(name: str) -> tuple[str, ...]:
    """A Chinese place as people call it: in full, by its stem, and for a prefecture of a people with 州 too."""
    stem = re.match(_STEM, name)
    short = stem[1] if stem else name
    return (name, short, f"{short}州") if name.endswith("自治州") else (name, short)


def _around_region(line: str) -> tuple[str, str, str]:
    """What stands before the first place of a text, that place in full, and what stands behind it."""
    plain = simplified(line)
    for start in [0, *(i + 1 for i, sign in enumerate(line) if sign in _BLANKS)]:
        place, end = _place_at(plain, start)
        if place:
            return line[:start].strip(_BLANKS), place.region, line[end:].strip(_BLANKS)
    return "", "", line


def _place_at(plain: str, start: int) -> tuple[_Place | None, int]:
    """The place that is named here in most letters, from the province down, and where its name ends."""
    best, best_end = None, start
    ends: list[tuple[_Place | None, int]] = [(None, start)]
    for level in _levels():
        for within, at in list(ends):
            begin = at + len(plain[at:]) - len(plain[at:].lstrip(_BLANKS))
            for name, is_full in _names_at(level, plain, begin):
                end = begin + len(name)
                follows = plain[end : end + 1]
                if not is_full and follows in _GOES_ON:
                    continue
                places = [place for place in level[name] if _lies_in(place, within)]
                if len(places) == 1:
                    ends.append((places[0], end))
                    if end > best_end:
                        best, best_end = places[0], end
    return best, best_end


def _names_at(
    level: dict[str, tuple[_Place, ...]], plain: str, begin: int
) -> Iterator[tuple[str, bool]]:
    for length in range(min(16, len(plain) - begin), 1, -1):
        name = plain[begin : begin + length]
        if name in level:
            yield name, any(place.region.endswith(name) for place in level[name])


def _lies_in(place: _Place, within: _Place | None) -> bool:
    if within is None:
        return True
    if within.prefecture:
        return bool(place.county) and (place.province, place.prefecture) == (
            within.province,
            within.prefecture,
        )
    return place.province == within.province


@cache
def _levels() -> tuple[dict[str, tuple[_Place, ...]], ...]:
    """Provinces, prefectures and counties by every name that they have, with what each name may mean."""
    counties = [county for county in register().counties.values() if not county.part_of]
    provinces = [*dict.fromkeys(county.province_zh for county in counties), *OUTSIDE]
    prefectures = dict.fromkeys(
        (county.province_zh, county.prefecture_zh) for county in counties if county.prefecture_zh
    )
    by_province = _by_name((name, _Place(name)) for name in provinces)
    for nickname, name in NICKNAMES.items():
        by_province[nickname] = (_Place(name),)
    for name, places in list(by_province.items()):
        by_province.setdefault(f"{name}省", places)
    return (
        by_province,
        _by_name((name, _Place(province, name)) for province, name in prefectures),
        _by_name(
            (name, _Place(county.province_zh, county.prefecture_zh, county.name_zh))
            for county in counties
            for name in {county.name_zh, *(dated.name_zh for dated in county.names)}
        ),
    )


def _by_name(names: Iterator[tuple[str, _Place]]) -> dict[str, tuple[_Place, ...]]:
    by_name: dict[str, dict[_Place, None]] = {}
    for name, place in names:
        for spelt in short_names(name):
            by_name.setdefault(spelt, {})[place] = None
    return {name: tuple(places) for name, places in by_name.items()}


def _person_beside(before: str, behind: str) -> tuple[str, str]:
    """Who is named before the place, or at the very end, and the street."""
    if before:
        first, _, rest = before.partition(";")
        name = _person(first) or _person(rest)
        return (name, behind) if name else ("", f"{before} {behind}")
    line = re.sub(r"\s*[(（]?收[)）]?$", "", behind)
    street, blank, last = re.sub(r"[,，;；]", " ", line).rpartition(" ")
    name = _person(last) if blank else ""
    return (name, street) if name else ("", behind)


def _person(text: str) -> str:
    name = re.sub(r"[(（]?收[)）]?$", "", text.strip(_BLANKS))
    is_person = re.fullmatch(_PERSON, name) and not name.endswith(_ENDS_A_PLACE)
    return name if is_person else ""
