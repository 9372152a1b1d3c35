import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import { filesBelow } from './files.ts';

const lines = (file: string): number => readFileSync(file, 'utf8').trimEnd().split('\n').length;
const sources = filesBelow('src').filter((file) => file.endsWith('.ts'));

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
