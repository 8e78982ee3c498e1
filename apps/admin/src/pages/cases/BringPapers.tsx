import { useState, type ReactElement } from 'react';
import { Box, Checkbox, FormControlLabel, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { AUTHORITY_PAPERS, type AuthorityPaper } from '@guardroom/domain';
import { PaperField } from '../../components/Papers.tsx';
import { Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useListWords } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { useRefreshAll } from '../../providers/use-ask.ts';
import type { CaseRow } from './columns.tsx';

/** The scans of a request: which are there, which are missing, and a place to hand them in. */
export function BringPapers({ found }: { readonly found: CaseRow }): ReactElement {
  const translate = useTranslate();
  const refreshAll = useRefreshAll();
  const list = useListWords();
  const [shown, setShown] = useState<readonly AuthorityPaper[]>(found.missingPapers);
  const name = (paper: AuthorityPaper): string => translate(`authority_paper.${paper}`);
  const isOpen = found.may.includes('bring_papers');
  return (
    <Section title={translate('case_page.papers')} aside={isOpen ? <StatusBadge tone={found.missingPapers.length > 0 ? 'partial' : 'pass'}>{found.missingPapers.length > 0 ? translate('case_page.papers_missing', { papers: list(found.missingPapers.map(name)) }) : translate('case_page.papers_complete')}</StatusBadge> : undefined}>
      {found.papers.length === 0 && !isOpen && <Typography sx={{ color: 'text.secondary' }}>{translate('case_page.no_papers')}</Typography>}
      <Box component="ul" sx={{ listStyle: 'none', p: 0, m: 0, mb: isOpen ? 3 : 0, display: 'grid', gap: 1.5 }}>
        {found.papers.map((paper) => (
          <Box component="li" key={`${paper.sha256}${paper.at}`} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3 }}>
            <span>{paper.name}</span>
            <Typography variant="body2" component="span" sx={{ color: 'text.secondary' }}>
              {list(paper.kinds.map(name))} · <When at={paper.at} precision="minutes" />
            </Typography>
          </Box>
        ))}
      </Box>
      {isOpen && (
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Box role="group" aria-label={translate('case_page.papers_shows')}>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {translate('case_page.papers_choose')}
            </Typography>
            {AUTHORITY_PAPERS.map((paper) => (
              <FormControlLabel key={paper} control={<Checkbox checked={shown.includes(paper)} onChange={(_event, isOn) => setShown(AUTHORITY_PAPERS.filter((kind) => (kind === paper ? isOn : shown.includes(kind))))} />} label={name(paper)} />
            ))}
          </Box>
          {shown.length > 0 && (
            <PaperField
              label={translate('case_page.papers_add')}
              papers={[]}
              onChange={() => void refreshAll()}
              send={async (client, upload) => {
                const after = await client.bringPaper({ params: { caseId: found.id }, body: { ...upload, kinds: [...shown] } });
                setShown(after.missingPapers);
                return { id: after.id, name: upload.name };
              }}
            />
          )}
        </Box>
      )}
    </Section>
  );
}
