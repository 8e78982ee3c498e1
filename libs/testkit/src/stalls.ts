/** How often this process looks whether it runs. Milliseconds. */
const LOOK_MS = 10;

/**
 * Tells how long this process could not run since the call, in milliseconds, and stops looking: where server and client are one process, what
 * it could neither send nor take meanwhile says nothing about the product.
 */
export function watchStalls(): () => number {
  let stalledMs = 0;
  let last = performance.now();
  const watching = setInterval(() => {
    const now = performance.now();
    if (now - last > 5 * LOOK_MS) stalledMs += now - last - LOOK_MS;
    last = now;
  }, LOOK_MS);
  return () => {
    clearInterval(watching);
    return stalledMs;
  };
}
