// Takes the pictures of docs/console.md, where it is asked to: npm run console:screenshots
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { Redis } from 'ioredis';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { brokenOrders } from '../support/broken-orders.ts';
import { findChromium, openPage, startChromium } from '../support/chromium.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Shop } from '../support/shop.ts';

const executable = findChromium();
const isWanted = process.env['PICTURES'] !== undefined && executable !== undefined;
const DESKTOP = { viewport: { width: 1180, height: 720 }, locale: 'en-IE' } as const;
const DARK = { ...DESKTOP, viewport: { width: 1180, height: 900 }, colorScheme: 'dark' } as const;
const PHONE = { viewport: { width: 390, height: 720 }, locale: 'en-IE' } as const;

describe.runIf(isWanted)('pictures of the console', { timeout: 300_000 }, () => {
  const database = withDatabase();
  const redis = withRedis();

  it('are taken', async () => {
    expect(spawnSync(process.execPath, ['scripts/build-console.mjs']).status).toBe(0);
    const { modules, broken } = brokenOrders();
    const shop = await startShop({ databaseUrl: database().url, redisUrl: redis().url, modules });
    await shop.startWorker();
    await shop.seed();
    await shop.untilReady();
    broken.add('order-2041').add('order-2042');
    const commandId = await parkTwo(shop);
    await plantDifference();
    const browser = await startChromium(executable ?? '');
    const picture = async (name: string, screen: string, look: Look) => {
      const { page, complaints } = await openScreen(browser, `${shop.api.url}/console/#/${screen}`, look);
      await page.screenshot({ path: resolve(`docs/images/console-${name}.png`), animations: 'disabled' });
      expect(complaints).toEqual([]);
      await page.context().close();
    };
    await picture('now', 'now', { options: DESKTOP, until: /\d\.\d\s+v\d+.*2 parked/s });
    await picture('now-phone', 'now', { options: PHONE, until: /\d\.\d\s+v\d+.*2 parked/s });
    await picture('parked', 'parked?id=order/order-2041', {
      ...{ options: DARK, until: /Skip its event/ },
      press: 'Try: nothing is stored',
    });
    await picture('command', `commands?id=${commandId}`, { options: DESKTOP, until: /readers see version/ });
    await picture('document', 'document?readModel=order&id=order-2041', {
      ...{ options: DARK, until: /What made it/ },
    });
    await shop.ask(
      'mutation { rebuildProjection(input: { projection: "product", reason: "check" }) { __typename } }',
    );
    await picture('rebuild', 'read-model?name=product', { options: DESKTOP, until: /WAITING_FOR_APPROVAL/ });
    await browser.close();
    await shop.close();
  });

  /** @returns id of a command that has parked an order. */
  async function parkTwo(shop: Shop): Promise<string> {
    const send = (command: string, input: Readonly<Record<string, unknown>>) =>
      shop.api.services.commands.dispatch({ command, input, principal: 'ada', correlationId: 'pictures' });
    const items = [{ productId: 'product-6', quantity: 1 }];
    for (const orderId of ['order-2041', 'order-2042']) {
      await send('createOrder', { orderId, customerId: 'customer-1', items });
      await send('cancelOrder', { orderId, reason: 'late' });
    }
    const commandId = '0197a000-0000-7000-8000-000000000001';
    await send('createOrder', { orderId: 'order-2043', customerId: 'customer-1', items, commandId });
    return commandId;
  }

  async function plantDifference(): Promise<void> {
    const client = new Redis(redis().url);
    const [key = ''] = await client.keys('slip:*:product.*:doc:product-1');
    const text = (await client.get(key)) ?? '';
    await client.set(key, text.replace(/"name":"[^"]+"/, '"name":"Changed by hand"'));
    client.disconnect();
  }
});

interface Look {
  readonly options: Parameters<Browser['newContext']>[0];
  readonly until: RegExp;
  readonly press?: string;
}

async function openScreen(browser: Browser, url: string, { options, until, press }: Look) {
  const opened = await openPage(await browser.newContext(options), url);
  const text = (page: Page): Promise<string> => page.locator('main').innerText();
  await expect.poll(() => text(opened.page), { timeout: 60_000 }).toMatch(until);
  if (press !== undefined) {
    await opened.page.getByRole('button', { name: press }).click();
    await opened.page.locator('p.fault, .diff').first().waitFor();
    await opened.page.evaluate('scrollTo(0, 0)');
  }
  return opened;
}
