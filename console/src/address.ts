// The state of a screen, in the address: `#/events?stream=order/order-1`. So it can be bookmarked and sent.
import { useSyncExternalStore } from 'react';

export interface Address {
  readonly screen: string;
  readonly given: Readonly<Record<string, string>>;
}

export function useAddress(): Address {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { screen: path || 'now', given: Object.fromEntries(new URLSearchParams(query)) };
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

/** What is empty is left out. */
export function hrefOf(screen: string, given: Readonly<Record<string, string | undefined>> = {}): string {
  const set = Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = new URLSearchParams(set).toString();
  return `#/${screen}${query === '' ? '' : `?${query}`}`;
}

export function go(screen: string, given: Readonly<Record<string, string | undefined>>): void {
  location.hash = hrefOf(screen, given);
}
