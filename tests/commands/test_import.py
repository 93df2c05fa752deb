"""``feedback-bot import`` as an operator types it: right files are taken, wrong ones end with clear words."""

from __future__ import annotations

import csv
import fcntl
import gzip
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cli
from bot.app import SystemClock
from bot.core.identity import derived_id
from storage.database import LOCK_FILE

CONFIG = """
[business]
name = "Shop"
timezone = "Europe/Berlin"
[storage]
data = "data"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
"""
SHOPS = """
[shops.web]
kind = "generic"
secret = "whsec_b25seSBmb3IgdGhlIGJlbmNobWFyaywgMzIgYnl0ZXM="
place = "Online"
[shops.guests]
kind = "woocommerce"
secret = "another one, of the shop's own making"
"""
HEADER = "Bestellnummer;E-Mail;Kundenname;Kaufdatum;Betrag;Filiale\n"
GOOD = HEADER + "1001;anna@example.com;Anna Beispiel;31.12.2024 18:05;1.234,50;Köln\n"


class Shop:
    """A folder with a configuration, and what an operator does in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.write("config.toml", CONFIG)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def types(self, *words: str) -> tuple[int, str]:
        """The exit status and all that was printed."""
        try:
            status = cli.main(["import", *words])
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = self._capsys.readouterr()
        return status, said.out + said.err

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "data" / "feedback-bot.db") as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shop:
    monkeypatch.chdir(tmp_path)
    return Shop(tmp_path, capsys)


def bought(shop: Shop) -> list[tuple[object, ...]]:
    return shop.rows('SELECT "order", amount, place, not_asked FROM purchases ORDER BY "order"')


# what is taken


def test_a_german_table_is_understood_shown_and_stored(shop: Shop) -> None:
    shop.write("old.csv", GOOD)
    status, said = shop.types("purchases", "old.csv", "--shop", "web")
    assert status == 0, said
    assert "order ← Bestellnummer, customer ← E-Mail (kept as a hash only)" in said
    assert "dates: day-first; where they name no zone, Europe/Berlin" in said
    assert "1 new, 0 known already, 0 rejected" in said
    assert bought(shop) == [("1001", "1234.50", "Köln", "imported")]
    # 18:05 in Berlin in winter
    assert shop.rows("SELECT datetime(bought_us / 1000000, 'unixepoch') FROM purchases") == [
        ("2024-12-31 17:05:00",)
    ]
    assert shop.rows("SELECT id, name FROM customers") == [
        (derived_id("customer", "web", "anna@example.com"), "Anna Beispiel")
    ]


def test_the_e_mail_address_itself_is_nowhere_in_the_database(shop: Shop) -> None:
    shop.write("old.csv", GOOD)
    shop.types("purchases", "old.csv", "--shop", "web")
    for file in (shop.folder / "data").iterdir():
        assert b"anna@example.com" not in file.read_bytes()


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    shop.write("old.csv", GOOD)
    shop.types("purchases", "old.csv", "--shop", "web")
    before = shop.rows("SELECT * FROM customers"), shop.rows("SELECT * FROM purchases")
    status, said = shop.types("purchases", "old.csv", "--shop", "web")
    assert (status, "0 new, 1 known already" in said) == (0, True)
    assert (shop.rows("SELECT * FROM customers"), shop.rows("SELECT * FROM purchases")) == before


def test_a_dry_run_shows_the_first_rows_and_stores_nothing(shop: Shop) -> None:
    shop.write("old.csv", GOOD + "1002;;Boris;1.1.2025;1,00;Köln\n")
    status, said = shop.types("purchases", "old.csv", "--shop", "web", "--dry-run")
    assert status == 1
    assert "Would import 2 rows" in said
    assert "bought 2024-12-31 17:05 UTC, order 1001" in said
    assert "line 3: there is no customer" in said
    assert not (shop.folder / "data").exists()
    assert not (shop.folder / "old.csv.rejected.csv").exists()


def test_a_guest_is_called_as_the_shop_itself_calls_them(shop: Shop) -> None:
    from bot.http.shops.untrusted import by_email

    shop.write("config.toml", CONFIG + SHOPS)
    shop.write("old.csv", GOOD)
    shop.types("purchases", "old.csv", "--shop", "guests")
    assert shop.rows("SELECT id FROM customers") == [
        (derived_id("customer", "guests", by_email("anna@example.com")),)
    ]


def test_segments_attributes_and_columns_are_what_the_operator_says(shop: Shop) -> None:
    shop.write("old.csv", "Nr,Wer,Wann,VIP,Kanal\n7,c1,2025-01-02,yes,web\n")
    status, said = shop.types(
        "purchases", "old.csv", "--shop", "web", "--column", "order=Nr", "--column", "customer=wer",
        "--column", "date=Wann", "--attribute", "vip=VIP", "--segment", "channel=Kanal",
    )  # fmt: skip
    assert status == 0, said
    assert shop.rows("SELECT segments FROM purchases") == [('{"channel":"web"}',)]
    (told,) = shop.rows("SELECT attributes FROM customers")
    assert json.loads(str(told[0]))[0][:3] == ["vip", "yes", "import"]


def test_json_lines_are_taken_with_what_is_nested_in_them(shop: Shop) -> None:
    rows = [
        {"order": {"id": 7}, "customer": {"id": "c1"}, "date": "2025-01-02T10:00:00Z", "amount": 1.5},
        {"order": {"id": 8}, "customer": {"id": "c1"}, "date": "2025-01-03T10:00:00Z", "amount": 1.234},
    ]
    shop.write("old.jsonl", "\n".join(map(json.dumps, rows)) + "\nnot json\n")
    status, said = shop.types("purchases", "old.jsonl", "--shop", "web")
    assert status == 0 or "line 3: is not JSON" in said
    status, said = shop.types("purchases", "old.jsonl", "--shop", "web", "--column", "order=order.id")
    assert "line 3: is not JSON" in said, said


@pytest.mark.parametrize(
    ("name", "encoding", "said"),
    [
        ("utf-8", "utf-8", "UTF-8"),
        ("mark", "utf-8-sig", "UTF-8-SIG"),
        ("wide", "utf-16", "UTF-16"),
        ("windows", "cp1252", "not UTF-8, so it is read as cp1252"),
    ],
)
def test_whatever_the_encoding_the_place_is_koln(shop: Shop, name: str, encoding: str, said: str) -> None:
    shop.write(f"{name}.csv", GOOD.encode(encoding))
    status, words = shop.types("purchases", f"{name}.csv", "--shop", "web")
    assert (status, said in words) == (0, True), words
    assert bought(shop)[0][2] == "Köln"


def test_a_quoted_field_may_hold_lines_and_a_zero_byte_is_dropped(shop: Shop) -> None:
    shop.write("old.csv", 'order,customer,date,product\n1,c,2025-01-01,"Mug,\nred\0"\n2,c,2025-01-02,Cup\n')
    status, said = shop.types("purchases", "old.csv", "--shop", "web")
    assert status == 0, said
    assert shop.rows('SELECT product FROM purchases ORDER BY "order"') == [("Mug,\nred",), ("Cup",)]


def test_further_lines_of_an_order_are_no_rejects(shop: Shop) -> None:
    shop.write("old.csv", "order,customer,date,product\n1,c,2025-01-01,Mug\n1,,,Cup\n1,c,2025-01-01,Pot\n")
    status, said = shop.types("purchases", "old.csv", "--shop", "web")
    assert (status, "1 new" in said, "2 further lines of an order" in said) == (0, True, True), said


# what is rejected


def test_rejected_rows_stand_beside_the_file_with_line_and_reason(shop: Shop) -> None:
    bad = '1002;b@example.com;"=cmd|calc";99.99.2024;1,00;Köln\n1003;c@example.com;C;1.1.2025;-5,00\n'
    shop.write("old.csv", GOOD + bad)
    status, said = shop.types("purchases", "old.csv", "--shop", "web")
    assert status == 1
    assert "1 new, 0 known already, 2 rejected" in said
    rejected = (shop.folder / "old.csv.rejected.csv").read_text("utf-8-sig")
    header, first, second = csv.reader(io.StringIO(rejected))
    assert header[:3] == ["line", "reason", "Bestellnummer"]
    assert first[0] == "3"
    assert "99.99.2024" in first[1]
    assert first[4] == "'=cmd|calc"
    assert (second[0], second[1], second[6]) == ("4", "has 5 columns instead of 6", "-5,00")


def test_the_mended_rejects_can_be_imported(shop: Shop) -> None:
    shop.write("old.csv", GOOD + "1002;b@example.com;B;99.99.2024;1,00;Köln\n")
    shop.types("purchases", "old.csv", "--shop", "web")
    rejects = shop.folder / "old.csv.rejected.csv"
    rejects.write_text(rejects.read_text("utf-8-sig").replace("99.99.2024", "28.2.2024"), "utf-8")
    status, said = shop.types("purchases", rejects.name, "--shop", "web", "--decimal", ",")
    assert status == 0, said
    assert [row[0] for row in bought(shop)] == ["1001", "1002"]


def test_rejects_of_an_earlier_import_do_not_stay_behind(shop: Shop) -> None:
    shop.write("old.csv", GOOD + "1002;;;;;\n")
    shop.types("purchases", "old.csv", "--shop", "web")
    shop.write("old.csv", GOOD)
    shop.types("purchases", "old.csv", "--shop", "web")
    assert not (shop.folder / "old.csv.rejected.csv").exists()


def test_a_quote_that_is_never_closed_costs_its_row_only(shop: Shop) -> None:
    shop.write("old.csv", 'order,customer,date\n1,c,2025-01-01\n2,"c,2025-01-01\n')
    status, said = shop.types("purchases", "old.csv", "--shop", "web")
    assert (status, "line 3: cannot be read: a quote is opened here and never closed" in said) == (1, True)
    assert [row[0] for row in bought(shop)] == ["1"]


def test_what_cannot_be_understood_of_a_customer_is_left_out_and_said(shop: Shop) -> None:
    shop.write("old.csv", "order,customer,date,language,timezone\n1,c,2025-01-01,Klingon!,Mars/Base\n")
    status, said = shop.types("purchases", "old.csv", "--shop", "web")
    assert status == 0
    assert "1 times: language 'Klingon!' is no code" in said
    assert shop.rows("SELECT language, timezone FROM customers") == [(None, None)]


# what is not begun


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("purchases", "old.csv"), "--shop NAME is missing"),
        (("purchases", "none.csv", "--shop", "web"), "none.csv: cannot be read (No such file or directory)"),
        (("purchases", ".", "--shop", "web"), ".: is a folder"),
        (
            ("purchases", "old.csv", "--shop", "web", "--column", "order=Bestelnummer"),
            'did you mean "Bestell',
        ),
        (("purchases", "old.csv", "--shop", "web", "--column", "ordr=E-Mail"), 'did you mean "order"?'),
        (("purchases", "old.csv", "--shop", "web", "--column", "order"), "write it as NAME=COLUMN"),
        (("purchases", "old.csv", "--shop", "web", "--segment", "a=Foo"), "there is no such column"),
        (("purchases", "old.csv", "--shop", "web", "--encoding", "utf-99"), "there is no encoding 'utf-99'"),
        (("purchases", "old.csv", "--shop", "web", "--encoding", "ascii"), "old.csv:2: is not in ascii"),
        (("purchases", "old.csv", "--shop", "web", "--touchpoint", "x"), "there is none of this name"),
        (("purchases", "old.csv", "--shop", "web", "--timezone", "Mars"), "'Mars' is no time zone"),
        (("purchases", "old.csv", "--shop", "web", "--as-of", "2025-01-01"), "does not go with import purch"),
        (("customers", "old.csv", "--shop", "web", "--invite"), "does not go with import customers"),
    ],
)
def test_a_wrong_command_ends_with_the_reason(shop: Shop, words: tuple[str, ...], said: str) -> None:
    shop.write("old.csv", GOOD)
    status, printed = shop.types(*words)
    assert status == 2
    assert said in printed
    assert "Traceback" not in printed
    assert not (shop.folder / "data" / "feedback-bot.db").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b" \n\n", "is empty"),
        ("book.csv", b"PK\x03\x04zip", "a workbook or a zip archive"),
        ("packed.csv", gzip.compress(b"order", mtime=0), "packed with gzip"),
        ("noise.csv", bytes(range(1, 256)) * 9, "is not text"),
        ("wide.csv", GOOD.encode("utf-16-le"), "Give --encoding utf-16-le"),
        ("values.csv", b"1001,anna@example.com,2025-01-01\n", "a value and no name"),
        ("list.json", b'[{"order": 1}]', "is one JSON list"),
        ("none.csv", b"a,b\n1,2\n", "no column is the order"),
        ("two.csv", b"order,email,customer id,date\n", "'email', 'customer id' may each be the customer"),
        ("dates.csv", b"order,customer,date\n1,c,04/05/2024\n", "--dates day-first or --dates month-first"),
        (
            "both.csv",
            b"order,customer,date\n1,c,13/05/2024\n2,c,05/13/2024\n",
            "line 2 has the day first ('13/05/2024'), line 3 the month",
        ),
        ("money.csv", b'order,customer,date,amount\n1,c,2024-05-04,"1,234"\n', "--decimal . or --decimal ,"),
    ],
)
def test_a_file_that_is_not_clear_is_not_begun(shop: Shop, name: str, content: bytes, said: str) -> None:
    shop.write(name, content)
    status, printed = shop.types("purchases", name, "--shop", "web")
    assert status == 2
    assert said in printed, printed
    assert not (shop.folder / "data" / "feedback-bot.db").exists()


def test_a_shop_that_is_not_configured_is_refused_where_others_are(shop: Shop) -> None:
    shop.write("config.toml", CONFIG + SHOPS)
    shop.write("old.csv", GOOD)
    status, said = shop.types("purchases", "old.csv", "--shop", "wbe")
    assert (status, "Configured are: web, guests" in said) == (2, True)


# people


PEOPLE = "Mitarbeiter,Name,Abteilung,Slack\nm1,Ada Lovelace,Kitchen,T01AB:U01AB\nm2,Bo Diddley,Bar,\n"


def test_people_who_work_here_come_with_group_and_address(shop: Shop) -> None:
    shop.write("team.csv", PEOPLE)
    status, said = shop.types("customers", "team.csv", "--audience", "internal")
    assert status == 0, said
    assert "group ← Abteilung" in said
    people = shop.rows("SELECT name, audience, attributes FROM customers ORDER BY name")
    assert [row[:2] for row in people] == [("Ada Lovelace", "internal"), ("Bo Diddley", "internal")]
    assert json.loads(str(people[0][2]))[0][:3] == ["group", "Kitchen", "import"]
    ada = derived_id("customer", "internal", "m1")
    assert shop.rows("SELECT key, customer_id FROM addresses") == [("slack:T01AB::U01AB", ada)]


def test_the_same_people_again_are_known_and_nothing_changes(shop: Shop) -> None:
    shop.write("team.csv", PEOPLE)
    shop.types("customers", "team.csv", "--audience", "internal")
    before = shop.rows("SELECT * FROM customers")
    status, said = shop.types("customers", "team.csv", "--audience", "internal")
    assert (status, "0 new, 2 known already" in said) == (0, True), said
    assert shop.rows("SELECT * FROM customers") == before


def test_an_address_that_is_somebody_elses_is_not_taken_away(shop: Shop) -> None:
    shop.write("team.csv", PEOPLE)
    shop.types("customers", "team.csv", "--audience", "internal")
    shop.write("more.csv", "Mitarbeiter,Name,Slack\nm3,Eve,T01AB:U01AB\n")
    status, said = shop.types("customers", "more.csv", "--audience", "internal")
    assert status == 1
    assert "line 2: slack:T01AB::U01AB is somebody else's already" in said
    rejected = list(csv.reader((shop.folder / "more.csv.rejected.csv").read_text("utf-8-sig").splitlines()))
    assert rejected[1][2:] == ["m3", "Eve", "T01AB:U01AB"]


# asking


def test_only_with_invite_and_only_about_what_is_recent_somebody_is_asked(shop: Shop) -> None:
    now = SystemClock().now()
    recent = [now - timedelta(hours=hours) for hours in (30, 2)]
    rows = [("1", "c1", now - timedelta(days=300)), ("2", "c1", recent[0]), ("3", "c2", recent[1])]
    lines = [f"{order},{who},{at.isoformat()},{who.upper()}" for order, who, at in rows]
    shop.write("past.csv", "\n".join(["order,customer,date,customer name", *lines, ""]))
    status, said = shop.types("purchases", "past.csv", "--shop", "web", "--invite", "--dry-run")
    assert (status, "1 new, 2 to be asked about" in said) == (0, True), said
    status, said = shop.types("purchases", "past.csv", "--shop", "web", "--invite")
    assert (status, "1 new, 2 to be asked about" in said) == (0, True), said
    why = shop.rows('SELECT "order", not_asked FROM purchases ORDER BY "order"')
    assert why == [("1", "imported"), ("2", None), ("3", None)]
    assert shop.rows("SELECT count(*) FROM invitations WHERE state = 'planned'") == [(2,)]
    assert shop.rows("SELECT orders FROM customers ORDER BY name") == [(2,), (1,)]
    before = shop.rows("SELECT * FROM invitations"), shop.rows("SELECT * FROM timers")
    status, said = shop.types("purchases", "past.csv", "--shop", "web", "--invite")
    assert (status, "0 new, 3 known already" in said) == (0, True), said
    assert (shop.rows("SELECT * FROM invitations"), shop.rows("SELECT * FROM timers")) == before


def test_without_invite_nothing_is_planned_however_recent(shop: Shop) -> None:
    now = SystemClock().now().isoformat()
    shop.write("past.csv", f"order,customer,date\n1,c1,{now}\n")
    shop.types("purchases", "past.csv", "--shop", "web")
    for table in ("invitations", "timers", "links", "outbox", "suppressions"):
        assert shop.rows(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - ours


# beside somebody, and in the middle of it


def test_while_the_bot_runs_an_import_writes_beside_it(shop: Shop) -> None:
    shop.write("old.csv", GOOD)
    shop.types("purchases", "old.csv", "--shop", "web")
    shop.write("more.csv", GOOD.replace("1001", "1002"))
    with (shop.folder / "data" / LOCK_FILE).open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, said = shop.types("purchases", "more.csv", "--shop", "web")
    assert (status, "1 new" in said) == (0, True), said
    assert [row[0] for row in bought(shop)] == ["1001", "1002"]


def test_standard_input_is_taken_too(shop: Shop) -> None:
    command = [sys.executable, "-m", "bot", "import", "purchases", "-", "--shop", "web"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        command,
        check=False,
        input=GOOD.encode(),
        capture_output=True,
        cwd=shop.folder,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert b"standard input: CSV, separated by semicolons" in done.stdout
    assert [row[0] for row in bought(shop)] == ["1001"]


def test_ctrl_c_ends_with_how_to_go_on(shop: Shop) -> None:
    command = [sys.executable, "-m", "bot", "import", "purchases", "long.csv", "--shop", "web"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    rows = (f"{number},c{number},2025-01-01" for number in range(200_000))
    shop.write("long.csv", "\n".join(["order,customer,date", *rows, ""]))
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=shop.folder, env=environment, text=True
    )
    assert process.stdout is not None
    while "shop: web" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, problem = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "give the same command again" in problem
    assert "Traceback" not in problem
