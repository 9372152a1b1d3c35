// The record of all that a row of the storefront's list has ever shown, kept in the page itself: no flicker is missed.
import type { Page } from 'playwright-core';

export interface Shown {
  readonly version: number;
  readonly status: string;
}

const ORDER = ['CREATED', 'PAID', 'SHIPPED', 'DELIVERED'];

/** How far an order has come. */
export const statusRank = (status: string): number => ORDER.indexOf(status);

/** Begins with what it shows now. */
export async function recordRow(page: Page, id: string): Promise<void> {
  await page.evaluate(`{
    const shown = [];
    const look = () => {
      const row = document.querySelector('[data-order="${id}"]');
      const text = row
        ? row.querySelector('.status').dataset.status + ' ' + row.querySelector('.version').textContent
        : 'GONE v-1';
      if (shown.at(-1) !== text) shown.push(text);
    };
    look();
    const everything = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document.body, everything);
    window.recordedRow = shown;
  }`);
}

/** In order, without repetitions. */
export async function recordedRow(page: Page): Promise<readonly Shown[]> {
  const texts = await page.evaluate<string[]>('window.recordedRow');
  return texts.map((text) => {
    const [status = '', version = ''] = text.split(' v');
    return { status, version: Number(version) };
  });
}
