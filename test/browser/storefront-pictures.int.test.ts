// Takes the pictures of the storefront's README, where it is asked to: PICTURES=1 npx vitest run storefront-pictures
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, openPage, startChromium } from '../support/chromium.ts';
import { withShop } from '../support/shop.ts';
import { buildStorefront, startStorefront } from '../support/storefront.ts';

const WINDOW = { width: 1180, height: 860 };
const executable = findChromium();
const isWanted = process.env['PICTURES'] !== undefined && executable !== undefined;

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
const written = (page: Page, text: RegExp): Promise<void> =>
  page.getByRole('list', { name: 'Writes' }).getByRole('listitem').filter({ hasText: text }).waitFor();

async function placeTent(page: Page): Promise<void> {
  await page.getByLabel('Product').selectOption({ label: 'Two-person tent' });
  await press(page, 'Place the order');
  await written(page, /new → v1 confirmed/);
  await page.locator('[data-readable="true"]').first().waitFor();
}

describe.runIf(isWanted)('pictures of the storefront', () => {
  const shop = withShop();

  it('are taken', async () => {
    const storefront = await startStorefront(shop(), await buildStorefront());
    const browser = await startChromium(executable ?? '');
    const context = await browser.newContext({ viewport: WINDOW, locale: 'en-IE' });
    const picture = async (page: Page, name: string): Promise<void> => {
      await page.evaluate('scrollTo(0, 0)');
      await page.screenshot({ path: resolve(`docs/images/${name}.png`), animations: 'disabled' });
    };

    // A payment that is confirmed before it can be read, read in four ways, and one that is refused.
    const { page: apollo, complaints } = await openPage(context, `${storefront.url}?client=apollo`);
    await placeTent(apollo);
    await apollo.getByLabel(/^All commands/).check();
    await apollo.getByRole('slider').fill('2000');
    await expect.poll(() => shop().projectorDelay.ms).toBe(2000);
    await press(apollo, 'Pay');
    await written(apollo, /v1 → v2 confirmed/);
    await press(apollo, 'Read it in all four ways');
    await press(apollo, 'Pay');
    await written(apollo, /refused/);
    await apollo.locator('[data-rung="by session header"] .version').waitFor();
    await picture(apollo, 'storefront-apollo');
    shop().projectorDelay.ms = 0;

    // A payment for an order that somebody else has changed meanwhile.
    const { page: urql, complaints: others } = await openPage(context, `${storefront.url}?client=urql`);
    await placeTent(urql);
    await urql.getByLabel(/^Only if/).check();
    const id = await urql.locator('[data-write] .id').first().textContent();
    await shop().ask(`mutation { changeOrderItemQuantity(
      input: { orderId: "${id}", productId: "product-4", quantity: 2 }) { __typename } }`);
    await urql.locator(`[data-order="${id}"]`).filter({ hasText: 'v2' }).waitFor();
    await press(urql, 'Pay');
    await written(urql, /VersionConflict/);
    await picture(urql, 'storefront-urql');

    expect([...complaints, ...others]).toEqual([]);
    await browser.close();
    await storefront.stop();
  });
});
