// npm run cli -- documents: the documents that clients may name by their ids.
import type { Command } from 'commander';
import { Kind, parse } from 'graphql';
import type { System } from '../../engine/definitions/define-system.ts';
import { loadSettings, requireDatabase } from '../../engine/host/settings.ts';
import { LIMITS } from '../../engine/model/limits.ts';
import { Explained } from '../../engine/model/explained.ts';
import type { ListedDocument, TrustedDocumentTable } from '../../engine/stores/postgres/trusted-documents.ts';
import type { Say } from '../say.ts';

export function addDocuments(program: Command, say: Say, system: System): void {
  const documents = program
    .command('documents')
    .description('documents that clients may name by their ids (TRUSTED_DOCUMENTS)');
  documents
    .command('add <path...>')
    .description('store those of .graphql and .gql files, of folders of them, and of manifests: all or none')
    .action(async (paths: readonly string[]) => add(paths, say, system));
  documents
    .command('list')
    .description('show the id, the names and the date of each')
    .option('--json', 'one JSON array instead of text')
    .action(async ({ json = false }: { readonly json?: boolean }) =>
      onTable(async (table) => {
        const listed = (await table.list()).map(shown);
        if (json) say(JSON.stringify(listed));
        else for (const { id, names, addedAt } of listed) say(`${id}  ${names.join(', ')}  ${addedAt}`);
      }),
    );
  documents
    .command('remove <id...>')
    .description('remove some of them')
    .action(async (ids: readonly string[]) => onTable((table) => remove(table, ids, say)));
}

/** Throws `Explained` with all that is wrong. */
async function add(paths: readonly string[], say: Say, system: System): Promise<void> {
  const { buildSchema } = await import('../../engine/graphql/schema/build-schema.ts');
  const { sha256 } = await import('../../engine/graphql/trusted/sha-256.ts');
  const { checkDocuments } = await import('./check-documents.ts');
  const { findDocuments } = await import('./find-documents.ts');
  const schema = buildSchema(system);
  const { documents, faults } = findDocuments(paths);
  const wrong = [...faults, ...checkDocuments(documents, schema)];
  if (wrong.length > 0) throw new Explained(['Nothing was stored:', ...wrong].join('\n'));
  if (documents.length === 0) throw new Explained(`There is no operation in ${paths.join(', ')}.`);
  const unique = new Map(documents.map((document) => [document.id, document]));
  const rows = [...unique.values()].map(({ id, text }) => ({ id, text, hash: sha256(text) }));
  await onTable(async (table) => {
    const { added, taken } = await table.add(rows);
    if (taken.length > 0) {
      const others = taken.map(
        (id) => `${unique.get(id)?.at ?? id}: the id ${id} is stored with another text.`,
      );
      throw new Explained(['Nothing was stored:', ...others].join('\n'));
    }
    say(`Documents: ${rows.length}, new ones: ${added.length}.`);
  });
}

async function remove(table: TrustedDocumentTable, ids: readonly string[], say: Say): Promise<void> {
  const removed = new Set(await table.remove(ids));
  const within = LIMITS.trustedMostMs / 1000;
  if (removed.size > 0) say(`Removed ${removed.size}. APIs that run refuse them within ${within} seconds.`);
  const missing = ids.filter((id) => !removed.has(id));
  if (missing.length > 0) throw new Explained(`Not stored: ${missing.join(', ')}.`);
}

/** As it is listed: with the names of its operations. */
function shown({ id, hash, text, addedAt }: ListedDocument) {
  const names = parse(text).definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? [node.name?.value ?? `(${node.operation})`] : [],
  );
  return { id, hash, names, addedAt };
}

async function onTable(work: (table: TrustedDocumentTable) => Promise<void>): Promise<void> {
  const databaseUrl = requireDatabase(loadSettings());
  const { checkServers } = await import('../../engine/host/check-servers.ts');
  const { trustedDocumentTable } = await import('../../engine/stores/postgres/trusted-documents.ts');
  // What weakens promises about commands is told to those who send some.
  await checkServers({ databaseUrl }, { migrated: true, warn: () => {} });
  const table = trustedDocumentTable({ databaseUrl, applicationName: 'slipstream-cli' });
  try {
    await work(table);
  } finally {
    await table.close();
  }
}
