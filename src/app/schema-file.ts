// schema.graphql is generated from the code and committed: a change of it is a deliberate act.
import { readFileSync, writeFileSync } from 'node:fs';
import { printSchemaText } from '../engine/runtime.ts';
import { modules } from './modules.ts';
import { schemaOf } from './schema.ts';

const FILE = 'schema.graphql';

export function writeSchemaFile(): string {
  writeFileSync(FILE, printSchemaText(schemaOf(modules)));
  return `${FILE} is written.`;
}

/** Throws if the file is not what the code generates. */
export function checkSchemaFile(): string {
  let committed = '';
  try {
    committed = readFileSync(FILE, 'utf8');
  } catch {
    // A missing file is as out of date as can be.
  }
  if (committed !== printSchemaText(schemaOf(modules))) {
    throw new Error(
      `${FILE} is not what the code generates: run "npm run schema" and look at the difference.`,
    );
  }
  return `${FILE} is up to date.`;
}
