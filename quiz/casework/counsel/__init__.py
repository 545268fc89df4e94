"""What counsellors do, and their clients with them. Pages call these and nothing below.

Every function that takes a `Session` asks the store, each time, whether it still may: it raises
AccessError `signed_out`, `handed_over` (the device is in other hands) or `not_allowed` (another
role). A client of somebody else is as one that never was: StoreError `client_gone`.

    Accounts      setup_code administrator_code offered create_first set_up
                  all_accounts colleagues promised add_account take_back
                  close_account reopen_account erase_account
    Signing in    sign_in known_browser resume Session recover
                  change_passphrase change_recovery_code
                  new_second turn_on_second turn_off_second has_second
    Clients       add_client change_client archive_client erase_client erase_attempt heard_erasure
                  pair_clients unpair_client move_clients enter_on_paper
    Reading       caseload stamp open_client released_pair
    Writing       write strike arrange      (CaseNote PhaseMark PlanRow AgreedPractice)
    Invitations   invite_client asked_of withdraw_invitation
    Hand-over     set_pin has_pin hand_over handed_over finish lift lift_with_passphrase
    The client    look fits accept take_over withdrawal_code send send_kept
                  withdraw ask_erasure withhold
    The house     audit exported backup back_up restore
"""

from quiz.casework.counsel.accounts import (
    Account,
    NewAccount,
    add_account,
    administrator_code,
    all_accounts,
    close_account,
    colleagues,
    create_first,
    erase_account,
    offered,
    promised,
    reopen_account,
    set_up,
    setup_code,
    take_back,
)
from quiz.casework.counsel.answering import (
    Invitation,
    accept,
    ask_erasure,
    fits,
    look,
    send,
    send_kept,
    take_over,
    withdraw,
    withdrawal_code,
    withhold,
)
from quiz.casework.counsel.auditing import Done, audit, exported
from quiz.casework.counsel.backups import back_up, backup, restore
from quiz.casework.counsel.case_records import arrange, strike, write
from quiz.casework.counsel.caseload import (
    ClientCase,
    ClientFile,
    EditionOf,
    ReleasedPair,
    caseload,
    open_client,
    released_pair,
    stamp,
)
from quiz.casework.counsel.clients import (
    Details,
    add_client,
    archive_client,
    change_client,
    erase_attempt,
    erase_client,
    heard_erasure,
    pair_clients,
    unpair_client,
)
from quiz.casework.counsel.handing_over import (
    HandedOver,
    Lifted,
    finish,
    hand_over,
    handed_over,
    has_pin,
    lift,
    lift_with_passphrase,
    set_pin,
)
from quiz.casework.counsel.invitations import (
    Asked,
    Link,
    State,
    Terms,
    asked_of,
    invite_client,
    withdraw_invitation,
)
from quiz.casework.counsel.moving import move_clients
from quiz.casework.counsel.paper import Paper, enter_on_paper
from quiz.casework.counsel.passphrases import change_passphrase, change_recovery_code, recover
from quiz.casework.counsel.second_factor import (
    NewSecond,
    has_second,
    new_second,
    turn_off_second,
    turn_on_second,
)
from quiz.casework.counsel.sent import Way
from quiz.casework.counsel.sessions import IDLE, LASTS, Session, resume
from quiz.casework.counsel.signing_in import known_browser, sign_in
from quiz.store import Acceptance, Role, SetUp, What

__all__ = [
    "IDLE",
    "LASTS",
    "Acceptance",
    "Account",
    "Asked",
    "ClientCase",
    "ClientFile",
    "Details",
    "Done",
    "EditionOf",
    "HandedOver",
    "Invitation",
    "Lifted",
    "Link",
    "NewAccount",
    "NewSecond",
    "Paper",
    "ReleasedPair",
    "Role",
    "Session",
    "SetUp",
    "State",
    "Terms",
    "Way",
    "What",
    "accept",
    "add_account",
    "add_client",
    "administrator_code",
    "all_accounts",
    "archive_client",
    "arrange",
    "ask_erasure",
    "asked_of",
    "audit",
    "back_up",
    "backup",
    "caseload",
    "change_client",
    "change_passphrase",
    "change_recovery_code",
    "close_account",
    "colleagues",
    "create_first",
    "enter_on_paper",
    "erase_account",
    "erase_attempt",
    "erase_client",
    "exported",
    "finish",
    "fits",
    "hand_over",
    "handed_over",
    "has_pin",
    "has_second",
    "heard_erasure",
    "invite_client",
    "known_browser",
    "lift",
    "lift_with_passphrase",
    "look",
    "move_clients",
    "new_second",
    "offered",
    "open_client",
    "pair_clients",
    "promised",
    "recover",
    "released_pair",
    "reopen_account",
    "restore",
    "resume",
    "send",
    "send_kept",
    "set_pin",
    "set_up",
    "setup_code",
    "sign_in",
    "stamp",
    "strike",
    "take_back",
    "take_over",
    "turn_off_second",
    "turn_on_second",
    "unpair_client",
    "withdraw",
    "withdraw_invitation",
    "withdrawal_code",
    "withhold",
    "write",
]
