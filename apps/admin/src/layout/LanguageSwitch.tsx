import { useEffect, type ReactElement } from 'react';
import { Box, ButtonBase, useTheme } from '@mui/material';
import { useLocaleState, useTranslate } from 'react-admin';
import { locales } from '../time/words.ts';

const names = { 'zh-CN': '中', en: 'EN' } as const;
/** Begins with what is written on the button, as speech control expects. */
const fullNames = { 'zh-CN': '中文', en: 'EN English' } as const;

/** Chooses the language; the choice is remembered, and the document says which language it is in. */
export function LanguageSwitch(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const [current, setCurrent] = useLocaleState();
  useEffect(() => {
    document.documentElement.lang = current;
  }, [current]);
  return (
    <Box role="group" aria-label={translate('shell.language')} sx={{ display: 'inline-flex', border: `1px solid ${colours.hairlineStrong}`, borderRadius: '6px', overflow: 'hidden' }}>
      {locales.map((locale) => (
        <ButtonBase
          key={locale}
          lang={locale}
          aria-label={fullNames[locale]}
          aria-pressed={current === locale}
          onClick={() => setCurrent(locale)}
          sx={{ minWidth: 34, height: 28, '&.Mui-focusVisible': { outlineOffset: -2 }, fontSize: 13, fontFamily: 'inherit', color: current === locale ? colours.actionDeep : colours.inkSoft, bgcolor: current === locale ? colours.actionWash : 'transparent', fontWeight: current === locale ? 600 : 400 }}
        >
          {names[locale]}
        </ButtonBase>
      ))}
    </Box>
  );
}
