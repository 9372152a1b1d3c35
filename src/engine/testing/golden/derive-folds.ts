// Golden folds: a committed file of what each fold makes of example histories. A result that changes under the same version
// would be stored beside what the version has made so far, so it is refused until the version is raised.
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { System } from '../../definitions/define-system.ts';
import { foldHistories, type FoldResults, type Histories } from './fold-histories.ts';
import { watchBranches } from './unreached-branches.ts';

const Golden = z.record(
  z.string(),
  z.strictObject({ version: z.int(), results: z.record(z.string(), z.string()) }),
);
type Golden = z.infer<typeof Golden>;

export interface GoldenOptions {
  /** Imports the system and its histories: not before it is called, so that all branches are counted. */
  readonly load: () => Promise<{ readonly system: System; readonly histories: Histories }>;
  /** The golden file. */
  readonly file: URL;
  /** The folder with the folds and what they call; each branch that a fold can take there must be taken by some history. */
  readonly sources: URL;
}

/**
 * Compares what the folds make now with the golden file.
 * @param check compares only; otherwise the file is written where nothing is wrong.
 * @returns what is wrong, a line each; empty if nothing is.
 */
export async function deriveFolds(
  { load, file, sources }: GoldenOptions,
  { check }: { readonly check: boolean },
): Promise<readonly string[]> {
  const branches = await watchBranches();
  try {
    const { system, histories } = await load();
    let folds: readonly FoldResults[] = [];
    const unreached = await branches.unreachedBy(() => {
      folds = foldHistories(system, histories);
    }, sources);
    const before = readGolden(file);
    const problems = [
      ...folds.flatMap((fold) => changesOf(fold, before)),
      ...folds.flatMap(({ name, uncovered }) =>
        uncovered.map((type) => `${name} folds ${type}, of which no history tells.`),
      ),
      ...unreached.map((place) => `${place}: a fold comes here in no history: add one that does.`),
    ];
    if (problems.length > 0) return problems;
    const text = goldenText(folds);
    if (text === textOf(file)) return [];
    if (check) return [`${nameOf(file)} is not up to date: run \`npm run folds\`.`];
    writeFileSync(file, text);
    return [];
  } finally {
    branches.end();
  }
}

/** What must not be written over. */
function changesOf({ name, version, results }: FoldResults, golden: Golden): readonly string[] {
  const before = golden[name];
  if (!before || version > before.version) return [];
  if (version < before.version) {
    return [`The version of ${name} went from ${before.version} to ${version}: it only rises.`];
  }
  const made = new Map(Object.values(before.results).map(splitHashes));
  const changed = Object.entries(results).filter(([, hashes]) => {
    const [history, result] = splitHashes(hashes);
    const known = made.get(history);
    return known !== undefined && known !== result;
  });
  if (changed.length === 0) return [];
  const where = changed.map(([history]) => `"${history}"`).join(', ');
  return [
    `Raise the version of ${name} to ${version + 1}: it, or what it calls, makes something else of ${where} than before.`,
  ];
}

function splitHashes(hashes: string): readonly [string, string] {
  const [history = '', result = ''] = hashes.split(' ');
  return [history, result];
}

function goldenText(folds: readonly FoldResults[]): string {
  const golden = Object.fromEntries(folds.map(({ name, version, results }) => [name, { version, results }]));
  return `${JSON.stringify(golden, null, 2)}\n`;
}

function readGolden(file: URL): Golden {
  const text = textOf(file);
  return text === undefined ? {} : Golden.parse(JSON.parse(text));
}

function textOf(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const nameOf = (file: URL): string => file.pathname.split('/').slice(-3).join('/');
