import type { CameraConfig } from './index.ts';

/** A camera of the demo district: what the fake camera serves, and how the registers name it. */
export interface DemoCamera extends CameraConfig {
  readonly school: 'mingde' | 'qizhi';
  readonly name: { readonly zh: string; readonly en: string };
}

/** The demo district's two schools by the key that stands first in a camera's path. */
export const demoSchools = {
  mingde: { zh: '明德小学', en: 'Mingde Primary School' },
  qizhi: { zh: '启智中学', en: 'Qizhi Middle School' },
} as const;

type Place = readonly [school: keyof typeof demoSchools, slug: string, scene: NonNullable<CameraConfig['scene']>, zh: string, en: string];

const places: readonly Place[] = [
  ['mingde', 'east-gate', 'gate', '东门', 'East gate'],
  ['mingde', 'playground', 'playground', '操场', 'Playground'],
  ['mingde', 'corridor-1f', 'corridor', '教学楼一层走廊', 'Teaching building, ground-floor corridor'],
  ['mingde', 'canteen', 'canteen', '食堂', 'Canteen'],
  ['qizhi', 'main-gate', 'gate', '正门', 'Main gate'],
  ['qizhi', 'stairs', 'stairs', '教学楼楼梯', 'Teaching building, stairs'],
  ['qizhi', 'library-entrance', 'library', '图书馆入口', 'Library entrance'],
  ['qizhi', 'gym', 'gym', '体育馆', 'Gymnasium'],
];

/** What sets a place apart from the usual H.264 camera that stays up. H.265 costs more to encode, hence fewer frames. */
const peculiar: Readonly<Record<string, Partial<CameraConfig>>> = {
  canteen: { codec: 'h265', fps: 5, bitrateKbps: 200 },
  'library-entrance': { drops: { everySeconds: 180, forSeconds: 12 } },
};

/**
 * The eight cameras of the demo district; one speaks H.265 and one drops out for 12 s every 3 minutes.
 *
 * `passwordOf` lets an installation give every camera its own random password; without it all of them share a known one,
 * which is fit for tests only. `port` 0 lets the system choose.
 */
export function demoCameras(
  options: { readonly port?: number; readonly passwordOf?: (path: string) => string } = {},
): { readonly port: number; readonly cameras: readonly DemoCamera[] } {
  const { port = 0, passwordOf = () => 'camera' } = options;
  return {
    port,
    cameras: places.map(([school, slug, scene, zh, en]) => {
      const path = `/${school}/${slug}`;
      return {
        path,
        school,
        name: { zh, en },
        title: `${demoSchools[school].zh} ${zh}`,
        user: `${school}-${slug}`,
        password: passwordOf(path),
        codec: 'h264',
        scene,
        width: 640,
        height: 360,
        fps: 10,
        gopSeconds: 1,
        bitrateKbps: 300,
        ...peculiar[slug],
      };
    }),
  };
}
