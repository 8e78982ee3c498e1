/** Name and version of the framework's store in this browser. */
export const storeName = 'Guardroom';
export const storeVersion = '1';

/** What that store kept under a name, for what runs before the framework is there; nothing in a browser that keeps nothing. */
export function kept(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`RaStore${storeName}.${name}`) ?? 'null');
  } catch {
    return undefined;
  }
}
