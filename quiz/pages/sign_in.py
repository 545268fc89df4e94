"""Sign in; or set up an account with a code, or come back with a recovery code."""

from quiz.ui import frame, recovery_parts, session, set_up_parts, sign_parts, storing
from quiz.ui.widgets import heading

visit = session.visit()
signing, store = visit.signing, storing.store()
frame.tell_page(visit, "sign-in")
heading(visit.words("sign_in.title"))
if store is None:
    sign_parts.not_kept(visit)
elif signing.recovery is not None:
    recovery_parts.after_set_up(visit, signing.recovery)
elif visit.desk is not None:
    sign_parts.already(visit, visit.desk)
elif signing.promised is not None and signing.code is not None:
    set_up_parts.choose(visit, store, signing.code, signing.promised)
else:
    sign_parts.sign_in(visit, store)
    set_up_parts.ask_code(visit, store)
    recovery_parts.recover(visit, store)
