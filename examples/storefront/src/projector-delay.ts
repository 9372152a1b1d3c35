// The slider's address: how long the projector sleeps before each of its turns.

const ADDRESS = '/storefront/projector-delay';

/** In milliseconds; nothing where the server has no such address. */
export async function readDelay(): Promise<number | undefined> {
  return answered(await fetch(ADDRESS).catch(() => undefined));
}

export async function setDelay(ms: number): Promise<number | undefined> {
  const request = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ms }),
  };
  return answered(await fetch(ADDRESS, request).catch(() => undefined));
}

async function answered(response: Response | undefined): Promise<number | undefined> {
  if (!response?.ok) return undefined;
  const { ms }: { readonly ms: number } = await response.json();
  return ms;
}
