"""The register of counties, made from the files of facts in `infra/data`: `python -m infra.register`."""

import csv
import io
import re
from calendar import monthrange
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "infra" / "data"
REGISTER = ROOT / "chalicelib" / "counties" / "register.csv"
COLUMNS = [
    *("county_id", "code", "name_zh", "name_en", "pinyin"),
    *("province_zh", "province_en", "prefecture_zh", "prefecture_en"),
    *("names", "codes", "designations", "nrr160", "part_of"),
]
KEY = "632803"  # 茫崖市: the one code that two rows of the list share
LENGHU = "冷湖行委"
LAST_DAY_OF_2020 = "2020-11-23"
NRR160_FROM = "2021-08-27"
PROVINCES_EN = (
    "11 Beijing,12 Tianjin,13 Hebei,14 Shanxi,15 Inner Mongolia,21 Liaoning,22 Jilin,23 Heilongjiang,31 Shanghai,"
    "32 Jiangsu,33 Zhejiang,34 Anhui,35 Fujian,36 Jiangxi,37 Shandong,41 Henan,42 Hubei,43 Hunan,44 Guangdong,"
    "45 Guangxi,46 Hainan,50 Chongqing,51 Sichuan,52 Guizhou,53 Yunnan,54 Tibet,61 Shaanxi,62 Gansu,63 Qinghai,"
    "64 Ningxia,65 Xinjiang"
)
ENDINGS = {"自治县": "zizhixian", "自治旗": "zizhiqi", "新区": "xinqu", "特区": "tequ"}
ENDINGS |= {"行政委员会": "xingweihui", "行委": "xingwei"}
ENDINGS |= {"县": "xian", "市": "shi", "区": "qu", "旗": "qi"}
NAMES_EN = {"130726": "Yu County"}  # 蔚县 is read Yù
Row = dict[str, str]


def build() -> str:
    """The text of the register. County ids of the register that is there are kept; new counties get the next ones."""
    listed = {(row["code"], row["listed_name"]): row for row in _facts("counties")}
    changes = _facts("changes")
    prefectures = {row["name_zh"]: row["name_en"] for row in _facts("prefectures")}
    divisions = [row for row in _facts("divisions_2025") if row["level"] == "county"]
    by_code = {row["code"]: row for row in listed.values() if row["listed_name"] != LENGHU}
    rows = [
        _row(division, by_code.get(division["code"]), changes, prefectures)
        for division in divisions
    ]
    mangya = next(row for row in rows if row["code"] == KEY)
    rows.append(_lenghu(mangya, listed[KEY, LENGHU]))
    _give_ids(rows)
    rows[-1]["part_of"] = mangya["county_id"]
    return _as_csv(sorted(rows, key=lambda row: row["county_id"]))


def write() -> None:
    REGISTER.write_text(build(), "utf-8")


def _row(
    division: Row, listed: Row | None, changes: list[Row], prefectures: Mapping[str, str]
) -> Row:
    name = listed["county_zh"] if listed else division["name_zh"]
    own = [row for row in changes if _is_of(row, division["code"], listed)]
    prefecture = "" if "直辖" in division["prefecture"] else division["prefecture"]
    return {
        "code": division["code"],
        "name_zh": name,
        "name_en": _name_en(division, listed),
        "pinyin": _pinyin(name, _name_en(division, listed)),
        "province_zh": division["province"],
        "province_en": _provinces_en()[division["code"][:2]],
        "prefecture_zh": prefecture,
        "prefecture_en": prefectures[prefecture] if prefecture else "",
        "names": _dated(name, own, "name"),
        "codes": _dated(division["code"], own, "code"),
        "designations": _designations(listed) if listed else "",
        "nrr160": listed["nrr160"] if listed else "",
        "part_of": "",
    }


def _lenghu(mangya: Row, listed: Row) -> Row:
    """The second listed unit of 茫崖市: a county of its own on the list, a part of another county today."""
    names = f"{LENGHU}|Lenghu Administrative Committee|lenghuxingwei||2018-10-31;{mangya['names'].rpartition(';')[2]}"
    return {
        **mangya,
        "name_zh": LENGHU,
        "name_en": "Lenghu Administrative Committee",
        "pinyin": "lenghuxingwei",
        "names": names,
        "designations": _designations(listed),
    }


def _dated(now: str, changes: list[Row], kind: str) -> str:
    """Names as "name|english|pinyin|from|to", codes as "code|||from|to", oldest first.

    Only the editions of the code list are known: from at the earliest, to at the latest.
    """
    own = sorted((row for row in changes if row["kind"] == kind), key=lambda row: row["new_seen"])
    since, parts = "", []
    for row in own:
        english = row["old_en"]
        pinyin = _pinyin(row["old"], english) if kind == "name" else ""
        parts.append("|".join([row["old"], english, pinyin, since, _last_day(row["new_seen"])]))
        since = f"{row['old_seen']}-01"
    return ";".join([*parts, f"{now}|||{since}|"])


def _designations(listed: Row) -> str:
    """Each list as "name|from|to". Only the year of lifting is known, so a place counts until that year's end."""
    year = listed["lifted_on"]
    until = LAST_DAY_OF_2020 if year == "2020" else f"{year}-12-31"
    since = f"{listed['designated_from']}-01-01"
    lists = [f"NPC832|{since}|{until}"]
    if "LAST52" in listed["designations"]:
        lists.append(f"LAST52|2020-01-01|{until}")
    if listed["nrr160"] == "yes":
        lists.append(f"NRR160|{NRR160_FROM}|")
    return ";".join(lists)


def _is_of(change: Row, code: str, listed: Row | None) -> bool:
    if listed is None or change["code"] != code:
        return False
    return change["listed_name"] == listed["listed_name"]


def _name_en(division: Row, listed: Row | None) -> str:
    english = NAMES_EN.get(division["code"]) or (
        listed["county_en"] if listed else division["name_en"]
    )
    if english.endswith("Forestry District") and division["name_zh"] != "神农架林区":
        return english.removesuffix(" Forestry District") + "lin District"  # 万柏林区 is no forest
    return english


def _pinyin(name: str, english: str) -> str:
    """Pinyin without tones or spaces, as people type it; the reading is that of the English name."""
    stem = re.sub("[^a-z]", "", english.split(maxsplit=1)[0].lower().replace("ü", "u"))
    if english.endswith("Forestry District"):
        return f"{stem}linqu"
    ending = next((ending for chinese, ending in ENDINGS.items() if name.endswith(chinese)), "")
    return stem + ending


def _give_ids(rows: list[Row]) -> None:
    ids = _known_ids()
    following = max((int(county_id[1:]) for county_id in ids.values()), default=0) + 1
    for row in rows:
        key = row["code"], row["name_zh"]
        if key not in ids:
            ids[key] = f"c{following:04d}"
            following += 1
        row["county_id"] = ids[key]


def _known_ids() -> dict[tuple[str, str], str]:
    if not REGISTER.exists():
        return {}
    rows = _read(REGISTER)
    return {(row["code"], row["name_zh"]): row["county_id"] for row in rows}


def _provinces_en() -> dict[str, str]:
    return {province[:2]: province[3:] for province in PROVINCES_EN.split(",")}


def _last_day(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]}"


def _facts(name: str) -> list[Row]:
    return _read(FACTS / f"{name}.csv")


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_csv(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    write()
    print(f"{REGISTER.relative_to(ROOT)} is built")
