"""How a text reads when its disguises are off: one spelling for every width, script, homophone and gap, with the place
of each character in what was typed."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

HAN = "\u3400-\u9fff"
GAP = r"[\s*.\-_·~|/+=,'\"^•…\u3000]"
CONFUSABLES = str.maketrans("аеорсухіѕԁɡοκντ", "aeopcyxisdgokvt")
EMOJI = {
    "➕": "加",
    "🐘": "象",
    "🚬": "烟",
    "🐅": "虎",
    "🐯": "虎",
    "🔫": "枪",
    "💊": "药",
    "❤": "",
    "✚": "加",
}
LEET = str.maketrans("10@!$35", "ioaises")
NOT_SHOWN = ("Cf", "Cc", "Cs")
MARKS = "[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]"  # what is put onto a letter, and kinds of emoji
DIGITS = str.maketrans("零〇一二两三四五六七八九幺", "0012234567891")
HOMOPHONES = (
    (r"蕞|zui", "最"),
    (r"醉(?=[好甜佳美优强大低高香正便先受])", "最"),
    (r"(?<=[家顶特])ji(?![a-z])", "级"),
    (r"(?<=[第唯])yi(?![a-z])", "一"),
    (r"chuan(?=山)", "穿"),
    (r"kang(?=癌)", "抗"),
    (r"(?<=[抗防治])ai(?![a-z])", "癌"),
    (r"xue(?=[糖压脂栓管])", "血"),
    (r"(?<=[血降])tang|tang(?=尿)", "糖"),
    (r"(?<=[香卷烤旱土])yan(?![a-z])|yan(?=[丝叶草])", "烟"),
    (r"(?<=[血高降])ya(?![a-z])", "压"),
    (r"zhi(?=[疗病癌胃愈])", "治"),
    (r"wei(?=信)|薇信?|威信|徽信|微(?=号|x)|v信|vx|wx|weixin|卫星(?=号|联系)", "微信"),
)


class View(NamedTuple):
    """A reading of a text; `begins` and `ends` say of each of its characters where it stood in what was typed."""

    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the typed text stands what this view has from `start` to `end`."""
        return self.begins[start], self.ends[end - 1]


@lru_cache(8)
def views_of(text: str) -> tuple[View, View]:
    """A text as it is read word by word, and as it is read through its gaps and homophones."""
    spaced = _unspelled(_plain(text))
    joined = _replaced(spaced, rf"(?<=[{HAN}]){GAP}+(?=[{HAN}])", "")
    for pattern, plain in HOMOPHONES:
        joined = _replaced(joined, pattern, plain)
    return spaced, joined


def digits_of(view: View) -> View:
    """A view with the digits that stand in Chinese, and without what stands between digits."""
    digits = View(view.text.translate(DIGITS), view.begins, view.ends)
    return _replaced(digits, rf"(?<=\d)(?:{GAP}|[(){{}}\[\]])+(?=\d)", "")


def _plain(text: str) -> View:
    """Each character by itself: compatible, small, simplified, and nothing that does not show."""
    signs, begins, ends = [], [], []
    for i, character in enumerate(text):
        for sign in _plain_sign(character):
            signs.append(sign)
            begins.append(i)
            ends.append(i + 1)
    return View("".join(signs), tuple(begins), tuple(ends))


@cache
def _plain_sign(sign: str) -> str:
    if sign in EMOJI:
        return EMOJI[sign]
    category = unicodedata.category(sign)
    if (category in NOT_SHOWN and not sign.isspace()) or re.match(MARKS, sign):
        return ""
    plain = unicodedata.normalize("NFKC", sign).lower().translate(CONFUSABLES)
    if category in ("So", "Sk") and plain == sign:
        return " "
    return plain.translate(_simplified())


@cache
def _simplified() -> dict[int, int]:
    path = Path(__file__).with_name("rules") / "simplified.txt"
    _, traditional, simplified = path.read_text("utf-8").split("\n", 2)
    return str.maketrans(traditional, simplified.strip())


def _unspelled(view: View) -> View:
    """Latin letters that stand one by one are a word again, and so are words with digits in place of letters."""
    view = _replaced(view, rf"(?<=\b[a-z]){GAP}+(?=[a-z]\b)", "")
    return _replaced(view, r"(?<=[a-z])[10@!$35](?=[a-z])", lambda match: match[0].translate(LEET))


def _replaced(view: View, pattern: str, plain: str | Callable[[re.Match[str]], str]) -> View:
    """A view in which other characters stand for a match: they stand where all of it stood."""
    signs: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    copied_to = 0
    for match in re.finditer(pattern, view.text):
        _copy(view, copied_to, match.start(), signs, begins, ends)
        for sign in plain if isinstance(plain, str) else plain(match):
            signs.append(sign)
            begins.append(view.begins[match.start()])
            ends.append(view.ends[match.end() - 1])
        copied_to = match.end()
    if not copied_to:
        return view
    _copy(view, copied_to, len(view.text), signs, begins, ends)
    return View("".join(signs), tuple(begins), tuple(ends))


def _copy(
    view: View, start: int, end: int, signs: list[str], begins: list[int], ends: list[int]
) -> None:
    signs.extend(view.text[start:end])
    begins.extend(view.begins[start:end])
    ends.extend(view.ends[start:end])
