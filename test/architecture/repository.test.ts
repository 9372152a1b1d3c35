import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { filesBelow } from './files.ts';

// Put together from parts, or this file would break its own rule.
const MACHINE_PATH = new RegExp(
  `(^|[\\s"'\`(=:,])/(${['work', 'farm', 'root', 'home/[a-z]+', 'Users/[a-z]+'].join('|')})/`,
  'i',
);
const text = (file: string): string => readFileSync(file, 'utf8');

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      optionalDependencies: z.record(z.string(), z.string()).default({}),
      engines: z
        .union([z.object({ node: z.string().default('*') }), z.unknown().transform(() => ({ node: '*' }))])
        .default({ node: '*' }),
    }),
  ),
});

describe('the repository', () => {
  test('holds no path of the machine it was written on', () => {
    const files = filesBelow('.');
    expect(files.filter((file) => MACHINE_PATH.test(text(file)))).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });

  test('which the gate would find', () => {
    const planted = ['see ', '/', 'work', '/main'].join('');
    expect(planted).toMatch(MACHINE_PATH);
    expect('look at https://host/work/main and ./work/main').not.toMatch(MACHINE_PATH);
  });

  test('has a lock file that works with any registry', () => {
    const lock = text('package-lock.json');
    expect(lock).not.toMatch(/"resolved"/);
    expect(lock).not.toMatch(/https?:\/\/[^"]*\.tgz/);
    expect(lock.match(/"integrity"/g)?.length ?? 0).toBeGreaterThan(100);
  });

  test('has one that knows the packages of all platforms, or npm ci would refuse it', () => {
    const { packages } = Lock.parse(JSON.parse(text('package-lock.json')));
    const optional = Object.entries(packages).flatMap(([owner, { optionalDependencies }]) =>
      Object.keys(optionalDependencies).map((name) => ({ owner, name })),
    );
    const missing = optional.filter(
      ({ owner, name }) =>
        !(`node_modules/${name}` in packages) && !(`${owner}/node_modules/${name}` in packages),
    );
    const names = missing.map(({ name }) => name).join(' ');
    expect(names, 'run: node scripts/complete-lock.mjs').toBe('');
    expect(optional.length).toBeGreaterThan(100);
  });

  // What asks for more is held down in package.json by `overrides`, so that npm ci has nothing to warn of.
  test('has no package that refuses the Node that the README calls enough', () => {
    const { packages } = Lock.parse(JSON.parse(text('package-lock.json')));
    const refusing = Object.entries(packages).filter(([, { engines }]) => !accepts(engines.node, [20, 19]));
    expect(refusing.map(([name, { engines }]) => `${name} wants ${engines.node}`)).toEqual([]);
    expect(accepts('>=22.15.0', [20, 19])).toBe(false);
    expect(accepts('^18.1 || ^22', [20, 19])).toBe(false);
    expect(text('README.md')).toMatch(/Node\.js 20\.19/);
  });

  test('names exact versions', () => {
    const ranges = [...text('package.json').matchAll(/"([^"]+)": "([\^~><*][^"]*)"/g)].map(
      ([, name]) => name,
    );
    expect(ranges).toEqual(['node']);
  });
});

/** Whether a range of versions, as far as packages of this lock file write them, holds a version. */
function accepts(range: string, [major, minor]: readonly [number, number]): boolean {
  return range.split('||').some((part) => {
    const [, sign = '', first = '*', second = '0'] =
      /^(>=|\^)? ?v?(\d+|\*)(?:\.(\d+))?/.exec(part.trim()) ?? [];
    if (first === '*') return true;
    const [from, upTo] = [Number(first), Number(second)];
    return sign === '>='
      ? major > from || (major === from && minor >= upTo)
      : major === from && minor >= upTo;
  });
}
