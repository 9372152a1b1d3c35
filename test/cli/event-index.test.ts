import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventIndexOf } from '../../src/cli/event-index.ts';
import { checkGenerated, type GeneratedFile } from '../../src/cli/generated-files.ts';
import { modules } from '../../src/app/modules.ts';
import { countingModule } from '../support/counting-reaction.ts';
import { parcelModule } from '../support/parcel-domain.ts';

const LINK = /\]\(\.\.\/([^)]+)\)/g;

/** The text below each `###` heading by its heading: events and read models. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  const sections = text.split(/^(?=##)/m).filter((section) => section.startsWith('### '));
  return new Map(sections.map((section) => [/^### (\w+)/.exec(section)?.[1] ?? '', section]));
}

const linksOf = (section: string): readonly string[] =>
  [...section.matchAll(LINK)].map(([, path]) => path ?? '');

const sections = sectionsOf(eventIndexOf(modules));
const events = modules.flatMap((module) => module.events.flatMap(({ specs }) => Object.keys(specs)));
const models = modules.flatMap(({ projections }) => projections.map(({ name }) => name));

describe('the event index', () => {
  test('has a section for every event of every module, and for every read model', () => {
    expect([...sections.keys()]).toEqual([...events, ...models]);
    expect(events.length).toBeGreaterThan(20);
  });

  test.each([...sections])('%s: what is linked is there and names it', (name, section) => {
    const links = linksOf(section);
    expect(links.length).toBeGreaterThan(1);
    for (const path of links) {
      expect(existsSync(path), `${path} is linked, but not there`).toBe(true);
      expect(readFileSync(path, 'utf8'), path).toMatch(new RegExp(`\\b${name}(Projection)?\\b`));
    }
  });

  test('names the commands an event comes of, those about other streams too', () => {
    expect(sections.get('OrderShipped')).toContain('by `shipOrder`\n');
    expect(sections.get('EmailReserved')).toContain('by `registerCustomer`, `changeCustomerEmail`\n');
  });

  test('says which commands do not say what they emit', () => {
    const text = eventIndexOf([parcelModule]);
    expect(text).toMatch(/What they emit is not said by `sendParcel`/);
    expect(sectionsOf(text).get('ParcelSent')).toContain('No command says that it emits it');
    expect(eventIndexOf(modules)).not.toMatch(/not said by|No command says/);
  });

  test('tells folding from moving the version', () => {
    const section = sections.get('OrderShippingAddressChanged');
    expect(section).toContain('Folded by [`order`]');
    expect(section).toContain('Only moves the version of [`orderSummary`]');
    expect(section).not.toContain('`customer`');
    expect(sections.get('EmailReserved')).toContain('Folded by no read model');
  });

  test('follows an event through a reference to the fields that show it', () => {
    const section = sections.get('CustomerNameChanged');
    expect(section).toMatch(
      /Changes reference `customer` in .*`order\.customer`.*`orderSummary\.customerName`/,
    );
    expect(sections.get('CustomerPhoneNumberChanged')).not.toContain('Changes reference');
  });

  test('names the reactions that answer an event, and what they may ask for', () => {
    const answered = sectionsOf(eventIndexOf([countingModule()]));
    expect(answered.get('CounterIncremented')).toContain(
      'Answered by `markIncrements` in [counting/reactions.ts](../src/domain/counting/reactions.ts) with `markTally`\n',
    );
    expect(answered.get('CounterOpened')).not.toContain('Answered');
  });

  test('says where a read model is shown', () => {
    expect(sections.get('order')).toMatch(/Query `order`\n- Subscription `orderUpdated`\n.*`shipOrder`/);
    expect(sections.get('orderSummary')).not.toMatch(/Subscription|mutations/);
  });
});

describe('a generated file', () => {
  test('that is missing or another one is found, with what to do', async () => {
    const file = temporaryFile('new\n');
    const drifted = `${file.path} is not what the code generates: run "npm run events" and look at the difference.`;
    await expect(checkGenerated(file)).rejects.toThrow(drifted);
    writeFileSync(file.path, 'old\n');
    await expect(checkGenerated(file)).rejects.toThrow(drifted);
  });

  test('that is as generated passes', async () => {
    const file = temporaryFile('new\n');
    writeFileSync(file.path, 'new\n');
    expect(await checkGenerated(file)).toBe(`${file.path} is up to date.`);
  });
});

function temporaryFile(text: string): GeneratedFile {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-generated-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { path: join(folder, 'events.md'), command: 'events', text: async () => text };
}
