// The console in a real browser: what an operator finds there, by keyboard too, in light and dark, on a phone.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { brokenOrders } from '../support/broken-orders.ts';
import { findChromium, NO_CHROMIUM, openPage, startChromium, type WatchedPage } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Shop } from '../support/shop.ts';

const executable = findChromium();
if (executable === undefined) process.stderr.write(`Skipped: ${NO_CHROMIUM}\n`);

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENS = [
  ['now', /Wants you: order \(1 parked\)/],
  ['parked', /no reason for parked-1/],
  ['parked?id=order/parked-1', /Skip its event/],
  ['read-model?name=order', /Generations|LIVE/],
  ['document?readModel=order&id=demo-order-1', /the same as its events give/],
  ['events?stream=order/parked-1', /OrderCancelled/],
  ['commands', /cancelOrder/],
  ['subscriptions', /Nobody follows anything here/],
  ['audit', /Nothing was done yet|redriveDeadLetter/],
] as const;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.runIf(executable !== undefined)('the console', { timeout: 120_000 }, () => {
  const database = withDatabase();
  const redis = withRedis();
  const { modules, broken } = brokenOrders();
  let shop: Shop;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    expect(spawnSync(process.execPath, ['scripts/build-console.mjs']).status).toBe(0);
    shop = await startShop({ databaseUrl: database().url, redisUrl: redis().url, modules });
    await shop.startWorker();
    await shop.seed();
    await shop.untilReady();
    broken.add('parked-1');
    const items = [{ productId: 'product-6', quantity: 1 }];
    await send('createOrder', { orderId: 'parked-1', customerId: 'customer-1', items });
    await send('cancelOrder', { orderId: 'parked-1', reason: 'late' });
    browser = await startChromium(executable ?? '');
  }, 120_000);
  afterEach(async () => {
    const complaints = opened.flatMap((each) => each.complaints);
    opened.splice(0);
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  async function send(command: string, input: Readonly<Record<string, unknown>>) {
    const request = { command, input, principal: 'ada', correlationId: 'console' };
    expect(await shop.api.services.commands.dispatch(request)).toMatchObject({ accepted: true });
  }

  async function open(screen: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext({ bypassCSP: true, ...options });
    contexts.push(context);
    const watched = await openPage(context, `${shop.api.url}/console/#/${screen}`);
    opened.push(watched);
    return watched.page;
  }

  const textOf = (page: Page): Promise<string> => page.locator('main').innerText();
  const until = (page: Page, pattern: RegExp): Promise<string> =>
    eventually(`${pattern.source} on the screen`, async () => {
      const text = await textOf(page);
      if (pattern.test(text)) return text;
      throw new Error(text);
    });

  const LOOKS = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 390, height: 844 } }],
  ] as const;

  it.each(LOOKS)(
    'is accessible %s, no wider than its window, and names the command line that does the same',
    async (_look, options) => {
      const found: unknown[] = [];
      for (const [screen, shown] of SCREENS) {
        const page = await open(screen, options);
        expect(await until(page, shown)).toMatch(/At the command line: npm run cli -- [a-z]+/);
        await page.addScriptTag({ path: AXE });
        const violations = await page.evaluate<readonly Violation[]>(
          'axe.run().then(({ violations }) => violations)',
        );
        found.push(...violations.map(({ id, nodes }) => [screen, id, nodes[0]?.html]));
        const isTooWide = await page.evaluate<boolean>(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        if (isTooWide) found.push([screen, 'too wide']);
      }
      expect(found).toEqual([]);
    },
  );

  it('leads by keyboard from what is parked to its repair, and to the audit', async () => {
    const page = await open('now');
    await until(page, /Wants you/);
    await page.getByRole('link', { name: 'Parked', exact: true }).focus();
    await page.keyboard.press('Enter');
    await until(page, /no reason for parked-1/);
    await page.getByRole('link', { name: 'order/parked-1' }).focus();
    await page.keyboard.press('Enter');
    broken.clear();
    await page.getByRole('button', { name: 'Try: nothing is stored' }).focus();
    await page.keyboard.press('Enter');
    await until(page, /status "PAID|status "CREATED" "CANCELLED"/);
    const form = page.getByRole('form', { name: 'Redrive', exact: true });
    await form.getByLabel('Why').fill('mended');
    await page.keyboard.press('Enter');
    await until(page, /Nothing is parked/);
    await page.goto(`${shop.api.url}/console/#/audit`);
    expect(await until(page, /redriveDeadLetter/)).toMatch(/anonymous\s+redriveDeadLetter.*mended\s+done/s);
    await page.goto(`${shop.api.url}/console/#/now`);
    await until(page, /Nothing wants you/);
  });
});
