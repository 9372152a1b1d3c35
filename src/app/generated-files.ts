// Files that are generated from the code and committed: a change of them is a deliberate act.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { Explained } from './explained.ts';
import { printSchemaText } from '../engine/runtime.ts';
import { catalogueOf } from './event-catalogue.ts';
import { modules } from './modules.ts';
import { schemaOf } from './schema.ts';

export interface GeneratedFile {
  readonly path: string;
  /** Of the command line, and the npm script that runs it. */
  readonly command: string;
  readonly text: () => string;
}

const generatedFiles: readonly GeneratedFile[] = [
  { path: 'schema.graphql', command: 'schema', text: () => printSchemaText(schemaOf(modules)) },
  { path: 'docs/events.md', command: 'catalogue', text: () => catalogueOf(modules) },
];

/** A command for each of them; `--check` only compares. */
export function addGeneratedFiles(program: Command, say: (line: string) => void): void {
  for (const file of generatedFiles) {
    program
      .command(file.command)
      .description(`write ${file.path}, generated from the code`)
      .option('--check', 'only compare; fails if it is not up to date')
      .action(({ check }: { check?: boolean }) => say(check ? checkGenerated(file) : writeGenerated(file)));
  }
}

export function writeGenerated({ path, text }: GeneratedFile): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text());
  return `${path} is written.`;
}

/** Throws if the file is not what the code generates. */
export function checkGenerated({ path, command, text }: GeneratedFile): string {
  let committed = '';
  try {
    committed = readFileSync(path, 'utf8');
  } catch {
    // A missing file is as out of date as can be.
  }
  if (committed !== text()) {
    throw new Explained(
      `${path} is not what the code generates: run "npm run ${command}" and look at the difference.`,
    );
  }
  return `${path} is up to date.`;
}
