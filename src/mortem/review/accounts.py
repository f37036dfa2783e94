"""People, sessions and tokens. Secrets are stored as digests only."""

import hashlib
import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mortem.errors import DeskRefused, NotAllowed, NotOnDesk, TooMany
from mortem.review import tables as t
from mortem.review.connection import Connected, made
from mortem.review.records import ROLES, AuditLine, Person

SESSION_LASTS = timedelta(days=14)
THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_AFTER = 10  # failures of one name or one address within the window
SCOPES = ("read", "write", "webhook")
SHORTEST_PASSWORD = 10

_hasher = PasswordHasher()
_DUMMY = _hasher.hash("nobody has this password")


def digest(secret: str) -> str:
    """The SHA-256 of a random secret (32 bytes of entropy need no slow hash)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def plain_name(name: str) -> str:
    """An account's name as it is kept: case-folded; refused where it has odd characters."""
    name = name.strip().casefold()
    if not name.replace("-", "").replace(".", "").isalnum() or len(name) > 80:
        raise DeskRefused("a name has letters, digits, dots and hyphens, at most 80")
    return name


def long_enough(password: str) -> None:
    """Refuse a password that is too short, or longer than anybody types."""
    if not SHORTEST_PASSWORD <= len(password) <= 1024:
        raise DeskRefused(
            f"a password needs at least {SHORTEST_PASSWORD} characters, at most 1,024"
        )


class Accounts(Connected):
    """Who may come in, and as whom."""

    def setup_token(self) -> str | None:
        """A token to make the first admin with: made once, None when there is an account."""
        with self.writing() as c:
            if c.scalar(sa.select(sa.func.count()).select_from(t.person)):
                return None
            secret = secrets.token_urlsafe(24)
            c.execute(sa.delete(t.setting).where(t.setting.c.name == "setup"))
            c.execute(sa.insert(t.setting).values(name="setup", value=digest(secret)))
            return secret

    def set_up(self, secret: str, name: str, password: str) -> Person:
        """Make the first admin; the token works once."""
        row = self._new_person(name, password, "admin")
        with self.writing() as c:
            kept = c.scalar(sa.select(t.setting.c.value).where(t.setting.c.name == "setup"))
            if kept is None or not hmac.compare_digest(kept, digest(secret)):
                raise DeskRefused(
                    "that set-up token is not valid: look at the first start's output"
                )
            gone = c.execute(sa.delete(t.setting).where(t.setting.c.name == "setup"))
            if not gone.rowcount:  # another set-up took it a moment ago
                raise DeskRefused("that set-up token was used already")
            c.execute(sa.insert(t.person).values(**row))
            self.note(c, None, "desk set up", str(row["name"]))
        return self.person_named(name)

    def add_person(
        self, name: str, password: str, role: str, *, shown: str = "", email: str = ""
    ) -> Person:
        """Make an account. Names are case-folded; passwords have at least 10 characters."""
        row = self._new_person(name, password, role, shown=shown, email=email)
        try:
            with self.writing() as c:
                c.execute(sa.insert(t.person).values(**row))
                self.note(c, None, "account made", f"{row['name']} as {role}")
        except sa.exc.IntegrityError as error:
            raise DeskRefused(f"there is an account named {row['name']!r} already") from error
        return self.person_named(name)

    def _new_person(
        self, name: str, password: str, role: str, *, shown: str = "", email: str = ""
    ) -> dict[str, object]:
        name = plain_name(name)
        if role not in ROLES:
            raise DeskRefused(f"{role!r} is no role: {', '.join(ROLES)}")
        long_enough(password)
        return {
            "name": name,
            "shown": (shown or name)[:120],
            "email": email[:254],
            "role": role,
            "password": _hasher.hash(password),
            "active": True,
            "created_at": self.now(),
        }

    def person_named(self, name: str) -> Person:
        """Someone by name."""
        query = sa.select(t.person).where(t.person.c.name == name.strip().casefold())
        return self.one(Person, query, f"there is nobody named {name!r}")

    def person(self, person_id: int) -> Person:
        """Someone by id."""
        return self.one(Person, sa.select(t.person).where(t.person.c.id == person_id), "nobody")

    def people(self) -> list[Person]:
        """Everyone, by name."""
        return self.rows(Person, sa.select(t.person).order_by(t.person.c.name))

    def change_person(self, by: Person, person_id: int, *, role: str, active: bool) -> None:
        """Change a role or shut an account; its sessions and tokens end with it."""
        self._need(by, "admin")
        if role not in ROLES:
            raise DeskRefused(f"{role!r} is no role: {', '.join(ROLES)}")
        if person_id == by.id and (role != "admin" or not active):
            raise DeskRefused("you cannot take your own admin role; ask another admin")
        with self.writing() as c:
            done = c.execute(
                sa.update(t.person)
                .where(t.person.c.id == person_id)
                .values(role=role, active=active)
            )
            if not done.rowcount:
                raise NotOnDesk("there is no such account")
            if not active:
                c.execute(sa.delete(t.session).where(t.session.c.person_id == person_id))
                c.execute(
                    sa.update(t.token)
                    .where(t.token.c.person_id == person_id, t.token.c.revoked_at.is_(None))
                    .values(revoked_at=self.now())
                )
            self.note(c, by.id, "account changed", f"person {person_id}: {role}, active {active}")

    def log_in(self, name: str, password: str, address: str) -> tuple[str, str, Person]:
        """A new session: its secret, its CSRF token, and whose it is. Throttled by name, address.

        Raises DeskRefused, with the same words whether the name or the password is wrong.
        """
        name = name.strip().casefold()[:80]
        attempt = self.attempt(name, address)
        query = sa.select(t.person).where(t.person.c.name == name)
        with self.reading() as c:
            row = c.execute(query).mappings().first()
        try:
            _hasher.verify(row["password"] if row else _DUMMY, password)
            right = row is not None and row["active"]
        except (VerificationError, InvalidHashError):
            right = False
        if not right or row is None:
            with self.writing() as c:
                self.note(c, None, "login refused", name)
            raise DeskRefused("that name and password do not match")
        self.forgive(attempt)
        found = made(Person, dict(row))
        secret, csrf = self.new_session(found)
        return secret, csrf, found

    def new_session(self, person: Person) -> tuple[str, str]:
        """A fresh session secret and CSRF token for someone who has proved who they are."""
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self.writing() as c:
            c.execute(sa.delete(t.session).where(t.session.c.expires_at < self.now()))
            c.execute(
                sa.insert(t.session).values(
                    digest=digest(secret),
                    person_id=person.id,
                    csrf=csrf,
                    created_at=self.now(),
                    expires_at=self.now() + SESSION_LASTS,
                )
            )
            self.note(c, person.id, "logged in", person.name)
        return secret, csrf

    def attempt(self, name: str, address: str) -> list[int]:
        """Count a try at a password as failed until `forgive` takes it back; its row ids.

        It is counted before the password is looked at, so that many tries at once get no further.
        Raises TooMany after 10 failures of one name, or from one address, in a quarter of an hour.
        """
        since, failed = self.now() - THROTTLE_WINDOW, t.login_failure
        keys = [f"name:{name}", f"from:{address}"[:120]]
        query = (
            sa.select(failed.c.who, sa.func.count().label("n"))
            .where(failed.c.happened_at > since, failed.c.who.in_(keys))
            .group_by(failed.c.who)
        )
        with self.writing() as c:
            if max((row.n for row in c.execute(query)), default=0) >= THROTTLE_AFTER:
                raise TooMany("too many failed logins; wait a quarter of an hour")
            c.execute(sa.delete(failed).where(failed.c.happened_at <= since))
            made_ids = []
            for who in keys:
                done = c.execute(sa.insert(failed).values(who=who, happened_at=self.now()))
                assert done.inserted_primary_key is not None  # noqa: S101
                made_ids.append(int(done.inserted_primary_key[0]))
            return made_ids

    def forgive(self, attempt: list[int]) -> None:
        """The password was right: the try was no failure."""
        failed = t.login_failure
        with self.writing() as c:
            c.execute(sa.delete(failed).where(failed.c.id.in_(attempt)))

    def session(self, secret: str) -> tuple[Person, str] | None:
        """Whose session this is and its CSRF token; None where it is unknown, old or shut."""
        query = (
            sa.select(t.person, t.session.c.csrf)
            .join(t.session, t.session.c.person_id == t.person.c.id)
            .where(
                t.session.c.digest == digest(secret),
                t.session.c.expires_at > self.now(),
                t.person.c.active,
            )
        )
        with self.reading() as c:
            row = c.execute(query).mappings().first()
        return (made(Person, dict(row)), str(row["csrf"])) if row else None

    def log_out(self, secret: str) -> None:
        """End a session."""
        with self.writing() as c:
            c.execute(sa.delete(t.session).where(t.session.c.digest == digest(secret)))

    def add_token(self, person: Person, name: str, scope: str) -> str:
        """An API token, shown once. `scope` is read, write or webhook."""
        if scope not in SCOPES:
            raise DeskRefused(f"{scope!r} is no scope: {', '.join(SCOPES)}")
        if scope == "webhook":
            self._need(person, "admin")
        secret = "mt_" + secrets.token_urlsafe(32)
        with self.writing() as c:
            c.execute(
                sa.insert(t.token).values(
                    person_id=person.id,
                    name=name[:80],
                    digest=digest(secret),
                    scope=scope,
                    created_at=self.now(),
                )
            )
            self.note(c, person.id, "token made", f"{name} ({scope})")
        return secret

    def tokens(self, person: Person) -> list[dict[str, object]]:
        """Someone's tokens, without their secrets."""
        columns = [c for c in t.token.c if c.name not in {"digest", "person_id"}]
        query = sa.select(*columns).where(t.token.c.person_id == person.id).order_by(t.token.c.id)
        with self.reading() as c:
            return [dict(row) for row in c.execute(query).mappings()]

    def revoke_token(self, person: Person, token_id: int) -> None:
        """End a token at once; admins may end anyone's."""
        mine = t.token.c.person_id == person.id
        where = t.token.c.id == token_id
        with self.writing() as c:
            done = c.execute(
                sa.update(t.token)
                .where(where if person.may("admin") else where & mine)
                .values(revoked_at=self.now())
            )
            if not done.rowcount:
                raise NotOnDesk("there is no such token")
            self.note(c, person.id, "token revoked", str(token_id))

    def bearer(self, secret: str) -> tuple[Person, str] | None:
        """Whose token this is, and its scope."""
        query = (
            sa.select(t.person, t.token.c.scope)
            .join(t.token, t.token.c.person_id == t.person.c.id)
            .where(
                t.token.c.digest == digest(secret),
                t.token.c.revoked_at.is_(None),
                t.person.c.active,
            )
        )
        with self.reading() as c:
            row = c.execute(query).mappings().first()
        return (made(Person, dict(row)), str(row["scope"])) if row else None

    def audit_log(self, by: Person, limit: int = 200) -> list[AuditLine]:
        """The latest lines of the audit log, for admins."""
        self._need(by, "admin")
        return self.rows(AuditLine, sa.select(t.audit).order_by(t.audit.c.id.desc()).limit(limit))

    @staticmethod
    def _need(person: Person | None, role: str) -> Person:
        if person is None or not person.may(role):
            raise NotAllowed(f"that needs the role {role}")
        return person
