"""What is done to people's accounts, each act checked against where its doer appoints, and written to the audit journal first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collegiate.store import Look, Store
from collegiate.web.accounts import acts as accounts
from collegiate.web.accounts.acts import AccountError, Post
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.authorization.appointing import Realm
from collegiate.web.people.words import part_words


@dataclass(frozen=True, slots=True)
class Appointing:
    """Where somebody appoints: the store, what they may give, and how schools are called."""

    store: Store
    realm: Realm
    names: dict[int, str]
    snapshot: str

    def add(self, *, email: str, name: str, by: User) -> User:
        """Make an account that can do nothing yet. Raises `AccountError` for one that is there."""
        if User.objects.filter(email=accounts.same_address(email), is_active=True).exists():
            raise AccountError(
                "Somebody with this e-mail address has an account. Find them in the list and appoint them there."
            )
        self._write(f"added an account for {accounts.same_address(email)}", by, "")
        return accounts.add_user(email=email, name=name, by=by.email)

    def appoint(
        self, *, user: User, post: Post, start: date | None, until: date | None, by: User, why: str
    ) -> Appointment:
        """Appoint somebody within one's own part of the trust. Raises `AccountError`, also for appointing oneself."""
        post = post.checked()
        self._may(user, post, by)
        accounts.first_day(start, until)
        self._write(f"appointed {user.email} as {part_words(post, self.names)}", by, why)
        return accounts.appoint(user=user, post=post, start=start, until=until, by=by.email)

    def end(self, *, held: Appointment, by: User, why: str) -> None:
        """End an appointment from this moment. Raises `AccountError`."""
        self._may(held.user, held, by)
        self._write(f"ended the appointment of {held.user.email} as {part_words(held, self.names)}", by, why)
        accounts.end_appointment(held)

    def shut_out(self, *, user: User, by: User, why: str) -> None:
        """Shut somebody out at once. Raises `AccountError` where they are appointed for a part that one does not hold."""
        if user == by:
            raise AccountError("You cannot shut yourself out. Ask somebody else who appoints people.")
        if not all(self.realm.gives(a) for a in user.appointments_to_come()):
            raise AccountError(
                "This person is also appointed for a part of the trust that you do not look after. End what is yours to end."
            )
        self._write(f"shut out {user.email}", by, why)
        accounts.remove_user(email=user.email)

    def link(self, *, user: User, by: User) -> str:
        """Return an address at which somebody chooses a password. Raises `AccountError` for whoever may not sign in or is above."""
        if not user.is_active:
            raise AccountError("This person was shut out. Appoint them anew first.")
        if not all(self.realm.gives(a) for a in user.appointments_to_come()) or user == by:
            raise AccountError(
                "A link for this person is made by somebody who looks after all that they are appointed for."
            )
        self._write(f"made a link for {user.email} to choose a password", by, "")
        return accounts.password_path(user)

    def _may(self, user: User, about: Post | Appointment, by: User) -> None:
        if user == by:
            raise AccountError(
                "Nobody changes what they are appointed to themselves. Ask somebody else who appoints people."
            )
        if not self.realm.holds(about):
            raise AccountError("You may appoint people for your own part of the trust only.")
        if not self.realm.gives(about):
            raise AccountError(
                "Heads, governors, diocesan officers and data managers are appointed, and their appointments ended, by who appoints for the whole trust."
            )

    def _write(self, what: str, by: User, why: str) -> None:
        self.store.audit.acted(Look(by.email, what, why or "people and roles", (), self.snapshot))
