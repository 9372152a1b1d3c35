// `client-config`: writes what the caches of Apollo Client and urql have to know, for the schema of this server or for
// any other that this engine has made.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { buildSchema } from 'graphql';
import { checkGenerated, writeGenerated, type GeneratedFile } from '../generated-files.ts';
import { modules } from '../modules.ts';
import { schemaOf } from '../schema.ts';
import { apolloText } from './apollo-text.ts';
import { cacheFactsOf } from './cache-facts.ts';
import { urqlText } from './urql-text.ts';

interface Options {
  readonly schema?: string;
  readonly into: string;
  readonly prefix: string;
  readonly check?: boolean;
}

export function addClientConfig(program: Command, say: (line: string) => void): void {
  program
    .command('client-config')
    .description('write what the caches of Apollo Client and urql have to know of the schema')
    .option('--schema <file>', "text of another schema than this server's")
    .option('--into <folder>', 'where to', 'clients/generated')
    .option('--prefix <name>', 'what the two files are called: <name>-apollo.ts, <name>-urql.ts', 'shop')
    .option('--check', 'only compare; fails if they are not up to date')
    .action((options: Options) => {
      for (const file of clientConfig(options))
        say(options.check ? checkGenerated(file) : writeGenerated(file));
    });
}

export function clientConfig({ schema: file, into, prefix }: Options): readonly GeneratedFile[] {
  const schema = file === undefined ? schemaOf(modules) : buildSchema(readFileSync(file, 'utf8'));
  const command = 'client-config';
  return [
    { path: join(into, `${prefix}-apollo.ts`), command, text: () => apolloText(cacheFactsOf(schema)) },
    { path: join(into, `${prefix}-urql.ts`), command, text: () => urqlText(schema) },
  ];
}
