// Files that are generated from the code and committed: a change of them is a deliberate act.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { Explained } from '../engine/model/explained.ts';
import type { System } from '../engine/definitions/define-system.ts';
import type { Say } from './say.ts';

export interface GeneratedFile {
  readonly path: string;
  /** Of the command line, and the npm script that runs it. */
  readonly command: string;
  readonly text: () => Promise<string>;
}

const generatedFiles = (system: System): readonly GeneratedFile[] => [
  {
    path: 'schema.graphql',
    command: 'schema',
    text: async () => {
      const { buildSchema } = await import('../engine/graphql/schema/build-schema.ts');
      const { printSchemaText } = await import('../engine/graphql/schema/print-schema.ts');
      const { refuseUndescribed } = await import('./refuse-undescribed.ts');
      const schema = buildSchema(system);
      refuseUndescribed(system, schema);
      return printSchemaText(schema);
    },
  },
  {
    path: 'docs/events.md',
    command: 'events',
    text: async () => {
      const { eventIndexOf } = await import('./event-index.ts');
      return eventIndexOf(system.modules);
    },
  },
  {
    path: 'docs/access.md',
    command: 'access',
    text: async () => {
      const { accessMatrixOf } = await import('./access-matrix.ts');
      return accessMatrixOf(system);
    },
  },
];

/** A command for each of them; `--check` only compares. */
export function addGeneratedFiles(program: Command, say: Say, system: System): void {
  for (const file of generatedFiles(system)) {
    program
      .command(file.command)
      .description(`write ${file.path}, generated from the code`)
      .option('--check', 'only compare; fails if it is not up to date')
      .action(async ({ check }: { check?: boolean }) =>
        say(await (check ? checkGenerated(file) : writeGenerated(file))),
      );
  }
}

export async function writeGenerated({ path, text }: GeneratedFile): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await text());
  return `${path} is written.`;
}

/** Throws if the file is not what the code generates. */
export async function checkGenerated({ path, command, text }: GeneratedFile): Promise<string> {
  let committed = '';
  try {
    committed = readFileSync(path, 'utf8');
  } catch {
    // A missing file is as out of date as can be.
  }
  if (committed !== (await text())) {
    throw new Explained(
      `${path} is not what the code generates: run "npm run ${command}" and look at the difference.`,
    );
  }
  return `${path} is up to date.`;
}
