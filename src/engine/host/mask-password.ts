// Addresses without the secrets in them.

/** An address that may be shown to anybody. */
export function maskPassword(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  for (const name of shown.searchParams.keys()) {
    if (/pass|secret|token/i.test(name)) shown.searchParams.set(name, '***');
  }
  return shown.href;
}
