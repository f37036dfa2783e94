import socket

from mortem.lab.ports import HIGHEST, LOWEST, all_free, free_block


def test_a_free_block_can_be_listened_on() -> None:
    first = free_block(8)
    assert LOWEST <= first < HIGHEST
    held = []
    for port in range(first, first + 8):
        one = socket.socket()
        one.bind(("127.0.0.1", port))
        held.append(one)
    for one in held:
        one.close()


def test_a_block_with_a_listener_in_it_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not all_free(range(port - 1, port + 2))
