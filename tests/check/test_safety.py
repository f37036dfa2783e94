"""What must not be published, and what merely looks like it.

Tokens are put together here, so that no scanner takes this file for a leak.
"""

import base64
import json

import pytest

from mortem.check.run import check_document
from mortem.document import parse


def found(text: str) -> list[str]:
    """The rules of safety that object to a sentence."""
    return [
        hit.rule for hit in check_document(parse(f"## Timeline\n\n{text}\n"), select=["safety"])
    ]


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


JWT = (
    f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': '1234567890'})}.abc-DEF_123456789012345"
)
SECRETS = {
    "cloud key": "AKIA" + "IOSFODNN7EXAMPLQ",
    "code host": "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "chat": "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "payments": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "web token": JWT,
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "URL": "postgres://shop:" + "Tr0ub4dor31x@db.internal/shop",
    "setting": "DB_PASSWORD=" + "Tr0ub4dor&3",
    "header": "Authorization: Bearer " + "a81f0d5c2e9b47d6A81f0d5c",
    "JSON": '{"api_key": "' + "9f8e7d6c5b4a39281706f5e4" + '"}',
}


@pytest.mark.parametrize("kind", SECRETS)
def test_secrets_are_found_in_prose_and_in_code(kind: str) -> None:
    assert found(f"09:00 we saw {SECRETS[kind]} in the log") == ["secret"]
    assert found(f"```\n{SECRETS[kind]}\n```") == ["secret"]


@pytest.mark.parametrize(
    "text",
    [
        "Reverted in 4ac6aec44cfb0cdd1e32bc9974f3cf20ce39d961.",
        "sha256: 4ac6aec44cfb0cdd1e32bc9974f3cf20ce39d9611499f623c850ef18cf434f93",
        "The password was rotated and the token: see the vault.",
        "password: required, minimum 12 characters",
        "psql postgres://shop:****@db.internal/shop",
        "psql postgres://user:password@localhost/shop",
        "DB_PASSWORD=$DB_PASSWORD in the environment",
        "API_KEY=<your key here>",
        "trace 7f3a9b1c-52d1-4e0e-9a77-0f1d2c3b4a59 timed out",
        "Token bucket: 1000 requests; key: value pairs were dropped.",
        "The secret: nobody had tested it at 10:00.",
    ],
)
def test_what_looks_like_a_secret_and_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Requests from 34.120.54.55 failed.",
        "The host 34.120.54.55 was down.",
        "`curl http://34.120.54.55:8080/health` hung.",
        "(34.120.54.55)",
        "Requests from 8.41.20.3 failed.",
        "2a00:1450:4001:81b::200e was unreachable.",
    ],
)
def test_public_addresses_are_found(text: str) -> None:
    assert found(text) == ["ip-address"]


@pytest.mark.parametrize(
    "text",
    [
        "nginx 1.22.1.4 was installed.",
        "We upgraded to 21.4.0.2 and rolled back to 20.9.1.7.",
        "Version 34.120.54.55 of the driver.",
        "v5.2.4.3 and chrome/99.0.4844.51",
        "Only 127.0.0.1 and 10.0.3.7, 192.168.1.1 and 172.16.0.9 answered.",
        "Documentation: 192.0.2.1, 198.51.100.7, 203.0.113.9 and 2001:db8::1.",
        "Blocks 34.120.0.0/16 and 2a00:1450::/32 were announced.",
        "Resolvers 8.8.8.8 and 1.1.1.1 were slow.",
        "At 10:15:20 and 10:15:21 it failed; MAC 00:1B:44:11:3A:B7 moved.",
        "999.120.54.55 is no address, 1.2.3 is none, ::1 is loopback.",
    ],
)
def test_versions_private_addresses_and_networks_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "jane.doe@shop-mail.com wrote.",
        "[Jane](mailto:jane@shop-mail.co.uk)",
        "<j.d+x@shop-mail.io>",
    ],
)
def test_addresses_of_persons_are_found(text: str) -> None:
    assert set(found(text)) == {"email-address"}


@pytest.mark.parametrize(
    "text",
    [
        "Write to support@shop-mail.com or security-team@shop-mail.com.",
        "jane@example.com, jo@shop.example, admin@localhost",
        "git@github.com:shop/web.git and postgres://shop@db/shop",
        "app@1.service restarted, @ana was paged, web@sha256:abcd",
        "1234+jane@users.noreply.github.com",
        "react@18.2.0 and lodash@4.17.21 were updated.",
    ],
)
def test_addresses_of_roles_and_what_is_none_are_left_alone(text: str) -> None:
    assert found(text) == []
