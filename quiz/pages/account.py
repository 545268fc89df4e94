"""One's own account: PIN, passphrase, recovery code, second factor, where one is signed in."""

from quiz.casework.counsel import Role
from quiz.ui import account_parts, audit_parts, desk, frame, second_parts, session
from quiz.ui.widgets import heading, quiet

visit = session.visit()
mine = desk.required(visit, None)
frame.tell_page(visit, "account")
heading(visit.words("account.title"))
account_parts.who(visit, mine)
if mine.role is Role.COUNSELLOR:
    account_parts.pin(visit, mine)
account_parts.passphrase(visit, mine)
account_parts.recovery(visit, mine)
second_parts.second(visit, mine)
account_parts.signed_in(visit)
if mine.role is Role.COUNSELLOR:
    account_parts.give_all(visit, mine)
heading(visit.words("account.done_title"), 2)
quiet(visit.words("account.done_about"))
audit_parts.done(visit, mine)
