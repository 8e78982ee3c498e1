import { createTheme, type Theme } from '@mui/material/styles';
import type { RaThemeOptions } from 'react-admin';
import { englishFamily, fontFamily, pageFamily, paper, theatre, type Colours } from './tokens.ts';

declare module '@mui/material/styles' {
  interface Theme {
    /** Colours by meaning; components take them from here and never by value. */
    readonly colours: Colours;
  }
  interface ThemeOptions {
    colours?: Colours;
  }
}

/** How long a movement that explains a change takes. Milliseconds. */
export const motionMs = 150;

/** Visible to screen readers only. */
export const forReadersOnly = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  margin: '-1px',
  padding: 0,
  overflow: 'hidden',
  clip: 'rect(0 0 0 0)',
  whiteSpace: 'nowrap',
  border: 0,
} as const;

const optionsOf = (colours: Colours, mode: 'light' | 'dark'): RaThemeOptions => ({
  colours,
  spacing: 4,
  shape: { borderRadius: 8 },
  palette: {
    mode,
    background: { default: colours.ground, paper: colours.sheet },
    text: { primary: colours.ink, secondary: colours.inkSoft, disabled: colours.slate },
    divider: colours.hairline,
    primary: { main: colours.action, dark: colours.actionDeep, contrastText: mode === 'light' ? '#FFFFFF' : '#0E1114' },
    secondary: { main: colours.slateInk },
    success: { main: colours.jadeInk },
    warning: { main: colours.amberInk },
    error: { main: colours.vermilionInk },
    info: { main: colours.action },
    action: { hover: colours.actionWash, selected: colours.actionWash },
  },
  typography: {
    fontFamily: pageFamily,
    fontSize: 14,
    htmlFontSize: 16,
    body1: { fontSize: 14, lineHeight: 1.6 },
    body2: { fontSize: 13, lineHeight: 1.6 },
    caption: { fontSize: 12, lineHeight: 1.5 },
    h1: { fontSize: 22, lineHeight: 1.4, fontWeight: 600, letterSpacing: 0 },
    h2: { fontSize: 16, lineHeight: 1.5, fontWeight: 600, letterSpacing: 0 },
    h3: { fontSize: 14, lineHeight: 1.6, fontWeight: 600, letterSpacing: 0 },
    h6: { fontSize: 16, lineHeight: 1.5, fontWeight: 600 },
    subtitle1: { fontSize: 14 },
    subtitle2: { fontSize: 13, fontWeight: 600 },
    button: { fontSize: 14, fontWeight: 600, textTransform: 'none', letterSpacing: 0 },
    overline: { fontSize: 12, letterSpacing: '0.04em', textTransform: 'none', lineHeight: 1.5 },
  },
  transitions: {
    duration: {
      shortest: motionMs,
      shorter: motionMs,
      short: motionMs,
      standard: motionMs,
      complex: motionMs,
      enteringScreen: motionMs,
      leavingScreen: motionMs,
    },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        html: { WebkitTextSizeAdjust: '100%', '--guardroom-font': fontFamily, '&:lang(en)': { '--guardroom-font': englishFamily } },
        body: { fontVariantNumeric: 'tabular-nums', backgroundColor: colours.ground, color: colours.ink },
        'h1,h2,h3,h4,p,dl,dd,ol,ul,figure': { margin: 0 },
        ':focus-visible': { outline: `2px solid ${colours.action}`, outlineOffset: 2, borderRadius: 4 },
        a: { color: colours.action, textUnderlineOffset: 3, textDecorationThickness: '1px', textDecorationColor: 'color-mix(in srgb, currentColor 40%, transparent)' },
        '::selection': { backgroundColor: colours.actionWash },
        '@media (prefers-reduced-motion: reduce)': { '*,*::before,*::after': { animationDuration: '0s !important', transitionDuration: '0s !important' } },
      },
    },
    // ButtonBase takes the browser's outline away; whatever is built on it shows focus as everything else does.
    MuiButtonBase: { defaultProps: { disableRipple: true }, styleOverrides: { root: { '&.Mui-focusVisible': { outline: `2px solid ${colours.action}`, outlineOffset: 2 } } } },
    MuiButton: {
      defaultProps: { disableElevation: true, size: 'medium' },
      styleOverrides: {
        root: { minHeight: 36, padding: '6px 16px', borderRadius: 8 },
        sizeSmall: { minHeight: 32, padding: '4px 12px', fontSize: 13 },
        sizeLarge: { minHeight: 48, padding: '10px 20px', fontSize: 15 },
        outlined: { borderColor: colours.hairlineStrong },
      },
    },
    MuiIconButton: { styleOverrides: { root: { borderRadius: 8 } } },
    MuiMenuItem: { styleOverrides: { root: { '&.Mui-focusVisible': { outlineOffset: -2 } } } },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiCard: { styleOverrides: { root: { border: `1px solid ${colours.hairline}` } } },
    MuiPopover: { styleOverrides: { paper: { border: `1px solid ${colours.hairlineStrong}`, boxShadow: '0 8px 24px rgb(27 31 36 / 0.12)' } } },
    MuiMenu: { styleOverrides: { paper: { border: `1px solid ${colours.hairlineStrong}` } } },
    MuiDialog: { styleOverrides: { paper: { border: `1px solid ${colours.hairlineStrong}`, boxShadow: '0 16px 48px rgb(27 31 36 / 0.18)' } } },
    MuiTooltip: { styleOverrides: { tooltip: { fontSize: 12, lineHeight: 1.5, backgroundColor: mode === 'light' ? colours.ink : colours.hairlineStrong } } },
    MuiTextField: { defaultProps: { variant: 'outlined', size: 'small' } },
    MuiFormControl: { defaultProps: { variant: 'outlined', size: 'small' } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { backgroundColor: colours.sheet, '& .MuiOutlinedInput-notchedOutline': { borderColor: colours.hairlineStrong } },
      },
    },
    MuiInputBase: { styleOverrides: { root: { fontSize: 14, fontVariantNumeric: 'tabular-nums' }, input: { '&::placeholder': { color: colours.slate, opacity: 1 } } } },
    MuiInputLabel: { styleOverrides: { root: { fontSize: 14 } } },
    MuiFormHelperText: { styleOverrides: { root: { marginLeft: 0, fontSize: 12 } } },
    MuiChip: { styleOverrides: { root: { borderRadius: 6, height: 28 } } },
    MuiSkeleton: { defaultProps: { animation: false }, styleOverrides: { root: { backgroundColor: colours.slateWash } } },
    MuiTableCell: { styleOverrides: { root: { borderColor: colours.hairline, padding: '8px 12px', fontSize: 14 } } },
    MuiLink: { defaultProps: { underline: 'hover' } },
    MuiBottomNavigationAction: { styleOverrides: { root: { color: colours.inkSoft, minWidth: 64, lineHeight: 1.5, '&.Mui-focusVisible': { outlineOffset: -2 } }, label: { fontSize: '12px !important' } } },
  },
});

/** Paper and ink: every page but those that play video. */
export const paperOptions: RaThemeOptions = optionsOf(paper, 'light');
export const paperTheme: Theme = createTheme(paperOptions);

/** The dark room for pages that play video. */
export const theatreTheme: Theme = createTheme(optionsOf(theatre, 'dark'));
