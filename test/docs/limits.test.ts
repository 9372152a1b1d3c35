// Each setting of limits stands in docs/limits.md with its default, and is what a process holds to.
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import { createRuntime } from '../../src/engine/host/create-runtime.ts';
import { LIMIT_SETTINGS } from '../../src/engine/host/limit-settings.ts';
import { loadSettings } from '../../src/engine/host/settings.ts';
import { LIMITS, limitProcess } from '../../src/engine/model/limits.ts';

const before = { ...LIMITS };
afterEach(() => limitProcess(before));

it('is documented with its default', () => {
  const [, chapter = ''] = readFileSync('docs/limits.md', 'utf8').split('## Settings');
  const documented = [
    ...chapter.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)?) +\| (`\d+`(?:, `\d+`)?)/gm),
  ].flatMap(([, names = '', values = '']) => {
    const defaults = values.split(', ');
    return names.split(', ').map((name, at) => `${name} ${defaults[at]}`);
  });
  const settable = Object.entries(LIMIT_SETTINGS).map(
    ([name, values]) => `\`${name}\` \`${values.parse(undefined)}\``,
  );
  expect(documented).toEqual(settable);
});

it('changes nothing where nothing is set', () => {
  createRuntime(defineSystem('test', []), loadSettings({}));
  expect(LIMITS).toEqual(before);
});

it('is what a process holds to from its start on', () => {
  const env = { LIMIT_TOKENS: '300', LIMIT_SOCKETS_PER_CALLER: '7', STATEMENT_TIMEOUT_MS: '1000' };
  createRuntime(defineSystem('test', []), loadSettings(env));
  expect(LIMITS).toMatchObject({
    ...{ structureTokens: 300, documentTokens: 600, statementMs: 1000 },
    sockets: { perCaller: 7, perProcess: 20_000 },
  });
});
