"""What an account holder does with their own account: password, address, sessions."""

import sqlalchemy as sa
from argon2.exceptions import InvalidHashError, VerificationError

from mortem.errors import DeskRefused, NotOnDesk
from mortem.review import accounts
from mortem.review import tables as t
from mortem.review.accounts import Accounts, digest, long_enough
from mortem.review.records import OpenSession, Person

SHOWN_OF_DIGEST = 16  # characters: enough to name a session, of no use to enter with


class Credentials(Accounts):
    """Passwords changed, sessions seen and ended."""

    def change_password(self, person: Person, old: str, new: str, address: str) -> tuple[str, str]:
        """Change one's own password: every session ends, and a new one begins.

        Gives the new session's secret and its CSRF token. Wrong old passwords count as failed
        logins, and are throttled with them. API tokens stay.
        Raises DeskRefused where the old password is wrong, or the new one is short or the same.
        """
        long_enough(new)
        attempt = self.attempt(person.name, address)
        with self.reading() as c:
            kept = c.scalar(sa.select(t.person.c.password).where(t.person.c.id == person.id))
        try:
            accounts._hasher.verify(str(kept), old)
        except (VerificationError, InvalidHashError) as error:
            with self.writing() as c:
                self.note(c, person.id, "password change refused", person.name)
            raise DeskRefused("the old password is not right; nothing was changed") from error
        self.forgive(attempt)
        if new == old:
            raise DeskRefused("the new password is the old one; choose another")
        self._set_password(person, new, person.id)
        return self.new_session(person)

    def reset_password(self, by: Person, person_id: int, new: str) -> None:
        """An admin gives somebody a new password; their sessions end."""
        self._need(by, "admin")
        if person_id == by.id:
            raise DeskRefused("your own password is changed under your account")
        long_enough(new)
        self._set_password(self.person(person_id), new, by.id)

    def _set_password(self, person: Person, new: str, by_id: int) -> None:
        values = {"password": accounts._hasher.hash(new)}
        with self.writing() as c:
            c.execute(sa.update(t.person).where(t.person.c.id == person.id).values(**values))
            c.execute(sa.delete(t.session).where(t.session.c.person_id == person.id))
            self.note(c, by_id, "password changed", person.name)

    def set_email(self, person: Person, email: str) -> None:
        """Change where one's own reminders go; "" for nowhere."""
        email = email.strip()
        local, at, host = email.partition("@")
        bad = not (local and at and host) or any(ch.isspace() or ord(ch) < 32 for ch in email)
        if (email and bad) or len(email) > 254:
            raise DeskRefused(f"{email[:80]!r} is no mail address")
        with self.writing() as c:
            c.execute(sa.update(t.person).where(t.person.c.id == person.id).values(email=email))
            self.note(c, person.id, "address changed", person.name)

    def sessions(self, person: Person, secret: str = "") -> list[OpenSession]:
        """Someone's sessions, newest first; `mine` is the one that asks, by its secret."""
        query = (
            sa.select(t.session.c.digest, t.session.c.created_at, t.session.c.expires_at)
            .where(t.session.c.person_id == person.id, t.session.c.expires_at > self.now())
            .order_by(t.session.c.created_at.desc())
        )
        asking = digest(secret) if secret else ""
        with self.reading() as c:
            return [
                OpenSession(
                    row.digest[:SHOWN_OF_DIGEST],
                    row.created_at,
                    row.expires_at,
                    mine=row.digest == asking,
                )
                for row in c.execute(query)
            ]

    def end_session(self, person: Person, name: str) -> None:
        """End one of one's own sessions, by the name that `sessions` gives it."""
        if len(name) != SHOWN_OF_DIGEST:
            raise NotOnDesk("there is no such session")
        with self.writing() as c:
            gone = c.execute(
                sa.delete(t.session).where(
                    t.session.c.person_id == person.id,
                    sa.func.substr(t.session.c.digest, 1, SHOWN_OF_DIGEST) == name,
                )
            )
            if not gone.rowcount:
                raise NotOnDesk("there is no such session")
            self.note(c, person.id, "session ended", person.name)

    def end_other_sessions(self, person: Person, secret: str) -> None:
        """End all of one's own sessions but the one that asks."""
        with self.writing() as c:
            c.execute(
                sa.delete(t.session).where(
                    t.session.c.person_id == person.id, t.session.c.digest != digest(secret)
                )
            )
            self.note(c, person.id, "other sessions ended", person.name)
