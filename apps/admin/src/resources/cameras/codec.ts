/** The everyday name of a codec that a camera sends, which the gateway reports as RFC 6381 spells it (`avc1.42c016`). */
export const codecName = (codec: string | null): string => (codec === null ? '—' : /^avc/i.test(codec) ? 'H.264' : /^(hev|hvc)/i.test(codec) ? 'H.265' : codec.toUpperCase());
