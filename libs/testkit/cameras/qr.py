"""QR codes by libqrencode, as overlays for a raw frame.

GStreamer's own qroverlay is no choice: in 1.22 it keeps about 90 kB for every code that it draws (6 MB/s for eight cameras)
and shows each new code one frame late.
"""

import ctypes

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstVideo", "1.0")
from gi.repository import Gst, GstVideo  # noqa: E402

_lib = ctypes.CDLL("libqrencode.so.4")


class _Code(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte))]


_lib.QRcode_encodeString8bit.restype = ctypes.POINTER(_Code)
_lib.QRcode_encodeString8bit.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
_lib.QRcode_free.argtypes = [ctypes.POINTER(_Code)]

_SMALLEST_VERSION, _LEVEL_M = 0, 1
QUIET_ZONE = 4
"""Modules of white that a reader needs on each side."""

# The lowest bit of a module says that it is dark; one byte of grey each.
_GREY = bytes(0 if module & 1 else 255 for module in range(256))


def modules(text: str) -> list[bytes]:
    """The rows of the code, one byte of grey per module. Raises ValueError when the text does not fit any code."""
    code = _lib.QRcode_encodeString8bit(text.encode(), _SMALLEST_VERSION, _LEVEL_M)
    if not code:
        raise ValueError(f"no QR code holds {text!r}")
    try:
        width = code.contents.width
        grid = ctypes.string_at(code.contents.data, width * width).translate(_GREY)
    finally:
        _lib.QRcode_free(code)
    return [grid[row : row + width] for row in range(0, width * width, width)]


def overlay(rows: list[bytes], left: int, top: int, side: int) -> GstVideo.VideoOverlayComposition:
    """The code as large as it fits a square of `side` pixels with its quiet zone, ready to be blended over a frame."""
    pixel = max(1, side // (len(rows) + 2 * QUIET_ZONE))
    width = pixel * (len(rows) + 2 * QUIET_ZONE)
    blank = b"\xff" * (4 * width * pixel * QUIET_ZONE)
    margin = b"\xff" * (4 * pixel * QUIET_ZONE)
    lines = (margin + b"".join(bytes((grey, grey, grey, 255)) * pixel for grey in row) + margin for row in rows)
    picture = Gst.Buffer.new_wrapped(blank + b"".join(line * pixel for line in lines) + blank)
    GstVideo.buffer_add_video_meta(picture, GstVideo.VideoFrameFlags.NONE, GstVideo.VideoFormat.BGRA, width, width)
    inset = (side - width) // 2
    rectangle = GstVideo.VideoOverlayRectangle.new_raw(picture, left + inset, top + inset, width, width, GstVideo.VideoOverlayFormatFlags.NONE)
    return GstVideo.VideoOverlayComposition.new(rectangle)
