"""One's own account: PIN, passphrase, recovery code, second factor, where one is signed in."""

from quiz.casework.counsel import Role
from quiz.ui import frame
from quiz.ui.accounts import audit, own, second_factor
from quiz.ui.visit import desk, session
from quiz.ui.widgets import heading, quiet

visit = session.visit()
mine = desk.required(visit, None)
frame.tell_page(visit, "account")
heading(visit.words("account.title"))
own.who(visit, mine)
if mine.role is Role.COUNSELLOR:
    own.pin(visit, mine)
own.passphrase(visit, mine)
own.recovery(visit, mine)
second_factor.second(visit, mine)
own.signed_in(visit)
if mine.role is Role.COUNSELLOR:
    own.give_all(visit, mine)
heading(visit.words("account.done_title"), 2)
quiet(visit.words("account.done_about"))
audit.done(visit, mine)
