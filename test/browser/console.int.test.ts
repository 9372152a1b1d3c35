// The console in a real browser: what an operator finds there, by keyboard too, in light and dark, on a phone.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { Redis } from 'ioredis';
import { SignJWT } from 'jose';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { brokenOrders } from '../support/broken-orders.ts';
import { findChromium, NO_CHROMIUM, openPage, startChromium, type WatchedPage } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { startApi } from '../support/roles.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Shop } from '../support/shop.ts';

const executable = findChromium();
if (executable === undefined) process.stderr.write(`Skipped: ${NO_CHROMIUM}\n`);

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Id of the command whose event parks an order. */
const CANCELLED = '0197a000-0000-7000-8000-000000000001';
const SCREENS = [
  ['now', /Wants you\s+order: 1 parked/],
  ['parked', /no reason for parked-1/],
  ['parked?id=order/parked-1', /Skip its event/],
  ['read-model?name=order', /LIVE\s+1\s+\d+\s+100 %\s+1\s/],
  ['document?readModel=order&id=demo-order-1', /the same as its events give/],
  ['document?readModel=order&id=parked-1', /It is parked by OrderCancelled at \d+.*with 0 events behind it/],
  ['events?stream=order/parked-1', /OrderCancelled/],
  ['commands', /cancelOrder/],
  [`commands?id=${CANCELLED}`, /order\/parked-1: changed, readers see version 1, parked/],
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
    await send('cancelOrder', { orderId: 'parked-1', reason: 'late', commandId: CANCELLED });
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

  async function plantDifference(readModel: string, id: string): Promise<void> {
    const client = new Redis(redis().url);
    const [key = ''] = await client.keys(`slip:*:${readModel}.*:doc:${id}`);
    const text = (await client.get(key)) ?? '';
    await client.set(key, text.replace(/"name":"[^"]+"/, '"name":"Stolen"'));
    client.disconnect();
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

  /** @param rules all if omitted. */
  async function violationsOf(page: Page, rules?: readonly string[]) {
    if (!(await page.evaluate<boolean>('"axe" in window'))) await page.addScriptTag({ path: AXE });
    const options = JSON.stringify(rules === undefined ? {} : { runOnly: rules });
    const violations = await page.evaluate<readonly Violation[]>(
      `axe.run(${options}).then(({ violations }) => violations)`,
    );
    return violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
  }

  const WINDOW = { width: 1280, height: 720 };
  const LOOKS = [
    ['light', { colorScheme: 'light', viewport: WINDOW }],
    // Its colours are all that is different.
    ['dark', { colorScheme: 'dark', viewport: WINDOW, rules: ['color-contrast'] }],
    ['on a phone', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
  ] as const;

  it('is accessible in light, in dark and on a phone, no wider than its window, and names the command line that does the same', async () => {
    const page = await open('now');
    const found: unknown[] = [];
    for (const [screen, shown] of SCREENS) {
      await page.goto(`${shop.api.url}/console/#/${screen}`);
      expect(await until(page, shown)).toMatch(/At the command line: npm run cli -- [a-z]+/);
      for (const [look, { colorScheme, viewport, ...only }] of LOOKS) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        const violations = await violationsOf(page, 'rules' in only ? only.rules : undefined);
        found.push(...violations.map((each) => [screen, look, ...each]));
        const isTooWide = await page.evaluate<boolean>(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        if (isTooWide) found.push([screen, look, 'too wide']);
      }
    }
    expect(found).toEqual([]);
  });

  it('draws the lag of the last hour, says it in words too, and how fast events pass', async () => {
    const page = await open('now');
    await page.getByRole('img', { name: /^Lag of order in the last hour: (none|at most)/ }).waitFor();
    const rowOf = (name: string) =>
      page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
    await eventually('a rate, a generation and a worker', async () => {
      const text = await rowOf('customerOrders').innerText();
      if (!/LIVE\s+0 ms\s+0\s+\d+\.\d\s+v\d+\s+0\s+\S+:\d+/.test(text)) throw new Error(text);
      return text;
    });
    expect(await rowOf('order').innerText()).toMatch(/1 parked, oldest \d+ (ms|s|min)/);
  });

  it('says where it was pressed why a deed is refused, pauses with a reason, rebuilds, switches and undoes', async () => {
    const page = await open('read-model?name=product');
    await until(page, /product is LIVE/);
    const deed = (name: string) => page.getByRole('form', { name, exact: true });
    const press = async (name: string, reason = ''): Promise<void> => {
      await deed(name).getByLabel('Why').fill(reason);
      await deed(name).getByRole('button').click();
    };
    await press('Switch');
    await deed('Switch')
      .getByText(/^Refused: .*product/)
      .waitFor();
    await press('Pause', 'look at prices');
    await until(page, /product is PAUSED.*Paused by anonymous at .*: look at prices\./s);
    await press('Resume');
    await until(page, /product is LIVE/);
    await press('Abort');
    await deed('Abort')
      .getByText(/Refused: No rebuild of product is under way/)
      .waitFor();
    const live = page.getByRole('row').filter({ has: page.getByText('LIVE', { exact: true }) });
    const before = (await live.first().innerText()).split(/\s/)[0] ?? '';
    await plantDifference('product', 'product-1');
    await deed('Rebuild').getByLabel('Events a second, at most').fill('5000');
    await press('Rebuild', 'a test');
    const shown = await until(
      page,
      /WAITING_FOR_APPROVAL: .* 1 differ.*product-1: readers would see it otherwise/s,
    );
    expect(shown).toMatch(/name "Stolen" ".+"/);
    await press('Switch', 'seen');
    await until(page, /SWITCHED: readers see the new generation/);
    await press('Undo');
    await deed('Undo').getByText('Done.').waitFor();
    await live.filter({ hasText: before }).waitFor();
  });

  it('shows one page that says what is missing to callers without the role operator', async () => {
    const secret = 'a secret of at least thirty-two bytes';
    const servers = { DATABASE_URL: database().url, REDIS_URL: redis().url };
    const settings = loadSettings({
      NODE_ENV: 'test',
      PORT: '0',
      OPERATIONS_PORT: '0',
      AUTH_JWT_SECRET: secret,
      ...servers,
    });
    const guarded = await startApi({ settings: requireServers(settings), modules, logger: silentLogger });
    const tokenOf = (roles: readonly string[]): Promise<string> =>
      new SignJWT({ sub: 'ada', exp: Math.floor(Date.now() / 1000) + 600, roles: [...roles] })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(secret));
    const context = await browser.newContext({ bypassCSP: true });
    contexts.push(context);
    const { page } = await openPage(context, `${guarded.operationsUrl}/console/#/read-model?name=order`);
    const give = async (token: string): Promise<void> => {
      await page.getByLabel('Bearer token').fill(token);
      await page.getByRole('button', { name: 'Use it' }).click();
    };
    await until(page, /A token is needed/);
    await give(await tokenOf([]));
    expect(await until(page, /The role operator is missing/)).not.toMatch(/Rebuild|Deeds/);
    expect(await violationsOf(page)).toEqual([]);
    await give(await tokenOf(['operator']));
    await until(page, /order is LIVE/);
    await guarded.close(1000);
  });

  it('leads by keyboard from what is parked to its repair, and to the audit', async () => {
    const page = await open('now');
    await until(page, /Wants you/);
    await page.getByRole('link', { name: 'Parked', exact: true }).focus();
    await page.keyboard.press('Enter');
    await until(page, /no reason for parked-1/);
    await page.getByRole('link', { name: 'order/parked-1' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Where it was thrown').focus();
    await page.keyboard.press('Enter');
    await until(page, /at .+:\d+:\d+/);
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
