"""Provinces, and the fair's map of them: one tile each, about where they lie, without any borders."""

from typing import NamedTuple

from chalicelib.counties.county import County
from chalicelib.counties.register import register
from chalicelib.errors import NotFound

TILES = """
HL 23 黑龙江 黑 7 1 Heilongjiang
XJ 65 新疆 新 1 2 Xinjiang
NM 15 内蒙古 蒙 4 2 Inner Mongolia
LN 21 辽宁 辽 6 2 Liaoning
JL 22 吉林 吉 7 2 Jilin
GS 62 甘肃 甘 2 3 Gansu
NX 64 宁夏 宁 3 3 Ningxia
SX 14 山西 晋 4 3 Shanxi
HE 13 河北 冀 5 3 Hebei
BJ 11 北京 京 6 3 Beijing
TJ 12 天津 津 7 3 Tianjin
XZ 54 西藏 藏 1 4 Tibet
QH 63 青海 青 2 4 Qinghai
SN 61 陕西 陕 3 4 Shaanxi
HA 41 河南 豫 4 4 Henan
SD 37 山东 鲁 5 4 Shandong
SC 51 四川 川 2 5 Sichuan
CQ 50 重庆 渝 3 5 Chongqing
HB 42 湖北 鄂 4 5 Hubei
AH 34 安徽 皖 5 5 Anhui
JS 32 江苏 苏 6 5 Jiangsu
SH 31 上海 沪 7 5 Shanghai
YN 53 云南 云 2 6 Yunnan
GZ 52 贵州 贵 3 6 Guizhou
HN 43 湖南 湘 4 6 Hunan
JX 36 江西 赣 5 6 Jiangxi
ZJ 33 浙江 浙 6 6 Zhejiang
GX 45 广西 桂 3 7 Guangxi
GD 44 广东 粤 4 7 Guangdong
FJ 35 福建 闽 5 7 Fujian
TW 71 台湾 台 6 7 Taiwan
HI 46 海南 琼 3 8 Hainan
MO 82 澳门 澳 4 8 Macao
HK 81 香港 港 5 8 Hong Kong
"""


class Province(NamedTuple):
    """A province under its letters of ISO 3166-2. `code` begins the codes of its counties; `sign` is the one character
    by which it goes; column and row are its place on the map, counted from 1."""

    province_id: str
    code: str
    name_zh: str
    sign: str
    column: int
    row: int
    name_en: str

    def name(self, lang: str) -> str:
        return self.name_en if lang == "en" else self.name_zh

    def short(self, lang: str) -> str:
        """What fits on a tile."""
        return self.province_id if lang == "en" else self.sign

    @property
    def is_in_register(self) -> bool:
        """Whether the register reaches there: it has no counties of 71, 81 and 82."""
        return self.code < "7"


def _province(line: str) -> Province:
    province_id, code, name_zh, sign, column, row, name_en = line.split(maxsplit=6)
    return Province(province_id, code, name_zh, sign, int(column), int(row), name_en)


PROVINCES = {
    province.province_id: province for province in map(_province, TILES.strip().splitlines())
}


def get_province(province_id: str) -> Province:
    """Raises NotFound."""
    try:
        return PROVINCES[province_id]
    except KeyError:
        raise NotFound("not-found") from None


def province_of_county(county: County) -> Province:
    return _BY_CODE[county.code[:2]]


def counties_of(province: Province) -> list[County]:
    """The counties of today in a province, by their pinyin; none where the register does not reach."""
    counties = (
        county
        for county in register().counties.values()
        if county.code.startswith(province.code) and not county.part_of
    )
    return sorted(counties, key=lambda county: (county.pinyin, county.code))


_BY_CODE = {province.code: province for province in PROVINCES.values()}
