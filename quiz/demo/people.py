"""Who the invented clients are, and how they answered: a story each, and together every state."""

from __future__ import annotations

from typing import Final

from quiz.casework.counsel import Way
from quiz.demo.person import FIRST_PAGES, MINUTE, Invited, Person, Sitting

PEOPLE: Final[tuple[Person, ...]] = (
    # A couple who both released their latest answers: rising slowly, seen differently in step 2.
    Person(
        "DEMO-01",
        "Invented: Tuesdays at ten",
        "hurt",
        157,
        (
            Sitting(150, (25, 28, 34, 31, 47)),
            Sitting(122, (34, 19, 31, 41, 41)),
            Sitting(94, (31, 34, 44, 38, 53)),
            Sitting(66, (53, 38, 41, 50, 47)),
            Sitting(38, (50, 47, 53, 44, 62), released=True),
            Sitting(6, (66, 47, 50, 56, 59), released=True),
        ),
        interval=28,
        apart=("S4-06",),
    ),
    Person(
        "DEMO-02",
        "Invented: Tuesdays at eleven",
        "broke",
        157,
        (
            Sitting(148, (44, 50, 41, 38, 50)),
            Sitting(120, (53, 47, 50, 34, 56)),
            Sitting(95, (50, 59, 44, 47, 50)),
            Sitting(40, (69, 62, 59, 41, 62), released=True),
            Sitting(8, (72, 84, 66, 44, 59), released=True),
        ),
        interval=28,
        partner="DEMO-01",
    ),
    # A couple of whom one has not released: the page with both shows nothing yet. In Thai.
    Person(
        "DEMO-03",
        "สมมติ: วันพุธ บ่ายสองโมง",
        "hurt",
        104,
        (
            Sitting(100, (38, 34, 31, 28, 34)),
            Sitting(72, (47, 31, 38, 38, 31)),
            Sitting(44, (38, 41, 28, 34, 44)),
            Sitting(10, (47, 41, 34, 41, 38), released=True),
        ),
        language="th",
    ),
    Person(
        "DEMO-04",
        "สมมติ: วันพุธ บ่ายสามโมง",
        "broke",
        104,
        (
            Sitting(98, (62, 56, 50, 44, 53)),
            Sitting(70, (59, 59, 53, 41, 50)),
            Sitting(12, (62, 66, 56, 22, 53)),
        ),
        language="th",
        partner="DEMO-03",
    ),
    # A setback after weeks of progress.
    Person(
        "DEMO-05",
        "Invented: Thursdays, by video",
        "hurt",
        115,
        (
            Sitting(110, (44, 47, 47, 44, 38)),
            Sitting(82, (53, 41, 50, 56, 44)),
            Sitting(54, (50, 53, 59, 50, 53)),
            Sitting(26, (59, 53, 53, 59, 47)),
            Sitting(5, (50, 12, 50, 38, 41)),
        ),
    ),
    # More is said and heard, and less room is left to heal; overdue since today.
    Person(
        "DEMO-06",
        "Invented: Mondays, every fortnight",
        "both",
        95,
        (
            Sitting(90, (28, 44, 38, 72, 50)),
            Sitting(60, (31, 47, 41, 69, 47)),
            Sitting(14 + MINUTE, (66, 50, 44, 34, 50)),
        ),
        interval=14,
        decision="unsure",
    ),
    # Long overdue, and asked again by a link that lies unopened.
    Person(
        "DEMO-07",
        "Invented: evenings only",
        "broke",
        125,
        (
            Sitting(120, (44, 47, 41, 47, 50)),
            Sitting(80, (47, 50, 44, 47, 53)),
            Sitting(47, (50, 50, 47, 47, 53)),
        ),
        invited=Invited.OPEN,
    ),
    # Answers with a pen; the link that was sent along has ended.
    Person(
        "DEMO-08",
        "Invented: answers on paper",
        "hurt",
        75,
        (
            Sitting(71, (50, 34, 41, 56, 44), way=Way.PAPER),
            Sitting(43, (53, 34, 44, 59, 47), way=Way.PAPER),
            Sitting(15 + MINUTE, (56.25, 37.5, 43.75, 62.5, 50), way=Way.PAPER),
        ),
        interval=14,
        invited=Invited.ENDING,
    ),
    # Fewer and fewer answers: the first pages left blank, then all but one question a step.
    Person(
        "DEMO-09",
        "Invented: tired of questions",
        "hurt",
        63,
        (
            Sitting(60, (42, 33, 42, 25, 33), pages=FIRST_PAGES),
            Sitting(33, (47, 38, 44, 31, 38)),
            Sitting(4, (50, 25, 50, 25, 50), blank=(1, 2, 3, 4, 5, 6, 7)),
        ),
    ),
    # The same answer to every question, twice of three times.
    Person(
        "DEMO-10",
        "สมมติ: วันศุกร์ หลังเลิกงาน",
        "broke",
        80,
        (
            Sitting(75, throughout=2),
            Sitting(47, (53, 47, 44, 50, 56)),
            Sitting(9, throughout=2),
        ),
        language="th",
    ),
    # Sees it from both sides now: the times cannot be held against each other.
    Person(
        "DEMO-11",
        "Invented: both sides by now",
        "hurt",
        90,
        (
            Sitting(85, (38, 31, 38, 34, 41)),
            Sitting(57, (44, 34, 41, 38, 44)),
            Sitting(20, (50, 47, 50, 47, 50), side="both"),
        ),
    ),
    # First in Thai, now in English, and sooner than is advised.
    Person(
        "DEMO-12",
        "Invented: two languages",
        "hurt",
        60,
        (
            Sitting(57, (34, 41, 38, 44, 50), language="th"),
            Sitting(29, (38, 44, 41, 44, 50), language="th"),
            Sitting(9, (41, 44, 44, 47, 53), language="th"),
            Sitting(1, (75, 50, 47, 50, 56)),
        ),
    ),
    # After the work: all goes well; the first form is of an edition that is not here any more.
    Person(
        "DEMO-13",
        "Invented: twice a year",
        "hurt",
        170,
        (
            Sitting(160, (72, 69, 66, 75, 78), way=Way.PAPER, older=True),
            Sitting(104, (81, 78, 78, 84, 88)),
            Sitting(48, (84, 81, 78, 88, 91)),
        ),
        interval=84,
    ),
    # New, and answering just now.
    Person(
        "DEMO-14",
        "สมมติ: มาครั้งแรกสัปดาห์หน้า",
        "broke",
        6,
        language="th",
        invited=Invited.BEGUN,
    ),
    # Took one time back, and asks for everything to be erased.
    Person(
        "DEMO-15",
        "Invented: has moved away",
        "hurt",
        44,
        (
            Sitting(40, (41, 44, 38, 47, 44)),
            Sitting(18, (44, 47, 41, 50, 44)),
            Sitting(8, (31, 34, 31, 38, 34), taken_back=7),
        ),
        decision="separating",
        asks_erasure=2,
    ),
    # Finished and put away.
    Person(
        "DEMO-16",
        "Invented: finished in summer",
        "broke",
        175,
        (
            Sitting(170, (38, 44, 34, 41, 38)),
            Sitting(142, (47, 56, 53, 44, 50)),
            Sitting(114, (66, 62, 56, 62, 53)),
            Sitting(86, (75, 78, 72, 66, 69)),
        ),
        archived=80,
    ),
    # A first result on the counsellor's own tablet, a moment ago.
    Person(
        "DEMO-17",
        "Invented: first session today",
        "hurt",
        1.5,
        (Sitting(0, (17, 75, 67, 0, 75), pages=FIRST_PAGES, way=Way.HAND_OVER),),
    ),
)
