// The storefront in a real browser, with both clients: what a person sees who writes, is refused, is not alone, loses
// the connection, or looks at read models that are late.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  findChromium,
  NO_CHROMIUM,
  openPage,
  startChromium,
  watch,
  type WatchedPage,
} from '../support/chromium.ts';
import { lowContrast } from '../support/contrast.ts';
import { eventually } from '../support/eventually.ts';
import { withShop } from '../support/shop.ts';
import { buildStorefront, startStorefront, type Storefront } from '../support/storefront.ts';
import { recordRow, recordedRow, statusRank } from '../support/recorded-row.ts';

const executable = findChromium();
if (executable === undefined) process.stderr.write(`Skipped: ${NO_CHROMIUM}\n`);

const PATIENCE_MS = 60_000;
/**
 * Said by the browser itself of a server that was stopped on purpose. Which of them depends on how far a request has come:
 * a connection that nobody has accepted when the server stops to listen is reset by the system.
 */
const AWAY =
  /ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|503 \(Service Unavailable\)/;

describe.runIf(executable !== undefined).each(['apollo', 'urql'])('the storefront with %s', (client) => {
  const shop = withShop();
  let storefront: Storefront;
  let browser: Browser;
  let context: BrowserContext;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    storefront = await startStorefront(shop(), await buildStorefront());
    browser = await startChromium(executable ?? '');
    context = await browser.newContext();
    context.setDefaultTimeout(PATIENCE_MS);
  });
  afterEach(async () => {
    shop().projectorDelay.ms = 0;
    const complaints = opened.flatMap((each) => each.complaints);
    await Promise.all(opened.splice(0).map(({ page }) => page.close()));
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await storefront?.stop();
  });

  async function open(expected?: RegExp): Promise<Page> {
    const watched = await openPage(context, `${storefront.url}?client=${client}`, expected);
    opened.push(watched);
    await live(watched.page);
    return watched.page;
  }

  const live = (page: Page): Promise<void> =>
    page
      .getByRole('status')
      .filter({ hasText: /^live$/ })
      .waitFor();
  const row = (page: Page, id: string) => page.locator(`[data-order="${id}"]`);
  const writes = (page: Page) => page.getByRole('list', { name: 'Writes' }).getByRole('listitem');
  /** A page behind another one draws hardly ever, and is not clicked before it has drawn. */
  const press = async (page: Page, name: string): Promise<void> => {
    await page.bringToFront();
    await page.getByRole('button', { name, exact: true }).click();
  };

  /** Resolves when the row says so. */
  const shows = (page: Page, id: string, text: RegExp): Promise<void> =>
    row(page, id).filter({ hasText: text }).waitFor();

  /** An order of two mugs; its id. */
  async function place(page: Page): Promise<string> {
    await page.bringToFront();
    await page.getByLabel('Product').selectOption({ label: 'Enamel mug' });
    await page.getByRole('form', { name: 'New order' }).getByLabel('Quantity').fill('2');
    await press(page, 'Place the order');
    const what = await writes(page).first().locator('.id').textContent();
    const id = what ?? '';
    await writes(page)
      .first()
      .filter({ hasText: /new → v1 confirmed in \d+ ms/ })
      .waitFor();
    return id;
  }

  it('places, changes, pays and ships an order, with a badge for each write', async () => {
    const page = await open();
    const id = await place(page);
    await shows(page, id, /created.*v1.*29\.80/);

    const form = page.getByRole('form', { name: 'Change the quantity' });
    await form.getByLabel('Quantity of Enamel mug').fill('1000');
    await form.getByRole('button').click();
    await writes(page)
      .filter({ hasText: /v1 → v2 confirmed in \d+ ms/ })
      .waitFor();
    await shows(page, id, /created.*v2.*14,900\.00/);
    const cramped = await page.evaluate<readonly string[]>(`
      [...document.querySelectorAll('[data-order="${id}"] *')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ textContent }) => textContent)`);
    expect(cramped).toEqual([]);

    await press(page, 'Pay');
    await writes(page)
      .filter({ hasText: /v2 → v3 confirmed in \d+ ms/ })
      .waitFor();
    await shows(page, id, /paid.*v3/);

    await page.getByLabel('Tracking number').fill('JD-42');
    await press(page, 'Ship');
    await writes(page)
      .filter({ hasText: /v3 → v4 confirmed in \d+ ms/ })
      .waitFor();
    await shows(page, id, /shipped.*v4/);
    await page.getByText('With DHL, tracking number JD-42').waitFor();
    // Each of the four is told once the read model has it.
    await page.locator('[data-readable="true"]').nth(3).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await lowContrast(page), colorScheme).toEqual([]);
    }
  });

  it('takes a double click for one', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Place the order' }).dblclick();
    await writes(page).filter({ hasText: 'new → v1 confirmed' }).waitFor();
    await page.getByRole('button', { name: 'Pay', exact: true }).dblclick();
    await writes(page).filter({ hasText: 'v1 → v2 confirmed' }).waitFor();
    expect(await page.getByRole('button', { name: 'Ship', exact: true }).isEnabled()).toBe(true);
    expect(await writes(page).count()).toBe(2);
  });

  it('says in words why a command is refused, and takes back what was shown meanwhile', async () => {
    const page = await open();
    const id = await place(page);
    await recordRow(page, id);
    await page.getByLabel(/^All commands/).check();
    await press(page, 'Ship');
    const refusal = page.getByRole('alert').filter({ hasText: 'ORDER_NOT_PAID' });
    await refusal.getByText('This order has to be paid before it can be shipped.').waitFor();
    // What is for developers is there, and not in the way.
    expect(await refusal.getByText('ORDER_NOT_PAID').isVisible()).toBe(false);
    await refusal.getByText('Details').click();
    expect(await refusal.getByText('ORDER_NOT_PAID').isVisible()).toBe(true);
    expect(await lowContrast(page)).toEqual([]);
    await writes(page)
      .first()
      .filter({ hasText: /refused in \d+ ms, taken back/ })
      .waitFor();
    await shows(page, id, /created.*v1/);
    // It had been shown as shipped.
    expect((await recordedRow(page)).map(({ status }) => status)).toEqual(['CREATED', 'SHIPPED', 'CREATED']);

    await press(page, 'Pay');
    await shows(page, id, /paid.*v2/);
    await press(page, 'Pay');
    await page.getByRole('alert').filter({ hasText: 'ORDER_NOT_OPEN' }).waitFor();
    await shows(page, id, /paid.*v2/);
  });

  it('shows a conflict with somebody who was faster, and goes on after another look', async () => {
    const [mine, theirs] = [await open(), await open()];
    const id = await place(mine);
    await mine.getByLabel(/^Only if it is still at v1/).check();
    await theirs.bringToFront();
    await row(theirs, id).getByRole('button').click();
    const form = theirs.getByRole('form', { name: 'Change the quantity' });
    await form.getByLabel('Quantity of Enamel mug').fill('5');
    await form.getByRole('button').click();
    await shows(theirs, id, /v2/);

    await press(mine, 'Pay');
    await mine.getByRole('alert').filter({ hasText: 'VERSION_CONFLICT' }).waitFor();
    await mine.getByText('You decided on v1; it is at v2.').waitFor();
    await shows(mine, id, /created.*v2/);
    await press(mine, 'Look again');
    await mine.getByLabel(/^Only if it is still at v2/).waitFor();
    await press(mine, 'Pay');
    await writes(mine)
      .filter({ hasText: /v2 → v3 confirmed/ })
      .waitFor();
    await shows(mine, id, /paid.*v3/);
  });

  it('shows in a second tab what is done in the first, as it happens', async () => {
    const [first, second] = [await open(), await open()];
    const id = await place(first);
    await shows(second, id, /created.*v1/);
    await recordRow(second, id);
    await press(first, 'Pay');
    await shows(second, id, /paid.*v2/);
    await press(first, 'Ship');
    await shows(second, id, /shipped.*v3/);
    expect((await recordedRow(second)).map(({ version }) => version)).toEqual([1, 2, 3]);

    await first.getByRole('slider').fill('100');
    await second.getByText('Slow the projector down by 100 ms').waitFor();
  });

  it('confirms at once while the projector is slow, and never goes back', async () => {
    const page = await open();
    const id = await place(page);
    await page.locator('[data-readable="true"]').first().waitFor();
    await recordRow(page, id);
    const slider = page.getByRole('slider');
    await slider.fill('500');
    await eventually('the delay', () => (shop().projectorDelay.ms === 500 ? true : undefined));

    await press(page, 'Pay');
    const badge = writes(page).filter({ hasText: /v1 → v2 confirmed/ });
    await badge.filter({ hasText: 'read model: not yet …' }).waitFor();
    await press(page, 'Read it in all four ways');
    await press(page, 'Ship');
    await badge.filter({ hasText: /read model has it after \d+ ms/ }).waitFor();
    await writes(page)
      .filter({ hasText: /v2 → v3 confirmed/ })
      .locator('[data-readable="true"]')
      .waitFor();
    await shows(page, id, /shipped.*v3/);

    const [, confirmed, readable] =
      /confirmed in (\d+) ms.*has it after (\d+) ms/.exec((await badge.textContent()) ?? '') ?? [];
    expect(Number(readable)).toBeGreaterThanOrEqual(500);
    expect(Number(confirmed)).toBeLessThan(Number(readable));

    const seen = await recordedRow(page);
    expect(seen.at(-1)).toMatchObject({ version: 3, status: 'SHIPPED' });
    expect(seen.map(({ version }) => version)).toEqual(seen.map(({ version }) => version).toSorted());
    const ranks = seen.map(({ status }) => statusRank(status));
    expect(ranks).toEqual(ranks.toSorted());

    const cell = (rung: string) => page.locator(`[data-rung="${rung}"] .version`).textContent();
    await page.locator('[data-rung] .version').nth(3).waitFor();
    expect(await cell('as it is')).toBe('v1');
    for (const rung of ['at my version', 'by session header', 'write model']) {
      expect(Number((await cell(rung))?.slice(1)), rung).toBeGreaterThanOrEqual(2);
    }
  });

  it('tells when the read model had a write that another one has overtaken', async () => {
    const page = await open();
    let pass = (): void => {};
    const mayPass = new Promise<void>((resolve) => (pass = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('payOrder')) await mayPass;
      await route.continue();
    });
    shop().projectorDelay.ms = 500;
    const id = await place(page);
    // What is pushed while the payment is on its way is older than what is shown.
    await press(page, 'Pay');
    await eventually('the order to be read', async () => {
      const { data } = await shop().ask(
        `{ order(id: "${id}", consistency: { ifBehind: STALE }) { version } }`,
      );
      return data?.['order'] ?? undefined;
    });
    shop().projectorDelay.ms = 1000;
    pass();
    await page
      .getByRole('list', { name: 'Writes' })
      .filter({ has: page.locator('[data-write="createOrder"] [data-readable="true"]') })
      .filter({ has: page.locator('[data-write="payOrder"] [data-readable="false"]') })
      .waitFor();
  });

  it('goes on where it was when the server comes back, with what happened meanwhile', async () => {
    const page = await open(AWAY);
    const id = await place(page);
    await recordRow(page, id);
    await storefront.stop();
    await page.getByRole('status').filter({ hasText: 'reconnecting …' }).waitFor();
    // Somebody else pays on another API of the same shop.
    await shop().ask(
      `mutation { payOrder(input: { orderId: "${id}", paymentReference: "p" }) { __typename } }`,
    );
    await storefront.start();
    await live(page);
    await shows(page, id, /paid.*v2/);
    await press(page, 'Ship');
    await shows(page, id, /shipped.*v3/);
    expect((await recordedRow(page)).map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('says what could not be read, and reads it when told to', async () => {
    const page = await context.newPage();
    // Without updates: the first one makes the page read its orders again by itself.
    let away = /query (Products|Orders)|subscription/;
    await page.route('**/graphql', (route) =>
      away.test(route.request().postData() ?? '') ? route.abort('connectionrefused') : route.continue(),
    );
    const complaints = watch(page, AWAY);
    opened.push({ page, complaints });
    await page.goto(`${storefront.url}?client=${client}`);
    const failures = page.getByRole('alert');
    await failures.filter({ hasText: 'The products can’t be shown' }).waitFor();
    const orders = failures.filter({ hasText: 'The orders can’t be shown' });
    await orders.waitFor();
    expect(await lowContrast(page)).toEqual([]);
    away = /subscription/;
    await failures.first().getByRole('button', { name: 'Try again' }).click();
    await orders.getByRole('button', { name: 'Try again' }).click();
    await page.unroute('**/graphql');
    await live(page);
    await place(page);
    expect(await failures.count()).toBe(0);
  });

  it.runIf(client === 'apollo')('shows its guides as pages, with links that lead somewhere', async () => {
    const page = await context.newPage();
    opened.push({ page, complaints: watch(page) });
    await page.goto(`${storefront.url}?client=${client}&guide=consistency`);
    await page.getByRole('heading', { level: 1, name: /^Consistency/ }).waitFor();
    expect(await page.locator('.guide table').count()).toBeGreaterThan(0);
    expect(await page.locator('.guide').textContent()).not.toMatch(/\]\(|^#|\*\*/m);
    expect(await lowContrast(page)).toEqual([]);
    await page.getByRole('link', { name: 'The storefront' }).click();
    await page.getByRole('heading', { name: 'What to try' }).waitFor();
    const lost = await page.locator('.guide a:not([href^="?"], [href^="http"])').count();
    expect(lost).toBe(0);
  });

  it('sends a command that got no answer again, and it is done once', async () => {
    const page = await open(AWAY);
    const id = await place(page);
    await storefront.stop();
    await press(page, 'Pay');
    const ofOrder = page.getByRole('region', { name: 'The chosen order' }).getByRole('alert');
    await ofOrder.filter({ hasText: /^No answer\. Send it again/ }).waitFor();
    await shows(page, id, /created.*v1/);
    await press(page, 'Place the order');
    const ofForm = page.getByRole('form', { name: 'New order' }).getByRole('alert');
    await ofForm.filter({ hasText: /^No answer\. Send it again/ }).waitFor();
    await storefront.start();
    await live(page);
    for (const text of [/new → v1 confirmed/, /v1 → v2 confirmed/]) {
      await page.getByRole('button', { name: 'Send again' }).first().click();
      await writes(page).filter({ hasText: text }).first().waitFor();
    }
    await shows(page, id, /paid.*v2/);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
