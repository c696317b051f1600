"""The scanner's protocol, spoken with a small clamd that knows one virus."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smart_team.errors import FileError
from smart_team.store.scanner import ClamScanner, NoScanner, ScannerError, require_clean

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Answer = Callable[[bytes], bytes]


class FakeClamd:
    """Takes INSTREAM requests and answers each with what `answer` makes of the bytes."""

    def __init__(self, listener: socket.socket, answer: Answer, limit: int = 10**9) -> None:
        self.listener, self.answer, self.limit = listener, answer, limit
        self.streams: list[bytes] = []
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            with connection, connection.makefile("rb") as stream:
                if stream.read(10) != b"zINSTREAM\0":
                    return
                content = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(size)
                    if len(content) > self.limit:
                        break
                self.streams.append(content)
                connection.sendall(self.answer(content))

    def stop(self, family: int, address: str | tuple[str, int]) -> None:
        with socket.socket(family) as last:
            last.connect(address)
            last.sendall(b"zEND......")
        self.thread.join()
        self.listener.close()


def knows_eicar(content: bytes) -> bytes:
    return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[FakeClamd, str]]]:
    running: list[tuple[FakeClamd, tuple[str, int]]] = []

    def start(answer: Answer = knows_eicar, limit: int = 10**9) -> tuple[FakeClamd, str]:
        listener = socket.create_server(("127.0.0.1", 0))
        address: tuple[str, int] = listener.getsockname()
        running.append((FakeClamd(listener, answer, limit), address))
        return running[-1][0], f"tcp:127.0.0.1:{address[1]}"

    yield start
    for server, address in running:
        server.stop(socket.AF_INET, address)


def codes(error: ScannerError | FileError) -> list[str]:
    return [problem.message.code for problem in error.problems]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", None),
        (b"clean", None),
        (bytes(65_536), None),
        (bytes(200_001), None),
        (EICAR, "Eicar-Signature"),
        (bytes(65_500) + EICAR, "Eicar-Signature"),
    ],
    ids=["empty", "small", "one chunk", "many chunks", "virus", "virus across chunks"],
)
def test_it_sends_the_whole_file_and_says_what_was_found(
    serve: Callable[..., tuple[FakeClamd, str]], tmp_path: Path, content: bytes, found: str | None
) -> None:
    server, address = serve()
    file = tmp_path / "file"
    file.write_bytes(content)
    assert ClamScanner(address).scan(file) == found
    assert server.streams == [content]


def test_it_speaks_over_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "clamd"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    server = FakeClamd(listener, knows_eicar)
    file = tmp_path / "file"
    file.write_bytes(EICAR)
    try:
        assert ClamScanner(f"unix:{path}").scan(file) == "Eicar-Signature"
    finally:
        server.stop(socket.AF_UNIX, str(path))


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"stream: OK",
        b"\0",
        b"OK\0",
        b"stream: \0",
        b"stream: OK FOUNDLING\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"x" * 10_000,
        b"\xff\xfe\0",
    ],
    ids=repr,
)
def test_any_other_reply_is_no_verdict(
    serve: Callable[..., tuple[FakeClamd, str]], tmp_path: Path, reply: bytes
) -> None:
    _, address = serve(lambda _: reply)
    file = tmp_path / "file"
    file.write_bytes(b"content")
    with pytest.raises(ScannerError) as caught:
        ClamScanner(address).scan(file)
    assert codes(caught.value) == ["E141"]


def test_hanging_up_in_the_middle_is_no_verdict(
    serve: Callable[..., tuple[FakeClamd, str]], tmp_path: Path
) -> None:
    _, address = serve(lambda _: b"INSTREAM size limit exceeded. ERROR\0", limit=100_000)
    file = tmp_path / "file"
    file.write_bytes(bytes(20_000_000))
    with pytest.raises(ScannerError) as caught:
        ClamScanner(address).scan(file)
    assert codes(caught.value) == ["E141"]


def test_a_scanner_that_never_answers_is_no_verdict(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"content")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp:127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScannerError, match="timed out"):
            ClamScanner(address, timeout=0.05).scan(file)


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_a_scanner_that_is_down_is_no_verdict(tmp_path: Path, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    file = tmp_path / "file"
    file.write_bytes(b"content")
    address = f"unix:{tmp_path}/nobody" if kind == "unix" else f"tcp:127.0.0.1:{port}"
    with pytest.raises(ScannerError) as caught:
        require_clean(ClamScanner(address), file, "a.txt")
    assert codes(caught.value) == ["E141"]


def test_a_file_that_is_gone_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(ScannerError):
        ClamScanner("tcp:127.0.0.1:1").scan(tmp_path / "gone")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "clamd",
        "unix:",
        "unix:relative",
        "tcp:host",
        "tcp:host:",
        "tcp:host:x",
        "tcp::3310",
        "tcp:::1:3310",
        "http://host:3310",
        "tcp:host:123456",
        " tcp:host:3310",
        "tcp:host:3310\n",
    ],
)
def test_an_address_must_be_understood(address: str) -> None:
    with pytest.raises(ScannerError) as caught:
        ClamScanner(address)
    assert codes(caught.value) == ["E143"]


@pytest.mark.parametrize("port", ["0", "65535", "65536", "99999"])
def test_an_impossible_port_is_no_verdict(tmp_path: Path, port: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"content")
    with pytest.raises(ScannerError):
        ClamScanner(f"tcp:127.0.0.1:{port}", timeout=0.05).scan(file)


def test_what_is_found_is_refused_by_its_name(
    serve: Callable[..., tuple[FakeClamd, str]], tmp_path: Path
) -> None:
    _, address = serve()
    file = tmp_path / "file"
    file.write_bytes(EICAR)
    with pytest.raises(FileError) as caught:
        require_clean(ClamScanner(address), file, "汇总表.txt")
    assert codes(caught.value) == ["E142"]
    assert caught.value.say() == (
        "汇总表.txt: 病毒扫描发现 Eicar-Signature。改法:给本机杀毒后换一份文件 [E142]"
    )


def test_without_a_scanner_all_passes(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(EICAR)
    require_clean(NoScanner(), file, "a.txt")
