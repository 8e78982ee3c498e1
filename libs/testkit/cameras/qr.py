"""QR codes by libqrencode, drawn straight into the luma of a raw frame.

GStreamer's own qroverlay is no choice: in 1.22 it keeps about 90 kB for every code that it draws (6 MB/s for eight cameras)
and shows each new code one frame late.
"""

import ctypes

_lib = ctypes.CDLL("libqrencode.so.4")


class _Code(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte))]


_lib.QRcode_encodeString8bit.restype = ctypes.POINTER(_Code)
_lib.QRcode_encodeString8bit.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
_lib.QRcode_free.argtypes = [ctypes.POINTER(_Code)]

_SMALLEST_VERSION, _LEVEL_M = 0, 1
QUIET_ZONE = 4
"""Modules of white that a reader needs on each side."""

# Video range: 16 is black, 235 is white. The lowest bit of a module says that it is dark.
_LUMA = bytes(16 if module & 1 else 235 for module in range(256))


def modules(text: str) -> list[bytes]:
    """The rows of the code, one luma byte per module. Raises ValueError when the text does not fit any code."""
    code = _lib.QRcode_encodeString8bit(text.encode(), _SMALLEST_VERSION, _LEVEL_M)
    if not code:
        raise ValueError(f"no QR code holds {text!r}")
    try:
        width = code.contents.width
        grid = ctypes.string_at(code.contents.data, width * width).translate(_LUMA)
    finally:
        _lib.QRcode_free(code)
    return [grid[row : row + width] for row in range(0, width * width, width)]


def scaled(rows: list[bytes], side: int) -> tuple[int, list[bytes]]:
    """The rows in pixels, as large as fit a square of `side` with its quiet zone, and the margin that centres them."""
    pixel = side // (len(rows) + 2 * QUIET_ZONE)
    lines = [bytes(luma for luma in row for _ in range(pixel)) for row in rows for _ in range(pixel)]
    return (side - len(lines)) // 2, lines
