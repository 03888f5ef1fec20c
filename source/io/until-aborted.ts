// Work that ends when a signal does, whatever the work itself makes of the signal: undici looks at a
// request's signal only once there is a connection for it.

/** Rejects with the signal's reason; the work goes on unheard. */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work;
  const {promise: aborted, reject} = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, {once: true});
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
