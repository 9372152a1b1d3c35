import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import { filesBelow } from './files.ts';

const lines = (file: string): number => readFileSync(file, 'utf8').trimEnd().split('\n').length;
const sources = filesBelow('src').filter((file) => file.endsWith('.ts'));
const headed = filesBelow('src').filter((file) => /\.(ts|lua)$/.test(file));

describe('source files', () => {
  test('are short: none above 250 lines, half of them at most 60, those of bin/ at most 30', () => {
    expect(sources.filter((file) => lines(file) > 250)).toEqual([]);
    expect(sources.filter((file) => file.startsWith('src/bin/') && lines(file) > 30)).toEqual([]);
    const lengths = sources.map(lines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(60);
  });

  test('open with what they promise', () => {
    expect(sources.filter((file) => !/^(\/\/|\/\*\*) \S/.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  test('are headed by a noun phrase, not by a relative clause', () => {
    expect(headed.length).toBeGreaterThan(800);
    expect(headed.filter((file) => opensWithClause(readFileSync(file, 'utf8')))).toEqual([]);
  });

  test.each([
    '// What a lane has seen.\nimport',
    '// How events are read.',
    '/** Whether a stream is there. */',
    '#!/usr/bin/env node\n// Where documents are kept.',
    '--[[\n  Who is there, as of one moment.\n]]',
    '-- When a lane is due.',
  ])('of which the gate finds: %j', (text) => {
    expect(opensWithClause(text)).toBe(true);
  });

  test.each([
    '// Checkpoint of a lane: what it has seen.',
    '// Whole responses, as JSON or as text.',
    '--[[\n  The presence of processes.\n]]',
    "import { a } from 'b';\n// What follows is no header.",
  ])('of which the gate lets pass: %j', (text) => {
    expect(opensWithClause(text)).toBe(false);
  });

  test('leave arguments and exit to bin/, the environment to engine/host/settings.ts, clock and chance to what is not domain/', () => {
    const found = sources.flatMap((file) => privileges(file, readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });

  test.each([
    ['src/app/start.ts', 'const all = process.argv;', 'reads arguments'],
    ['src/app/start.ts', 'process.exit(1)', 'exits'],
    ['src/app/start.ts', 'process.exitCode = 1', 'exits'],
    ['src/bin/api.ts', "process.env['PORT']", 'reads the environment'],
    ['src/engine/runtime.ts', "const { env } = globalThis['process']", 'reads the environment'],
    ['src/domain/orders/decider.ts', 'at: new Date().toISOString()', 'reads the clock'],
    ['src/domain/orders/projections/order.ts', 'at: Date.now()', 'reads the clock'],
    ['src/domain/shared/days.ts', 'const { now } = performance', 'reads the clock'],
    ['src/domain/orders/decider.ts', 'Math.random()', 'takes a chance'],
    ['src/domain/orders/decider.ts', "import { randomUUID } from 'node:crypto';", 'takes a chance'],
    ['src/engine/runtime.ts', "import { env } from 'node:process';", 'imports process'],
  ])('of which the gate finds: %s with %s', (file, text, fault) => {
    expect(privileges(file, text)).toEqual([`${file} ${fault}`]);
  });

  test('of which the gate lets pass: a word in a comment, and who may', () => {
    expect(privileges('src/engine/runtime.ts', '// process.env is read elsewhere')).toEqual([]);
    expect(privileges('src/engine/host/settings.ts', 'process.env')).toEqual([]);
    expect(privileges('src/app/seed/queue.ts', 'Date.now() + Math.random()')).toEqual([]);
    expect(privileges('src/domain/shared/days.ts', 'new Date(text); Date.parse(text)')).toEqual([]);
    expect(privileges('src/bin/api.ts', 'process.argv; process.exit(1)')).toEqual([]);
  });
});

describe('the engine', () => {
  const texts = [...filesBelow('src/engine'), 'prisma/schema.prisma'].map(
    (file) => [file, readFileSync(file, 'utf8')] as const,
  );

  test('knows no shop', () => {
    expect(texts.length).toBeGreaterThan(300);
    expect(texts.flatMap(([file, text]) => shopWords(file, text))).toEqual([]);
  });

  test.each([
    ['src/engine/model/search.ts', 'readonly currency: string;', 'currency'],
    ['src/engine/model/search.ts', '// Currencies are never compared.', 'Currencies'],
    ['src/engine/graphql/schema/scalars.ts', "CountryCode: 'ISO 3166-1'", 'Country'],
    ['src/engine/definitions/values.ts', 'const isMoney = true;', 'Money'],
    ['src/engine/definitions/search.ts', 'minPrice', 'Price'],
    ['src/engine/model/with-article.ts', '/** `a product` */', 'product'],
    ['src/engine/stores/redis/scripts/commit.lua', '-- in:customer:1', 'customer'],
    ['src/engine/testing/given.ts', 'shoppingCart', 'shop'],
    ['src/engine/testing/given.ts', 'toCart()', 'Cart'],
    ['src/engine/host/settings.ts', 'SHIPPING_DAYS', 'SHIPPING'],
    ['src/engine/model/enum-name.ts', '/** `orderSummary` */', 'orderS'],
    ['src/engine/flow/carry/queue/start-workers.ts', '      concurrency: atOnce,', 'currency'],
    ['src/engine/flow/carry/queue/listen.ts', '  readonly concurrency: number;', 'currency'],
  ])('of which the gate finds: %s with %s', (file, text, word) => {
    expect(shopWords(file, text)).toEqual([`${file} says ${word}`]);
  });

  test("of which the gate lets pass: what only sounds like it, and BullMQ's own option", () => {
    expect(shopWords('src/engine/host/settings.ts', "NODE_ENV === 'production' // in order")).toEqual([]);
    expect(shopWords('src/engine/stores/redis/document-reader.ts', 'inOrderOf(keys)')).toEqual([]);
    expect(shopWords(BULLMQ_OPTION.file, 'new Worker({\n      concurrency: atOnce,\n});')).toEqual([]);
  });
});

describe('contexts', () => {
  const composed = readFileSync('src/app/modules.ts', 'utf8');
  const indexes = sources.filter((file) => /^src\/domain\/[^/]+\/index\.ts$/.test(file));
  const left = (text: string) => indexes.filter((file) => !text.includes(`'${file.replace('src/', '../')}'`));

  test('are all composed in src/app/modules.ts', () => {
    expect(left(composed)).toEqual([]);
    expect(modules).toHaveLength(indexes.length);
  });

  test('of which the gate finds one that is forgotten', () => {
    expect(left(composed.replace(/^.*loyalty\/index.*$/m, ''))).toEqual(['src/domain/loyalty/index.ts']);
  });
});

/** An order is also what things stand in: only names that begin with it are an order of a shop. */
const SHOP_WORDS = [
  /currenc(?:y|ies)|countr(?:y|ies)|money|price|product(?!ion)|customer|cart|shipping|shop/i,
  /\b[oO]rder[A-Z]/,
];
const BULLMQ_OPTION = { file: 'src/engine/flow/carry/queue/listen.ts', line: /^ +concurrency: atOnce,$/m };

function shopWords(file: string, text: string): readonly string[] {
  const own = file === BULLMQ_OPTION.file ? text.replace(BULLMQ_OPTION.line, '') : text;
  return SHOP_WORDS.flatMap((word) => word.exec(own)?.[0] ?? []).map((word) => `${file} says ${word}`);
}

const CLAUSE =
  /^(#!.*\n)?(\/\/|\/\*\*|--(\[\[)?)\s+(What|How|Where|Whether|Which|Who|Whom|Whose|When|That|Why)\b/;

/** Whether the comment at the top begins with a clause about the file, and does not name what it is. */
const opensWithClause = (text: string): boolean => CLAUSE.test(text);

const BESIDE_DOMAIN = /^src\/(?!domain\/)/;

function privileges(file: string, text: string): readonly string[] {
  const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const faults = [
    {
      is: 'reads the environment',
      when: /\bprocess\b.{0,3}\benv\b|\benv\b.*['"]process['"]\]/,
      in: /^src\/engine\/host\/settings\.ts$/,
    },
    { is: 'reads arguments', when: /\bprocess\b.{0,3}\bargv\b/, in: /^src\/bin\// },
    { is: 'exits', when: /\bprocess\b.{0,3}\bexit(Code)?\b/, in: /^src\/bin\// },
    // Replayed, it would decide otherwise: the time is the event's, ids come with the command.
    {
      is: 'reads the clock',
      when: /new Date\(\)|(?<!new )\bDate\(|\bDate\.now\b|\bperformance\b/,
      in: BESIDE_DOMAIN,
    },
    { is: 'takes a chance', when: /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/, in: BESIDE_DOMAIN },
    { is: 'imports process', when: /from '(node:)?process'/, in: /^src\/bin\// },
  ];
  return faults
    .filter((fault) => fault.when.test(code) && !fault.in.test(file))
    .map(({ is }) => `${file} ${is}`);
}
