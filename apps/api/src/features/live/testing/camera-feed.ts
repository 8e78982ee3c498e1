import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A picture that never stands still, sent as capture sends it: H.264 over RTP to a loopback port. */
export interface CameraFeed {
  stop(): Promise<void>;
}

/** Begins to send 320×180 at 15 pictures a second with a key picture every `groupSeconds`; the last group, however long, stays small enough to be kept. */
export function startCameraFeed(port: number, groupSeconds = 2): CameraFeed {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=15,noise=alls=30:allf=t'];
  const codec = ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', String(15 * groupSeconds), '-keyint_min', String(15 * groupSeconds), '-sc_threshold', '0', '-b:v', groupSeconds > 30 ? '100k' : '600k'];
  const rtp = ['-bsf:v', 'dump_extra=freq=keyframe', '-f', 'rtp', `rtp://127.0.0.1:${port}?pkt_size=1200`];
  const ffmpeg = spawn('ffmpeg', ['-nostdin', '-hide_banner', '-loglevel', 'error', ...picture, ...codec, ...rtp], { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(ffmpeg, 'exit');
  return {
    stop: async () => {
      ffmpeg.kill('SIGKILL');
      await exited;
    },
  };
}
