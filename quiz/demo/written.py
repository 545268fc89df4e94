"""What the counsellor wrote down of the invented clients: phases, notes, practice, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Row:
    """A row of a plan, to be looked at again in so many days (below 0: that day has passed)."""

    step: str
    goal: str
    behaviour: str
    practice: str
    review_in: int | None = None


@dataclass(frozen=True)
class Written:
    """What was written down of one client, each with how many days ago.

    A practice is (days ago, step, the days of it that are done).
    """

    phases: tuple[tuple[float, str], ...] = ()
    notes: tuple[tuple[float, str], ...] = ()
    practices: tuple[tuple[float, str, tuple[int, ...]], ...] = ()
    plan: tuple[Row, ...] = ()
    planned: float = 0


NOTHING: Final = Written()
WRITTEN: Final[Mapping[str, Written]] = {
    "DEMO-01": Written(
        phases=(
            (150, "First talks, each alone"),
            (96, "Telling, in three sittings"),
            (40, "Living with agreements"),
        ),
        notes=(
            (150, "Sleeps little. Wants to know what happened, and is afraid of details."),
            (94, "The telling went on longer than planned; we stopped where it was asked for."),
            (38, "A calm month. First evening out together, and it was good."),
            (6, "Asks whether doubt will ever end. We looked at the ranges together."),
        ),
        practices=((66, "S1", (1, 2, 3, 4, 5, 6, 7)), (6, "S2", (1, 2))),
        plan=(
            Row(
                "S2",
                "To rely on small promises",
                "What is late is said beforehand",
                "One small promise a day, kept",
                14,
            ),
            Row(
                "S4",
                "Bad evenings pass without a quarrel",
                "A pause, with a time to come back",
                "A word for a pause, agreed on",
                28,
            ),
            Row(
                "S1",
                "An answer to what still is open",
                "Questions have a place on Sundays",
                "Twenty minutes, then something else",
                -2,
            ),
        ),
        planned=6,
    ),
    "DEMO-02": Written(
        phases=((96, "Telling, in three sittings"), (40, "Living with agreements")),
        notes=(
            (95, "Had prepared the telling in writing, and stayed with it."),
            (8, "Thinks most of it is done; is surprised that it is not seen so."),
        ),
        practices=((40, "S2", (1, 2, 3, 5, 6)), (8, "S4", ())),
        plan=(
            Row(
                "S4",
                "To bear it when the pain comes back",
                "Listens first, explains later",
                "Two slow breaths before an answer",
                14,
            ),
        ),
        planned=8,
    ),
    "DEMO-03": Written(
        phases=((100, "เริ่มพูดคุยทีละคน"), (45, "ตกลงเรื่องความเป็นส่วนตัว")),
        notes=(
            (72, "ยังนอนไม่ค่อยหลับ อยากให้คุยกันช้าลง"),
            (10, "สัปดาห์นี้ได้เดินเล่นด้วยกันสองครั้ง บรรยากาศดีขึ้นเล็กน้อย"),
        ),
        practices=((44, "S3", (1, 2, 4)),),
        plan=(
            Row("S3", "รู้ว่าเรื่องใดจะบอกกัน", "บอกก่อนโดยไม่ต้องถาม", "ตกลงกันสามเรื่องที่จะบอกล่วงหน้า", 18),
            Row("S4", "มีที่พักใจเมื่อรู้สึกหนัก", "ขอหยุดพักได้ และกลับมาคุยต่อ", "เดินคนเดียวสิบนาทีเมื่อเริ่มหนัก", -4),
        ),
        planned=10,
    ),
    "DEMO-04": Written(
        notes=((12, "ดูเหนื่อยกว่าครั้งก่อน ยังไม่พร้อมให้เห็นคู่กับอีกฝ่าย และไม่จำเป็นต้องรีบ"),),
        practices=((12, "S4", (1,)),),
    ),
    "DEMO-05": Written(
        phases=((110, "First talks"), (56, "Practice, week by week"), (9, "A broken promise")),
        notes=(
            (26, "Steady. Says that most days are ordinary days again."),
            (5, "A promise was broken nine days ago. Angry and tired; not in danger, asked alone."),
        ),
        practices=((54, "S1", (1, 2, 3, 4)), (26, "S4", (1, 2))),
        plan=(
            Row(
                "S2",
                "To see what is done, not what is said",
                "Keeps to what was agreed for a week",
                "Notice, write nothing, decide nothing",
                -1,
            ),
            Row(
                "S4",
                "Days that do not turn around it",
                "One evening a week is their own",
                "Ring a friend on Wednesdays",
                10,
            ),
        ),
        planned=5,
    ),
    "DEMO-06": Written(
        phases=((62, "Talking with rules"),),
        notes=(
            (60, "They talk more, and about nothing else. I asked for one evening off a week."),
        ),
        plan=(
            Row(
                "S4",
                "Rest from the subject",
                "One evening a week without it",
                "Choose the evening on Sundays",
                7,
            ),
        ),
        planned=14,
    ),
    "DEMO-07": Written(
        notes=((47, "Works nights until the end of the month. Will answer by the link."),),
        practices=((80, "S3", (1, 2)),),
    ),
    "DEMO-08": Written(
        notes=((15, "Fills the form in by hand in the waiting room; I type it in afterwards."),),
        practices=((43, "S2", (1, 2, 3)),),
        plan=(
            Row(
                "S2",
                "A footing of one's own",
                "One thing a week that depends on nobody",
                "The choir again, from next month",
                None,
            ),
        ),
        planned=15,
    ),
    "DEMO-09": Written(
        notes=((4, "Too many questions for now. Next time the short form, or just a talk."),),
    ),
    "DEMO-10": Written(
        notes=((9, "ตอบเหมือนกันทุกข้อ อาจรีบหรือเหนื่อย ครั้งหน้าจะชวนคุยก่อนตอบ"),),
    ),
    "DEMO-11": Written(
        phases=((22, "Both sides on the table"),),
        notes=((20, "Told of something of their own. Answers from both sides from now on."),),
    ),
    "DEMO-12": Written(
        notes=((1, "Preferred English this time. A good week, so read with care."),),
    ),
    "DEMO-13": Written(notes=((48, "Comes twice a year, to look back. Going well."),)),
    "DEMO-15": Written(
        notes=((18, "Will move to another town. Wants to keep what helped, and leave the rest."),),
    ),
    "DEMO-16": Written(
        phases=((170, "First talks"), (114, "Less often")),
        notes=((86, "Last session. Knows the way back, should it be needed."),),
        practices=((114, "S5", (1, 2, 3, 4, 5, 6, 7)),),
    ),
}
