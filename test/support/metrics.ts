// Metrics as Prometheus scrapes them.

export async function metricsAt(base: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(`${base}/metrics`, init);
  if (response.ok) return response.text();
  throw new Error(`No metrics: ${response.status} ${await response.text()}`);
}

/** Of the series with just these labels; undefined if there is none. */
export function valueOf(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  for (const line of text.split('\n')) {
    const [, found, inside = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (found !== name) continue;
    const own = inside === '' ? [] : inside.split(',');
    if (own.length === wanted.length && wanted.every((each) => own.includes(each))) return Number(value);
  }
  return undefined;
}
