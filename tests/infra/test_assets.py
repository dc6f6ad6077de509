"""Small files of styles and scripts become one: each part once, what is needed first, nothing half joined."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra import static_names
from infra.assets import joined
from infra.cloud.files import as_it_travels, write_files
from infra.static_names import plain

STATIC = Path(__file__).resolve().parents[2] / "static"


def test_a_sheet_has_its_parts_in_the_order_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "b.css").write_text("b {}\n")
    (tmp_path / "a.css").write_text("a {}\n")
    sheet = tmp_path / "fair.css"
    sheet.write_text('@import "./b.css";\n@import "./a.css";\n')

    assert joined(sheet) == "b {}\na {}\n"


def test_a_script_stands_behind_what_it_needs_and_has_it_once(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    (tmp_path / "host/page.js").write_text("export const page = 1;\n")
    (tmp_path / "host/film.js").write_text(
        'import {\n  page,\n} from "./page.js";\nexport function film() {}\n'
    )
    script = tmp_path / "host.js"
    script.write_text(
        'import { film } from "./host/film.js";\nimport { page } from "./host/page.js";\nfilm(page);\n'
    )

    assert joined(script) == "const page = 1;\nfunction film() {}\nfilm(page);\n"


@pytest.mark.parametrize(
    "line",
    [
        'import { film as shoot } from "./film.js";',
        'import * as film from "./film.js";',
        'import film from "./film.js";',
        "export default 1;",
        "export { film };",
    ],
)
def test_what_cannot_be_joined_by_taking_a_line_away_is_refused(tmp_path: Path, line: str) -> None:
    script = tmp_path / "host.js"
    script.write_text(line + "\n")

    with pytest.raises(ValueError, match="cannot be joined"):
        joined(script)


def test_the_bucket_gets_joined_files_and_drawings_without_the_parts(tmp_path: Path) -> None:
    write_files(STATIC, tmp_path)

    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {"fair.css", "host.js", "live.js", "shop.js", "art/tea.svg"} <= set(map(plain, names))
    assert not [name for name in names if "/" in name and not name.startswith("art/")]
    assert names == set(static_names.names(STATIC).values())
    live = static_names.names(STATIC)["live.js"]
    assert (tmp_path / live).read_bytes() == as_it_travels(STATIC / "live.js")
    assert len(as_it_travels(STATIC / "fair.css")) < len(joined(STATIC / "fair.css"))


def test_a_file_has_another_name_when_it_or_what_it_names_changes(tmp_path: Path) -> None:
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path / "manifest.webmanifest").write_text('{"src": "/static/icon.svg"}')
    before = static_names.names(tmp_path)
    said = static_names.content(tmp_path / "manifest.webmanifest", tmp_path).decode()

    (tmp_path / "icon.svg").write_text("<svg></svg>")

    after = static_names.names(tmp_path)
    assert said == f'{{"src": "/static/{before["icon.svg"]}"}}'
    assert before["icon.svg"] != after["icon.svg"]
    assert before["manifest.webmanifest"] != after["manifest.webmanifest"]
    assert plain(after["icon.svg"]) == "icon.svg"


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.js")))
def test_no_two_things_of_a_joined_script_have_one_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).with_suffix(".mjs").write_bytes(as_it_travels(STATIC / name))

    oxlint = str(Path(sys.executable).with_name("oxlint"))
    command = [oxlint, "-A", "all", str(tmp_path)]
    read = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    assert read.returncode == 0, read.stdout
