"""What the shell around the pages says, one set of words a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ShellWords:
    """The shell's words in one language, and the neutral site that Exit leads to."""

    title: str  # of the browser's tab: says nothing of the subject
    exit: str
    exit_site: str  # an address that anybody might have open
    exit_how: str  # beside the button: the keys, and what leaving does not do
    exit_history: str
    press_twice: str  # after the first press of Shift
    press_once: str
    exit_stopped: str
    leaving: str
    wait: str  # until the first page is drawn
    again: str  # the button of the neutral page after leaving
    no_script: str
    danger: str
    directory: str
    directory_site: str


ENGLISH = ShellWords(
    title="Check-in",
    exit="Exit this page",
    exit_site="https://www.bbc.com/weather",
    exit_how="Or press Shift three times.",
    exit_history="Opens a weather page at once. It does not clear your browser history.",
    press_twice="Press Shift 2 more times to leave.",
    press_once="Press Shift 1 more time to leave.",
    exit_stopped="Still on this page.",
    leaving="Loading.",
    wait="One moment.",
    again="Start",
    no_script="This page needs JavaScript. Please turn it on, or open the page in another browser.",
    danger=(
        "If you are in danger now, call the emergency number where you are "
        "(in Thailand 191, in most of Europe 112, in the USA 911)."
    ),
    directory="Help lines in many countries: findahelpline.com",
    directory_site="https://findahelpline.com",
)

THAI = ShellWords(
    title="บันทึกประจำสัปดาห์",
    exit="ออกจากหน้านี้",
    exit_site="https://www.tmd.go.th",
    exit_how="หรือกด Shift สามครั้ง",
    exit_history="เปิดหน้าพยากรณ์อากาศทันที แต่ไม่ได้ลบประวัติการเข้าชมของเบราว์เซอร์",
    press_twice="กด Shift อีก 2 ครั้งเพื่อออก",
    press_once="กด Shift อีก 1 ครั้งเพื่อออก",
    exit_stopped="ยังอยู่ที่หน้านี้",
    leaving="กำลังโหลด",
    wait="สักครู่",
    again="เริ่ม",
    no_script="หน้านี้ต้องใช้ JavaScript โปรดเปิดใช้งาน หรือเปิดหน้านี้ด้วยเบราว์เซอร์อื่น",
    danger="หากคุณกำลังอยู่ในอันตราย โปรดโทรเบอร์ฉุกเฉินในพื้นที่ของคุณ (ในประเทศไทย 191)",
    directory="สายด่วนช่วยเหลือในหลายประเทศ: findahelpline.com",
    directory_site="https://findahelpline.com",
)

WORDS: Mapping[str, ShellWords] = MappingProxyType({"en": ENGLISH, "th": THAI})
"""Language code -> words. The first is the one for everybody else."""
