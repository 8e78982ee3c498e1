import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Box, Button, TextField, Typography } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { LIVE_WALL_SIZE } from '@guardroom/domain';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Why } from '../../components/why/Why.tsx';
import { makeTabKey, type TabKey } from '../../providers/proof-of-possession.ts';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { Theatre } from '../viewing/Theatre.tsx';
import { LiveTile, type LiveView } from './LiveTile.tsx';

type OnWall = { readonly key: TabKey; readonly view: LiveView };

/** Height of the wall's rows: one picture fills the window, two stand side by side in their own shape, more share its height. */
const rowsFor = (pictures: number): Record<string, string> =>
  pictures === 1 ? { sm: 'calc(100dvh - 190px)' } : pictures === 2 ? { sm: 'calc(27vw + 60px)', md: 'calc(21vw + 60px)' } : { sm: 'calc(50dvh - 100px)' };

/** The live wall of a keeper on shift: up to four cameras, each with its mark; and why not, when not. */
export default function LivePage(): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const schoolId = useSchoolId();
  const [wall, setWall] = useState<readonly OnWall[]>([]);
  const [words, setWords] = useState('');
  const [opening, setOpening] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const cameras = useAsk(['live-cameras'], (api, id, signal) => api.listCameras({ params: { schoolId: id }, query: { perPage: 500, sort: 'name' } }, { signal }), 30_000);
  useEffect(() => {
    document.title = `${translate('live.title')} · Guardroom`;
  }, [translate]);

  const end = async (view: LiveView): Promise<void> => {
    // One that has ended already stays as it ended; one that cannot be told is ended when its connection is gone.
    await client.endLiveView({ params: { schoolId, viewId: view.id }, body: {} }).catch(() => undefined);
  };
  const onWall = useRef(wall);
  onWall.current = wall;
  useEffect(() => () => onWall.current.forEach(({ view }) => void end(view)), []); // whoever leaves the page watches no more

  const open = async (cameraId: string): Promise<void> => {
    setProblem(undefined);
    setOpening(cameraId);
    try {
      const key = await makeTabKey();
      const view = await client.openLiveView({ params: { schoolId }, body: { cameraId, proofKeyThumbprint: key.thumbprint } });
      setWall((before) => (before.some((one) => one.view.camera.id === cameraId) ? before.map((one) => (one.view.camera.id === cameraId ? { key, view } : one)) : [...before, { key, view }]));
    } catch (error) {
      setProblem(error);
    } finally {
      setOpening(undefined);
    }
  };
  const close = async (view: LiveView): Promise<void> => {
    setWall((before) => before.filter((one) => one.view.id !== view.id));
    await end(view);
  };

  const isFull = wall.length >= LIVE_WALL_SIZE;
  const found = (cameras.data?.items ?? []).filter(({ name, location }) => `${name} ${location}`.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <Theatre>
      <Box component="header" sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
        <Box sx={{ flex: '1 1 260px' }}>
          <Typography variant="h1">{translate('live.title')}</Typography>
          <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
            {translate('live.intro')} <Why rule="live_on_shift" />
          </Typography>
        </Box>
        {wall.length > 0 && (
          <Button variant="outlined" onClick={() => void Promise.all(wall.map(({ view }) => close(view)))}>
            {translate('live.close_all')}
          </Button>
        )}
        <Button variant="outlined" component={LinkBase} to="/">
          {translate('ra.action.back')}
        </Button>
      </Box>
      <Box sx={{ display: 'grid', gap: 4, gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 264px' }, alignItems: 'start', alignContent: 'start', minHeight: 0 }}>
        <Box sx={{ display: 'grid', gap: 4, minWidth: 0 }}>
          {problem !== undefined && <Problem error={problem} />}
          {cameras.error !== null && <Problem error={cameras.error} onRetry={() => void cameras.refetch()} />}
          {wall.length === 0 ? (
            <Box sx={{ display: 'grid', placeContent: 'center', minHeight: { xs: 160, md: 'calc(100dvh - 190px)' }, border: '1px dashed', borderColor: 'divider', borderRadius: 1, p: 6, textAlign: 'center' }}>
              <Typography variant="h2">{translate('live.empty')}</Typography>
              <Typography variant="body2" sx={{ color: 'text.secondary', maxWidth: 420, mt: 2 }}>
                {translate('live.empty_help')}
              </Typography>
            </Box>
          ) : (
            <Box data-testid="wall" sx={{ display: 'grid', gap: 3, gridTemplateColumns: { xs: '1fr', sm: wall.length > 1 ? '1fr 1fr' : '1fr' }, gridAutoRows: rowsFor(wall.length) }}>
              {wall.map(({ key, view }) => (
                <LiveTile key={view.id} opened={view} tabKey={key} onClose={() => void close(view)} onAgain={() => void open(view.camera.id)} />
              ))}
            </Box>
          )}
        </Box>
        <Box component="nav" aria-label={translate('live.cameras')} sx={{ display: 'grid', gap: 2, alignContent: 'start', maxHeight: { md: 'calc(100dvh - 150px)' }, overflowY: { md: 'auto' } }}>
          <TextField size="small" type="search" label={translate('live.find')} value={words} onChange={(event) => setWords(event.target.value)} sx={{ mt: 1 }} />
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            {translate(isFull ? 'live.full' : 'live.choose', { limit: LIVE_WALL_SIZE })}
          </Typography>
          {found.map((camera) => {
            const isOn = wall.some(({ view }) => view.camera.id === camera.id);
            return (
              <Button key={camera.id} variant="outlined" disabled={isOn || isFull || opening !== undefined} aria-pressed={isOn} onClick={() => void open(camera.id)} sx={{ display: 'flex', justifyContent: 'space-between', textAlign: 'left', gap: 2, py: 2 }}>
                <Box component="span" sx={{ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
                  {camera.name}
                </Box>
                <StateBadge list="capture" value={camera.state} quiet />
              </Button>
            );
          })}
          {cameras.data && found.length === 0 && (
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {translate('register.none_found')}
            </Typography>
          )}
        </Box>
      </Box>
    </Theatre>
  );
}
