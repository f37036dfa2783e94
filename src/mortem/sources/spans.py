"""Parts of a text by their places, as columns: handed over in Arrow's C data interface."""

import ctypes

import numpy as np
import polars as pl

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Views = np.ndarray[tuple[int, int], np.dtype[np.uint64]]
Words = np.ndarray[tuple[int], np.dtype[np.uint64]]
_TEXT = b"vu"  # views of text: its length, then itself if short, else its beginning and place
_SHORT = 12
LOW = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)  # the first n bytes
_MINE = LOW[[min(n, 4) for n in range(_SHORT + 1)] + [4]]  # of the first four, by length
_REST = LOW[[min(max(n - 4, 0), 8) for n in range(_SHORT + 1)] + [4]]  # of those behind
_RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _Schema(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p),
        ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64), ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )  # fmt: skip


class _Array(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)), ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )  # fmt: skip


_held: dict[int, object] = {}  # what an array that was handed over stands on, by its key


def _schema_done(address: int) -> None:
    _Schema.from_address(address).release = None


def _array_done(address: int) -> None:
    array = _Array.from_address(address)
    _held.pop(array.private_data, None)
    array.release = None


_release_schema, _release_array = _RELEASE(_schema_done), _RELEASE(_array_done)
_capsule = ctypes.pythonapi.PyCapsule_New
_capsule.restype = ctypes.py_object
_capsule.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)


class _Text:
    """Bytes and views of them, as an Arrow array of texts."""

    def __init__(self, data: bytes, seen: Views) -> None:
        self._data, self._seen = data, seen

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        text = ctypes.cast(ctypes.c_char_p(self._data), ctypes.c_void_p).value
        size = ctypes.c_int64(len(self._data))
        place = self._seen.ctypes.data
        buffers = (ctypes.c_void_p * 4)(None, place, text, ctypes.addressof(size))
        schema = _Schema(
            format=_TEXT, name=b"", release=ctypes.cast(_release_schema, ctypes.c_void_p)
        )
        array = _Array(
            length=len(self._seen), n_buffers=4, buffers=buffers,
            release=ctypes.cast(_release_array, ctypes.c_void_p),
        )  # fmt: skip
        key = id(array)
        array.private_data = key
        _held[key] = (self._data, self._seen, size, buffers, schema, array)
        return (
            _capsule(ctypes.addressof(schema), b"arrow_schema", None),
            _capsule(ctypes.addressof(array), b"arrow_array", None),
        )


def words(data: bytes) -> Words:
    """The eight bytes that begin at each place, as a number: the first byte is the lowest."""
    return np.ndarray((max(len(data) - 7, 0),), dtype="<u8", buffer=data, strides=(1,))


def views(at: Words, starts: Places, stops: Places) -> Views:
    """The texts from each start to each stop, as Arrow sees them: two numbers each.

    A text may not begin within the last 15 bytes of all.
    """
    size = (stops - starts).astype(np.uint64)
    small = np.minimum(size, np.uint64(_SHORT + 1))
    out = np.empty((len(starts), 2), dtype=np.uint64)
    head = at[starts]
    out[:, 0] = ((head & _MINE[small]) << np.uint64(32)) | size
    place = starts.astype(np.uint64) << np.uint64(32)
    out[:, 1] = np.where(size > _SHORT, place, at[starts + 4] & _REST[small])
    return out


def texts(data: bytes, seen: Views) -> pl.Series:
    """The column of such texts, kept where they are; they are valid UTF-8."""
    return pl.Series(_Text(data, seen)) if len(seen) else pl.Series(dtype=pl.String)
