"""Facts of a province as large as wanted, straight into a store: for benches and for laws over many facilities."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import facts

COMMUNES = ("29869", "29905", "30037", "29926", "29950", "30001", "30043", "30085")
SECTORS = ("nuocda", "xayxat", "phelieu", "thuysan", "khac")


def facility_facts(number: int) -> list[FactRow]:
    """Ten facts (nine where no attendance, more where savings were measured) of one facility, over four years."""
    chance = Random(number)
    facility = f"{number:08d}-0000-4000-8000-000000000000"
    state = ReviewCode.WAITING if number % 50 == 7 else ReviewCode.ACCEPTED
    card_day = f"202{chance.randrange(2, 6)}-0{chance.randrange(1, 10)}-15"
    survey_day = f"202{chance.randrange(3, 7)}-0{chance.randrange(1, 7)}-20"
    found: list[FactRow] = []

    def say(kind: str, record: str, day: str, told: ReviewCode = ReviewCode.ACCEPTED, **values: str) -> None:
        found.append(
            FactRow(
                fact_id=f"{number:024x}{len(found):08x}",
                kind=kind,
                item="",
                row_id="",
                record_id=f"{facility}" if record == "a" else f"{record}{facility[1:]}",
                revision_id=f"uuid:{record}{facility[1:]}",
                facility_id=facility,
                form_id="",
                form_version="",
                state=told,
                on_day=day,
                quality=values.get("after_quality", ""),
                values={name: FactValue(text=text) for name, text in values.items() if text},
            )
        )

    say("visit", "a", card_day, facility=f"CS-{number:06d}", date=card_day)
    say(
        "facility_profile", "a", card_day, commune_2016=chance.choice(COMMUNES), sector=chance.choice(SECTORS),
        size=chance.choice(("sn", "nho", "vua", "lon", "")),
    )  # fmt: skip
    say("facility_status", "a", card_day, state=chance.choice(("hd", "hd", "hd", "hd", "tn", "gt")))
    say("potential", "a", card_day, has=chance.choice(("1", "1", "1", "1", "0", "")))
    say("visit", "b", survey_day, state, facility=f"CS-{number:06d}", date=survey_day)
    say(
        "awareness", "b", survey_day, state, level=chance.choice("0123"), benefits="chiphi", test_end_of_pipe="0",
        test_small_firm=chance.choice(("0", "1")), test_energy="1",
    )  # fmt: skip
    say("outreach", "b", survey_day, state, reached_12m=chance.choice(("1", "1", "0", "")))
    say("adoption", "b", survey_day, state, level=chance.choice("01234"))
    if number % 3 == 0:
        day = f"202{chance.randrange(4, 7)}-03-10"
        say("visit", "e", day, facility=f"CS-{number:06d}", date=day)
        say("detailed_assessment", "e", day, number=f"{number}")
        say("solution_result", "e", day, code="GP01", state="xong", done_on=day)
        say(
            "baseline_after", "e", f"202{chance.randrange(4, 7)}-12-31", code="K1", resource="dien", product="SP1",
            use_unit="kwh", product_unit="tan", base_use="100000", base_output="1000", base_quality="hoadon",
            after_use=str(chance.randrange(80000, 101000)), after_output="1000", after_from="2024-01-01",
            after_to=f"202{chance.randrange(4, 7)}-12-31", after_quality=chance.choice(("hoadon", "dongho", "uoc")),
        )  # fmt: skip
    else:
        say("claimed_saving", "b", survey_day, state, energy=str(chance.randrange(-3, 20)))
        say("measure", "b", survey_day, state, year="2024", category="noivi")
    return found


def fill(desk: Desk, numbers: Sequence[int]) -> int:
    """Put the facts of these facilities into a store; how many facts that were."""
    done = 0
    for start in range(0, len(numbers), 2000):
        rows = [row for number in numbers[start : start + 2000] for row in facility_facts(number)]
        done += len(rows)
        with desk.write() as connection:
            facts.replace_for_records(connection, desk.vocabulary, by_record(rows))
    return done


def by_record(rows: Sequence[FactRow]) -> dict[str, list[FactRow]]:
    """The facts of each record."""
    found: dict[str, list[FactRow]] = {}
    for row in rows:
        found.setdefault(row.record_id, []).append(row)
    return found
