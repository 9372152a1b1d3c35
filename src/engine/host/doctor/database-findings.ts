// Findings about the database: whether it answers, its version and settings, its tables and their migrations, its clock.
import { about, type Finding } from '../../model/findings.ts';
import { checkDatabase, type DatabaseTopic, type FoundDatabase } from '../../postgres/check-database.ts';
import { examineMigrations } from '../../postgres/migrations/examine-migrations.ts';
import { clockFinding } from './clock.ts';
import { encryptionFinding } from './encryption.ts';
import type { ExaminedServer } from './redis-findings.ts';

const SETTING = 'DATABASE_URL';
const REMEDY = `Add sslmode=require to ${SETTING}, and switch TLS on at the server.`;

/** What is looked at in each database, and what it says where nothing is wrong. */
const USUAL: Partial<Record<DatabaseTopic, (found: FoundDatabase) => string>> = {
  server: ({ versionText }) => `PostgreSQL ${versionText}`,
  encoding: ({ encoding }) => encoding,
  isolation: ({ isolation }) => isolation,
  durability: ({ synchronousCommit, fsync, fullPageWrites }) =>
    `synchronous_commit ${synchronousCommit}, fsync ${fsync}, full_page_writes ${fullPageWrites}`,
  tables: ({ schema }) => `in schema ${schema ?? 'unknown'}, to be read and written`,
};

export interface ExaminedDatabase extends ExaminedServer {
  readonly storeName: string | undefined;
}

/** @param isProduction whether the server must not be able to rewrite what is recorded. */
export async function databaseFindings(
  databaseUrl: string,
  isProduction: boolean,
): Promise<ExaminedDatabase> {
  const { faults, warnings, found, aheadMs, storeName } = await checkDatabase(databaseUrl, {
    migrated: true,
  });
  const wrong = [
    ...faults.map(({ about: topic, text }) => ({ topic, finding: named(topic).bad(text) })),
    ...warnings.map(({ about: topic, text }) => ({ topic, finding: named(topic).warn(text) })),
  ];
  const isWrong = new Set<string>(wrong.map(({ topic }) => topic));
  const findings = wrong.map(({ finding }) => finding);
  if (found === undefined) return { isUsable: false, findings, storeName };
  const right = Object.entries(USUAL)
    .filter(([topic]) => !isWrong.has(topic))
    .map(([topic, say]) => named(topic).ok(say(found)));
  const migrations = await migrationFindings(databaseUrl);
  return {
    isUsable: storeName !== undefined && !isWrong.has('tables'),
    findings: [
      ...right,
      rightsFinding(found, isProduction),
      encryptionFinding(SETTING, { ...found, remedy: REMEDY }),
      ...findings,
      ...migrations,
      clockFinding(SETTING, aheadMs),
    ],
    storeName,
  };
}

function rightsFinding({ mayRewrite }: FoundDatabase, isProduction: boolean): Finding {
  const rights = named('rights');
  if (mayRewrite !== true) return rights.ok('this role can neither change events nor alter their table');
  if (!isProduction) return rights.ok('this role may alter the tables, as in development it may');
  return rights.warn(
    'this role may change events, or owns their table and could switch off what keeps them: make another role for ' +
      'the server, and name the owner by DATABASE_OWNER_URL for npm run cli -- migrate.',
  );
}

const named = (topic: string) => about(`${SETTING} ${topic}`);

async function migrationFindings(databaseUrl: string): Promise<readonly Finding[]> {
  const migrations = named('migrations');
  const examined = await examineMigrations(databaseUrl).catch(() => undefined);
  if (examined === undefined) {
    return [
      migrations.warn(
        'they can not be read: let this user SELECT from _prisma_migrations, or look as its owner.',
      ),
    ];
  }
  const { applied, missing, unknown, unfinished, changed } = examined;
  const findings = [
    ...(unfinished.length > 0
      ? [
          migrations.bad(
            `begun and not finished: ${listed(unfinished)}. npm run cli -- migrate says what to do.`,
          ),
        ]
      : []),
    ...(missing.length > 0
      ? [migrations.bad(`not applied: ${listed(missing)}. Run npm run cli -- migrate.`)]
      : []),
    ...(unknown.length > 0
      ? [
          migrations.warn(
            `applied and not of this code: ${listed(unknown)}. Run the version that is deployed.`,
          ),
        ]
      : []),
    ...(changed.length > 0
      ? [migrations.warn(`applied with another text: ${listed(changed)}. Put their files back as they were.`)]
      : []),
  ];
  return findings.length > 0 ? findings : [migrations.ok(`${applied.length} applied, none is missing`)];
}

const MOST_NAMED = 3;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
