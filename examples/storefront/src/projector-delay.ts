// The slider's address: how long the projector sleeps before each of its turns. It is the server's, so whoever shows it is
// told when somebody else has set it.

const ADDRESS = '/storefront/projector-delay';
const otherTabs = new BroadcastChannel(ADDRESS);

/**
 * In milliseconds: as it is now, as other tabs set it, and as it is when the page is looked at again. Tells nothing where
 * the server has no such address. Returns what ends it.
 */
export function followDelay(tell: (ms: number) => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  const read = async (): Promise<void> => {
    const ms = await answered(await fetch(ADDRESS).catch(() => undefined));
    if (ms !== undefined && !signal.aborted) tell(ms);
  };
  void read();
  addEventListener('focus', () => void read(), { signal });
  document.addEventListener('visibilitychange', () => document.hidden || void read(), { signal });
  otherTabs.addEventListener('message', () => void read(), { signal });
  return () => end.abort();
}

export async function setDelay(ms: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(ADDRESS, { method: 'PUT', headers, body: JSON.stringify({ ms }) });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel is of one origin.
  if (response.ok) otherTabs.postMessage(ms);
}

async function answered(response: Response | undefined): Promise<number | undefined> {
  if (!response?.ok) return undefined;
  const { ms }: { readonly ms: number } = await response.json();
  return ms;
}
