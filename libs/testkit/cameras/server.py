#!/usr/bin/python3
"""RTSP cameras that really encode, for the demo district and for tests.

Usage: server.py CONFIG.json, where CONFIG is
    {"port": 0, "cameras": [{"path": "/mingde/east-gate", "user": "...", "password": "...", "codec": "h264" | "h265",
      "title": "明德小学 东门", "scene": "gate", "width": 640, "height": 360, "fps": 10, "gopSeconds": 1, "bitrateKbps": 300,
      "drops": {"everySeconds": 180, "forSeconds": 12}}]}

Prints one line {"ready": true, "port": N} when clients may connect, serves RTSP over TCP on 127.0.0.1 only with digest
login, and leaves on SIGTERM or SIGINT with status 0. A fault in CONFIG ends it with status 2 and the reason on stderr.

Every picture carries the time twice: as text in Asia/Shanghai, and as a QR code "GRCLOCK <path> <UTC milliseconds>",
drawn anew for each frame just before encoding.
"""

import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

os.environ["TZ"] = "Asia/Shanghai"
time.tzset()

import gi  # noqa: E402

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

from qr import modules, overlay  # noqa: E402
from scenes import CLOCK_SQUARE, SCENES, svg  # noqa: E402

ENCODERS = {
    # One thread per encoder: at this size more threads cost more than they give.
    "h264": "x264enc speed-preset=ultrafast tune=zerolatency threads=1 sliced-threads=false bitrate={kbps} key-int-max={gop} "
    "option-string=scenecut=0 ! video/x-h264,profile=constrained-baseline ! rtph264pay name=pay0 pt=96 config-interval=-1",
    "h265": "x265enc speed-preset=ultrafast tune=zerolatency bitrate={kbps} key-int-max={gop} "
    "option-string=pools=none:frame-threads=1:wpp=0:scenecut=0:log-level=none ! rtph265pay name=pay0 pt=96 config-interval=-1",
}


class ConfigFault(Exception):
    """The configuration cannot be served; the text names the camera and the reason."""


@dataclass
class Camera:
    path: str
    user: str
    password: str
    title: str
    codec: str = "h264"
    scene: str = "gate"
    width: int = 640
    height: int = 360
    fps: int = 10
    gopSeconds: float = 1
    bitrateKbps: int = 300
    drops: dict | None = None
    # Invariant: while `down`, no client of this path is connected and none is let in.
    down: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        if not self.path.startswith("/"):
            raise ConfigFault(f"{self.path}: a path starts with /")
        if self.codec not in ENCODERS:
            raise ConfigFault(f"{self.path}: codec {self.codec} is neither h264 nor h265")
        if self.scene not in SCENES:
            raise ConfigFault(f"{self.path}: no scene {self.scene}; there are {', '.join(SCENES)}")
        if self.drops and not 0 < self.drops["forSeconds"] < self.drops["everySeconds"]:
            raise ConfigFault(f"{self.path}: a drop must be shorter than the time between drops")

    def pipeline(self, backdrop: Path) -> str:
        encoder = ENCODERS[self.codec].format(kbps=self.bitrateKbps, gop=max(1, round(self.fps * self.gopSeconds)))
        title = self.title.replace("\\", "\\\\").replace('"', '\\"')
        return (
            f'( filesrc location="{backdrop}" ! rsvgdec ! videoconvert ! video/x-raw,format=I420 ! imagefreeze is-live=true '
            f"! video/x-raw,framerate={self.fps}/1 "
            f'! textoverlay name=mover text="人" font-desc="Noto Sans CJK SC Bold 22" halignment=position valignment=position ypos=0.86 '
            f'! clockoverlay text="{title}" time-format="%Y-%m-%d %H:%M:%S" font-desc="Noto Sans CJK SC Bold 13" '
            f"halignment=left valignment=top shaded-background=true "
            f"! overlaycomposition name=clock ! {encoder} )"
        )


class CameraServer:
    """One RTSP listener with one mount per camera; each camera has one encoder, whoever watches."""

    def __init__(self, port: int, cameras: list[Camera], backdrops: Path) -> None:
        self.cameras = {camera.path: camera for camera in cameras}
        self.paths_of: dict[GstRtspServer.RTSPClient, set[str]] = {}
        self.server = GstRtspServer.RTSPServer()
        self.server.set_address("127.0.0.1")
        self.server.set_service(str(port))
        self.server.set_auth(self._auth(cameras))
        self.server.connect("client-connected", self._on_client)
        mounts = self.server.get_mount_points()
        for index, camera in enumerate(cameras):
            backdrop = backdrops / f"{index}.svg"
            backdrop.write_text(svg(camera.scene, camera.width, camera.height), encoding="utf-8")
            mounts.add_factory(camera.path, self._factory(camera, backdrop))
            if camera.drops:
                GLib.timeout_add(int(camera.drops["everySeconds"] * 1000), self._drop, camera)

    def listen(self) -> int:
        """Binds and returns the port; raises OSError when the port is taken."""
        if self.server.attach(None) == 0:
            raise OSError("the RTSP port cannot be bound")
        pool = self.server.get_session_pool()
        GLib.timeout_add_seconds(5, lambda: (pool.cleanup(), True)[1])
        return self.server.get_bound_port()

    def close(self) -> None:
        for client in list(self.paths_of):
            client.close()

    @staticmethod
    def _auth(cameras: list[Camera]) -> GstRtspServer.RTSPAuth:
        auth = GstRtspServer.RTSPAuth()
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.set_realm("guardroom-cameras")
        passwords: dict[str, str] = {}
        for camera in cameras:
            # The digest table is keyed by user alone: a second password would silently replace the first.
            if passwords.setdefault(camera.user, camera.password) != camera.password:
                raise ConfigFault(f"{camera.path}: user {camera.user} already has another password")
            token = GstRtspServer.RTSPToken()
            token.set_string("media.factory.role", camera.user)
            auth.add_digest(camera.user, camera.password, token)
        return auth

    def _factory(self, camera: Camera, backdrop: Path) -> GstRtspServer.RTSPMediaFactory:
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(camera.pipeline(backdrop))
        factory.set_shared(True)
        factory.set_suspend_mode(GstRtspServer.RTSPSuspendMode.NONE)
        factory.set_eos_shutdown(False)
        factory.set_stop_on_disconnect(True)
        factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
        factory.set_latency(0)
        factory.add_role_from_structure(
            Gst.Structure.from_string(f'"{camera.user}", media.factory.access=(boolean)true, media.factory.construct=(boolean)true')[0]
        )
        factory.connect("media-configure", self._on_media, camera)
        return factory

    @staticmethod
    def _on_media(_factory, media, camera: Camera) -> None:
        element = media.get_element()
        mover = element.get_by_name("mover")
        left, top, side = (round(part * camera.height / 360) for part in CLOCK_SQUARE)

        def move(_pad, _info):
            # One crossing of the free part of the picture in 12 s.
            mover.set_property("xpos", 0.36 + 0.6 * (time.time() % 12) / 12)
            return Gst.PadProbeReturn.OK

        def stamp(_overlay, _frame):
            return overlay(modules(f"GRCLOCK {camera.path} {int(time.time() * 1000)}"), left, top, side)

        pad = mover.get_static_pad("video_sink")
        probe = pad.add_probe(Gst.PadProbeType.BUFFER, move)
        clock = element.get_by_name("clock")
        drawing = clock.connect("draw", stamp)

        def release(_media):
            # Element and callback hold one another across the two languages, where no collector sees the circle: without
            # this each reconnection would keep its pipeline.
            nonlocal mover, clock, pad
            pad.remove_probe(probe)
            clock.disconnect(drawing)
            mover = clock = pad = None

        media.connect("unprepared", release)

    def _on_client(self, _server, client) -> None:
        self.paths_of[client] = set()
        client.connect("closed", lambda gone: self.paths_of.pop(gone, None))
        for request in ("pre-describe-request", "pre-setup-request", "pre-play-request"):
            client.connect(request, self._admit)

    def _admit(self, client, context) -> GstRtsp.RTSPStatusCode:
        asked = context.uri.abspath if context.uri else ""
        for path, camera in self.cameras.items():
            if asked == path or asked.startswith(path + "/"):
                if camera.down:
                    return GstRtsp.RTSPStatusCode.SERVICE_UNAVAILABLE
                self.paths_of.setdefault(client, set()).add(path)
        return GstRtsp.RTSPStatusCode.OK

    def _drop(self, camera: Camera) -> bool:
        camera.down = True
        for client in [client for client, paths in self.paths_of.items() if camera.path in paths]:
            client.close()
        GLib.timeout_add(int(camera.drops["forSeconds"] * 1000), self._come_back, camera)
        return GLib.SOURCE_CONTINUE

    @staticmethod
    def _come_back(camera: Camera) -> bool:
        camera.down = False
        return GLib.SOURCE_REMOVE


def main(config_path: str) -> int:
    try:
        config = json.loads(Path(config_path).read_text(encoding="utf-8"))
        cameras = [Camera(**entry) for entry in config["cameras"]]
        if len({camera.path for camera in cameras}) != len(cameras):
            raise ConfigFault("two cameras share a path")
        Gst.init(None)
        with tempfile.TemporaryDirectory(prefix="guardroom-cameras-") as folder:
            server = CameraServer(config["port"], cameras, Path(folder))
            port = server.listen()
            loop = GLib.MainLoop()
            for signum in (signal.SIGTERM, signal.SIGINT):
                GLib.unix_signal_add(GLib.PRIORITY_HIGH, signum, loop.quit)
            print(json.dumps({"ready": True, "port": port}), flush=True)
            loop.run()
            server.close()
        return 0
    except (ConfigFault, KeyError, TypeError, ValueError, OSError) as fault:
        print(f"cameras: {fault}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("usage: server.py CONFIG.json", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
