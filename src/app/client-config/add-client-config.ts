// `client-config`: writes what the caches of Apollo Client and urql have to know, for the schema of this server or for
// any other that this engine has made.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { buildSchema } from 'graphql';
import { checkGenerated, writeGenerated, type GeneratedFile } from '../generated-files.ts';
import { modules } from '../modules.ts';
import { schemaOf } from '../schema.ts';
import { apolloText } from './apollo-text.ts';
import { cacheFactsOf } from './cache-facts.ts';
import { urqlText } from './urql-text.ts';

const clients = ['apollo', 'urql'] as const;
type Client = (typeof clients)[number];

interface Options {
  readonly schema?: string;
  readonly into: string;
  readonly prefix: string;
  /** Both if omitted. */
  readonly client?: Client;
  readonly check?: boolean;
}

export function addClientConfig(program: Command, say: (line: string) => void): void {
  program
    .command('client-config')
    .description('write what the caches of Apollo Client and urql have to know of the schema')
    .option('--schema <file>', "text of another schema than this server's")
    .option('--into <folder>', 'where to', 'clients/generated')
    .option('--prefix <name>', 'what the files are called: <name>-apollo.ts, <name>-urql.ts', 'shop')
    .addOption(new Option('--client <name>', 'only the file for this one').choices(clients))
    .option('--check', 'only compare; fails if they are not up to date')
    .action((options: Options) => {
      for (const file of clientConfig(options))
        say(options.check ? checkGenerated(file) : writeGenerated(file));
    });
}

export function clientConfig({ schema: file, into, prefix, client }: Options): readonly GeneratedFile[] {
  const schema = file === undefined ? schemaOf(modules) : buildSchema(readFileSync(file, 'utf8'));
  const command = 'client-config';
  const texts = { apollo: () => apolloText(cacheFactsOf(schema)), urql: () => urqlText(schema) };
  return clients
    .filter((name) => client === undefined || name === client)
    .map((name) => ({ path: join(into, `${prefix}-${name}.ts`), command, text: texts[name] }));
}
