/** The address of a register that shows only what the filter lets through, such as `/gaps` with `{ explained: 'false' }`. */
export const filtered = (place: `/${string}`, filter: Readonly<Record<string, string>>): string => `${place}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
