// Origins of pages, in the form in which browsers send them.

import type { z } from 'zod';

type Read = { readonly origin: string } | { readonly fault: string };

/**
 * One of the list in CORS_ORIGINS; `*` stands for all. What can match no page is a fault.
 * https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
 */
function readOrigin(entry: string): Read {
  if (entry === '*') return { origin: entry };
  const fault = (why: string): Read => ({ fault: `has the entry "${entry}", which ${why}` });
  if (entry.includes('*')) return fault('has a wildcard inside: list each origin, or * alone for all');
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(entry)) {
    return fault(
      `names no scheme: write ${URL.canParse(`https://${entry}`) ? `https://${entry}` : 'https://app.example'}`,
    );
  }
  if (!URL.canParse(entry)) return fault('is no origin: write scheme and host, such as https://app.example');
  const { protocol, host, username, password, pathname, search, hash } = new URL(entry);
  const origin = `${protocol}//${host.toLowerCase()}`;
  if (
    host === '' ||
    username !== '' ||
    password !== '' ||
    !/^\/?$/.test(pathname) ||
    search !== '' ||
    hash !== ''
  ) {
    return fault(`is more, or less, than an origin: write ${host === '' ? 'scheme and host' : origin}`);
  }
  return { origin };
}

/** A list with commas between. */
export function readOrigins(list: string, { addIssue }: z.RefinementCtx): readonly string[] {
  const entries = list.split(',').map((entry) => entry.trim());
  const read = entries.filter((entry) => entry !== '').map(readOrigin);
  for (const each of read) if ('fault' in each) addIssue(each.fault);
  return [...new Set(read.flatMap((each) => ('origin' in each ? [each.origin] : [])))];
}
