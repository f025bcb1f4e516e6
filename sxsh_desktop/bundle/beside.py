"""What is done beside the writing of a bundle, in threads: hashing and packing, photos read ahead, reading back.

Hashing, packing, reading and writing leave the interpreter to others, so two cores are used; order and content of
what is written are the same as without.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
_SMALL = 1 << 16  # pieces up to this size are not worth a second thread
_AHEAD = 6
_READERS = 2
_PACKERS = 2


class Packing:
    """Deflates pieces in threads, some at the same time, and gives them back in order: one deflate stream.

    Each piece is packed for itself and ends on a whole byte, so that no piece waits for the one before.
    """

    END = b"\x03\x00"  # the last block of a deflate stream, empty

    def __init__(self, level: int) -> None:
        self._level = level
        self._pool = ThreadPoolExecutor(_PACKERS, thread_name_prefix="bundle")

    def packed(self, pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
        """The pieces packed; only a few are held at a time."""
        waiting = deque[Future[bytes]]()
        for piece in pieces:
            waiting.append(self._pool.submit(self._pack, piece))
            if len(waiting) > _PACKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        yield self.END

    def close(self) -> None:
        """Wait, whatever comes of it, and let go of the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _pack(self, piece: bytes) -> bytes:
        packer = zlib.compressobj(self._level, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)


class Hashing:
    """A second thread that hashes one piece while it is written, and the next one is read; everything in order."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="bundle")
        self._last: Future[None] | None = None

    def do(self, act: Callable[[bytes], None], piece: bytes) -> None:
        """Do it beside, when what came before is done. Raises what that raised."""
        self.settle()
        if len(piece) > _SMALL:
            self._last = self._pool.submit(act, piece)
        else:
            act(piece)

    def settle(self) -> None:
        """Wait until everything is done. Raises what it raised."""
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def close(self) -> None:
        """Wait, whatever comes of it, and let go of the thread."""
        self._pool.shutdown(wait=True)


class ReadBack:
    """Reads a file back while the rest of it is written, as far as it is final: the SHA-256 of all of it."""

    def __init__(self, file: Path) -> None:
        self._stream = file.open("rb", buffering=0)  # nothing beyond what was asked for is read
        self._digest, self._told, self._read = hashlib.sha256(), 0, 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="bundle")
        self._last: Future[None] | None = None

    def up_to(self, place: int) -> None:
        """Everything before `place` has been handed to the system and will not change. Raises what reading raised."""
        if place - self._told >= _CHUNK and (self._last is None or self._last.done()):
            self._go_on(place)

    def finish(self) -> str:
        """The file is whole: its SHA-256 as lower-case hex. Raises what reading raised."""
        self._go_on(-1)
        self.settle()
        return self._digest.hexdigest()

    def settle(self) -> None:
        """Wait until what was asked for is read. Raises what reading raised."""
        if self._last is not None:
            self._last.result()

    def close(self) -> None:
        """Let go of the file."""
        self._pool.shutdown(wait=True)
        self._stream.close()

    def _go_on(self, place: int) -> None:
        self.settle()
        self._told = place
        self._last = self._pool.submit(self._hash, place)

    def _hash(self, place: int) -> None:
        """Up to there, or to the end."""
        while place < 0 or self._read < place:
            piece = self._stream.read(_CHUNK if place < 0 else min(_CHUNK, place - self._read))
            if not piece:
                return
            self._read += len(piece)
            self._digest.update(piece)


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """A file and what was read of it: its bytes and their SHA-256, or None of a large one, which is read in pieces;
    problem: why it could not be opened."""

    name: str
    file: Path
    content: bytes | None = None
    sha256: str = ""
    problem: OSError | None = None


def read_ahead(files: Iterable[tuple[str, Path]]) -> Generator[ReadAhead, None, None]:
    """The files in their order, the next few read and hashed already: at most a few megabytes.

    Raises OSError of a file that could not be read to its end when its turn has come.
    """
    source, waiting = iter(files), deque[Future[ReadAhead]]()
    with ThreadPoolExecutor(_READERS, thread_name_prefix="bundle") as pool:
        while True:
            while len(waiting) < _AHEAD and (one := next(source, None)) is not None:
                waiting.append(pool.submit(_read, *one))
            if not waiting:
                return
            yield waiting.popleft().result()


def _read(name: str, file: Path) -> ReadAhead:
    try:
        stream = file.open("rb")
    except OSError as error:
        return ReadAhead(name, file, problem=error)
    with stream:
        content = stream.read(_CHUNK + 1)
    if len(content) > _CHUNK:
        return ReadAhead(name, file)
    return ReadAhead(name, file, content, hashlib.sha256(content).hexdigest())
