"""Sign in; or set up an account with a code, or come back with a recovery code."""

from quiz.ui import frame, storing
from quiz.ui.accounts import recovering, setting_up, signing_in
from quiz.ui.visit import session
from quiz.ui.widgets import heading

visit = session.visit()
signing, store = visit.signing, storing.store()
frame.tell_page(visit, "sign-in")
heading(visit.words("sign_in.title"))
if store is None:
    signing_in.not_kept(visit)
elif signing.recovery is not None:
    recovering.after_set_up(visit, signing.recovery)
elif visit.desk is not None:
    signing_in.already(visit, visit.desk)
elif signing.promised is not None and signing.code is not None:
    setting_up.choose(visit, store, signing.code, signing.promised)
else:
    signing_in.sign_in(visit, store)
    setting_up.ask_code(visit, store)
    recovering.recover(visit, store)
