"""Line-art backdrops for the fake cameras, so that eight pictures can be told apart at thumbnail size.

Every scene is a 640x360 SVG; GStreamer renders it once and freezes it, so a scene costs nothing while it streams.
The machine-readable clock stands in CLOCK_SQUARE, over whatever the scene has there.
"""

CLOCK_SQUARE = (12, 150, 164)
"""Left, top and side in the 640x360 picture; scales with the height."""

SKY, WALL, FLOOR, LINE = "#b9cfdc", "#d9d4c7", "#9aa39a", "#5d6a70"


def _gate() -> str:
    bars = "".join(f'<rect x="{x}" y="150" width="5" height="130" fill="{LINE}"/>' for x in range(260, 520, 20))
    return (
        f'<rect y="280" width="640" height="80" fill="{FLOOR}"/>'
        f'<rect x="215" y="110" width="38" height="175" fill="#a65f4c"/><rect x="525" y="110" width="38" height="175" fill="#a65f4c"/>'
        f'<rect x="205" y="92" width="368" height="22" fill="#8a4b3b"/>{bars}'
    )


def _playground() -> str:
    return (
        '<rect y="130" width="640" height="230" fill="#7f9f72"/>'
        '<ellipse cx="420" cy="250" rx="215" ry="95" fill="#b0624f"/><ellipse cx="420" cy="250" rx="160" ry="62" fill="#7f9f72"/>'
        '<ellipse cx="420" cy="250" rx="188" ry="79" fill="none" stroke="#fff" stroke-width="2"/>'
    )


def _corridor() -> str:
    doors = "".join(
        f'<polygon points="{x},{90 + d} {x + 34},{100 + d} {x + 34},{250 - d} {x},{268 - d}" fill="#7b8f86"/>'
        for x, d in ((470, 30), (540, 8))
    )
    return (
        f'<rect width="640" height="360" fill="{WALL}"/><polygon points="330,150 430,150 640,360 140,360" fill="{FLOOR}"/>'
        f'<rect x="330" y="90" width="100" height="62" fill="#eef3f4"/>{doors}'
        f'<path d="M330 90 L200 0 M430 90 L560 0 M330 150 L140 360 M430 150 L640 360" stroke="{LINE}" stroke-width="2"/>'
    )


def _canteen() -> str:
    tables = "".join(
        f'<rect x="{x}" y="{y}" width="110" height="16" fill="#c98f4e"/><rect x="{x + 12}" y="{y + 16}" width="8" height="26" fill="{LINE}"/>'
        f'<rect x="{x + 90}" y="{y + 16}" width="8" height="26" fill="{LINE}"/>'
        for y in (180, 265) for x in (225, 365, 505)
    )
    return f'<rect width="640" height="150" fill="{WALL}"/><rect y="150" width="640" height="210" fill="#b4b9ad"/>{tables}'


def _stairs() -> str:
    steps = "".join(
        f'<rect x="{240 + i * 42}" y="{320 - i * 27}" width="{400 - i * 42}" height="{40 + i * 27}" fill="{c}"/>'
        for i, c in enumerate(["#8f9a9c", "#99a4a6", "#a3aeb0", "#adb8ba", "#b7c2c4", "#c1ccce", "#cbd6d8"])
    )
    return f'<rect width="640" height="360" fill="{WALL}"/>{steps}<path d="M225 270 L520 75" stroke="#8a4b3b" stroke-width="7"/>'


def _library() -> str:
    colours = ["#a65f4c", "#5f7f9a", "#c98f4e", "#7f9f72", "#7b6a8f"]
    books = "".join(
        f'<rect x="{x}" y="{y}" width="13" height="46" fill="{colours[(x // 17 + y) % 5]}"/>'
        for y in (106, 166, 226) for x in range(335, 600, 17)
    )
    return (
        f'<rect width="640" height="360" fill="{WALL}"/><rect y="290" width="640" height="70" fill="{FLOOR}"/>'
        f'<rect x="325" y="96" width="285" height="196" fill="#6f5440"/>{books}<rect x="225" y="120" width="80" height="172" fill="#8fa9b0"/>'
    )


def _gym() -> str:
    return (
        f'<rect width="640" height="170" fill="{WALL}"/><rect y="170" width="640" height="190" fill="#c9a06a"/>'
        '<path d="M220 330 L330 190 L560 190 L630 330 Z" fill="none" stroke="#fff" stroke-width="4"/>'
        '<rect x="400" y="70" width="90" height="58" fill="#fff" stroke="#5d6a70" stroke-width="3"/>'
        '<rect x="425" y="122" width="40" height="6" fill="#d0562f"/>'
    )


SCENES = {
    "gate": _gate, "playground": _playground, "corridor": _corridor, "canteen": _canteen,
    "stairs": _stairs, "library": _library, "gym": _gym,
}


def svg(scene: str, width: int, height: int) -> str:
    """The backdrop of one scene, scaled to the camera's picture. Raises KeyError for a scene that does not exist."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 640 360" '
        f'preserveAspectRatio="none"><rect width="640" height="360" fill="{SKY}"/>{SCENES[scene]()}</svg>'
    )
