// A Chromium for browser tests: the one of CHROMIUM, or of the machine. Without one these tests are skipped, saying so.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Nothing if there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

export const NO_CHROMIUM =
  'There is no Chromium: install one (Debian: apt install chromium) or name it in CHROMIUM.';

/** Headless, with a fresh profile, and without calls to anywhere else. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update', '--process-per-site'],
    ],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** What the page has complained about, in its console or by errors that nobody caught. */
  readonly complaints: readonly string[];
}

/**
 * What the page complains about from now on.
 * @param expected complaints that are no fault, such as those about a server that was stopped on purpose.
 */
export function watch(page: Page, expected?: RegExp): readonly string[] {
  const complaints: string[] = [];
  const complain = (text: string): void => {
    if (!expected?.test(text)) complaints.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complain(message.text());
  });
  page.on('pageerror', (error) => complain(error.stack ?? error.message));
  return complaints;
}

/** @param expected as of `watch`. */
export async function openPage(
  context: BrowserContext,
  url: string,
  expected?: RegExp,
): Promise<WatchedPage> {
  const page = await context.newPage();
  const complaints = watch(page, expected);
  await page.goto(url);
  return { page, complaints };
}
