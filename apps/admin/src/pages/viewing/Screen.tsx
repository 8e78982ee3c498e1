import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { instantOf, type Instant } from '@guardroom/kernel';
import { CameraTruth } from '../../components/CameraTruth.tsx';
import { surroundings } from '../../components/decision/model.ts';
import type { TabKey } from '../../providers/proof-of-possession.ts';
import { useSchoolId, useSession } from '../../providers/session.tsx';
import { play, type Player, type PlayProblem } from './play.ts';
import type { Viewing } from './use-presence.ts';
import { ViewerMark } from './ViewerMark.tsx';

/** The picture of one approved camera, the mark over it, and the truth bar as its timeline; no picture while cut off from the server. */
export function Screen({ viewing, isCutOff, tabKey, serverNowMs }: { readonly viewing: Viewing; readonly isCutOff: boolean; readonly tabKey: TabKey; readonly serverNowMs: () => number }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const { signIn } = useSession();
  const schoolId = useSchoolId();
  const video = useRef<HTMLVideoElement>(null);
  const player = useRef<Player>(undefined);
  const [cameraId, setCameraId] = useState(viewing.cameras[0]?.id ?? '');
  const [at, setAt] = useState<Instant>();
  const [problem, setProblem] = useState<PlayProblem>();
  const [isPlaying, setPlaying] = useState(false);
  const [shape, setShape] = useState(16 / 9); // width over height, known once the picture is
  const camera = viewing.cameras.find((entry) => entry.id === cameraId) ?? viewing.cameras[0];
  const isOpen = viewing.state === 'playing' && !isCutOff;

  useEffect(() => {
    const element = video.current;
    if (!element || !isOpen || !cameraId) return undefined;
    let isGone = false;
    setProblem(undefined);
    void play({
      video: element,
      schoolId,
      sessionId: viewing.id,
      cameraId,
      key: tabKey,
      token: signIn.token,
      onTime: (ms) => setAt(instantOf(ms)),
      onProblem: setProblem,
      onReady: () => void element.play().catch(() => setPlaying(false)), // the browser wants a tap first: the button stays
    }).then((made) => {
      if (isGone) made.stop();
      else player.current = made;
    });
    return () => {
      isGone = true;
      player.current?.stop();
      player.current = undefined;
      setAt(undefined);
      setPlaying(false);
    };
  }, [cameraId, isOpen, schoolId, signIn, tabKey, viewing.id]);

  const around = surroundings(viewing.from, viewing.to);
  return (
    <Box sx={{ display: 'grid', gap: 4, gridTemplateRows: 'minmax(0, 1fr) auto', minHeight: 0 }}>
      <Box sx={{ position: 'relative', bgcolor: '#000', borderRadius: 1, overflow: 'hidden', display: 'grid', placeItems: 'center', minHeight: { xs: 220, sm: 360 } }}>
        {/* As large as the picture, so that the mark lies over it and not beside it. */}
        <Box sx={{ position: 'relative', aspectRatio: shape, width: { xs: `min(100%, ${50 * shape}dvh)`, sm: `min(100%, max(${360 * shape}px, calc((100dvh - 330px) * ${shape})))` } }}>
          <Box component="video" ref={video} muted playsInline disablePictureInPicture controls={false} onContextMenu={(event) => event.preventDefault()} onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onLoadedMetadata={({ currentTarget: { videoWidth, videoHeight } }: { readonly currentTarget: HTMLVideoElement }) => videoHeight > 0 && setShape(videoWidth / videoHeight)} aria-label={camera?.name} sx={{ display: 'block', width: '100%', height: '100%', visibility: isOpen && !problem ? 'visible' : 'hidden' }} />
          {isOpen && <ViewerMark text={viewing.mark} nowMs={serverNowMs} />}
        </Box>
        {(problem || !isOpen) && (
          <Box role="status" sx={{ position: 'absolute', inset: 0, display: 'grid', placeItems: 'center', p: 6, textAlign: 'center' }}>
            <Typography sx={{ color: colours.ink, maxWidth: 420 }}>{translate(isCutOff ? 'viewing.problem.offline' : problem ? `viewing.problem.${problem}` : `viewing.dark.${viewing.state}`)}</Typography>
          </Box>
        )}
      </Box>
      <Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, mb: 2, alignItems: 'center' }}>
          <Button variant="contained" onClick={() => (isPlaying ? video.current?.pause() : void video.current?.play())} disabled={!isOpen}>
            {translate(isPlaying ? 'viewing.pause' : 'viewing.play')}
          </Button>
          {viewing.cameras.map((entry) => (
            <Button key={entry.id} variant="outlined" aria-pressed={entry.id === cameraId} onClick={() => setCameraId(entry.id)} sx={{ borderColor: entry.id === cameraId ? 'primary.main' : undefined }}>
              {entry.name}
            </Button>
          ))}
        </Box>
        {camera && <CameraTruth cameraId={camera.id} name={camera.name} {...around} position={at} approved={[{ from: viewing.from as Instant, to: viewing.to as Instant }]} onSeek={(moment) => player.current?.seek(Date.parse(moment))} />}
      </Box>
    </Box>
  );
}
