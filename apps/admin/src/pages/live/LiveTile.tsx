import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Result, Routes } from '@guardroom/contracts';
import type { TabKey } from '../../providers/proof-of-possession.ts';
import { useSchoolId, useSession } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { ViewerMark } from '../viewing/ViewerMark.tsx';
import { type WatchState, watch } from './watch.ts';

/** A live view as the API answers it. */
export type LiveView = Result<Routes['getLiveView']>;

/** How often a view is asked after while it is on the wall. Milliseconds. */
const ASK_MS = 3_000;

/** One camera on the wall: its picture with the viewer's mark over it, or why there is none. */
export function LiveTile({ opened, tabKey, onClose, onAgain }: { readonly opened: LiveView; readonly tabKey: TabKey; readonly onClose: () => void; readonly onAgain: () => void }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const { signIn, client } = useSession();
  const schoolId = useSchoolId();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<WatchState>('waiting');
  const [isOver, setOver] = useState(false);
  const asked = useAsk(['live-view', opened.id], isOver ? null : (api, id, signal) => api.getLiveView({ params: { schoolId: id, viewId: opened.id } }, { signal }), ASK_MS);
  const view = asked.data ?? opened;
  const ended = view.state === 'ended';
  const skewMs = useRef(Date.parse(opened.serverTime) - Date.now());
  useEffect(() => {
    if (ended) setOver(true);
  }, [ended]);

  const { refetch } = asked;
  useEffect(() => {
    const element = video.current;
    if (!element || ended) return undefined;
    const lost = async (): Promise<'over' | 'goes_on'> => ((await refetch()).data?.state === 'ended' ? 'over' : 'goes_on');
    const watching = watch({ video: element, schoolId, viewId: opened.id, key: tabKey, token: signIn.token, onState: setState, onLost: lost });
    return () => watching.stop();
  }, [client, ended, opened.id, refetch, schoolId, signIn, tabKey]);

  const isMoving = state === 'moving' && !ended;
  const words = ended ? translate(`live_over.${view.endReason ?? 'closed'}`, { name: view.endedBy ?? '' }) : view.trouble ? translate('live.trouble', { trouble: view.trouble }) : translate(`live.state.${state}`);
  return (
    <Box component="section" aria-label={view.camera.name} data-state={ended ? 'ended' : state} sx={{ position: 'relative', bgcolor: '#000', borderRadius: 1, overflow: 'hidden', display: 'grid', minHeight: { xs: 210, sm: 260 }, border: '1px solid', borderColor: 'divider' }}>
      <Box component="video" ref={video} autoPlay muted playsInline disablePictureInPicture controls={false} onContextMenu={(event) => event.preventDefault()} aria-label={view.camera.name} sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', objectFit: 'contain', visibility: isMoving ? 'visible' : 'hidden' }} />
      {isMoving && <ViewerMark text={markOf(view)} nowMs={() => Date.now() + skewMs.current} />}
      {!isMoving && (
        <Box role="status" sx={{ gridArea: '1 / 1', display: 'grid', placeContent: 'center', justifyItems: 'center', gap: 3, p: 6, pb: 14, textAlign: 'center' }}>
          <Typography sx={{ color: colours.ink, maxWidth: 420 }}>{words}</Typography>
          {ended && (
            <Button variant="contained" onClick={onAgain}>
              {translate('live.again')}
            </Button>
          )}
        </Box>
      )}
      <Box sx={{ position: 'absolute', insetInline: 0, bottom: 0, display: 'flex', alignItems: 'center', gap: 3, px: 3, py: 1.5, bgcolor: 'rgba(14,17,20,.82)' }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography sx={{ fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{view.camera.name}</Typography>
          {view.camera.location !== view.camera.name && (
            <Typography variant="caption" sx={{ color: 'text.secondary', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', display: 'block' }}>
              {view.camera.location}
            </Typography>
          )}
        </Box>
        <Button variant="outlined" size="small" onClick={onClose} aria-label={translate('live.close_one', { name: view.camera.name })}>
          {translate('live.close')}
        </Button>
      </Box>
    </Box>
  );
}

/** The mark without its time: the moving clock is added while it is shown. */
const markOf = ({ mark }: LiveView): string => mark.split(' · ').slice(0, -1).join(' · ');
