// The command line of the restore step.
import type { Command } from 'commander';
import { SlipstreamError } from '../engine/model/errors.ts';
import { SettingsInvalid, loadSettings, requireServers } from '../engine/host/settings.ts';
import type { Restored, RestoredOptions } from '../engine/operations/restored.ts';
import type { Say } from './say.ts';

type Given = Omit<RestoredOptions, 'settings'> & { readonly json?: boolean };

/** Exit codes: 0 done, or nothing to do; 1 a server does not answer; 2 refused, because another database uses the keys. */
export function addRestored(program: Command, say: Say): void {
  program
    .command('restored')
    .description(
      'to be run after the database was restored from a backup; APIs and workers may run meanwhile',
    )
    .option('--instead', 'the original is gone: keep its name, wherever the database is now')
    .option('--moved', 'the database was moved and nothing was lost: only say where it is now')
    .option('--again', 'renew the incarnation although it was done before in this database')
    .option('--json', 'one JSON object instead of text')
    .action(async ({ json = false, ...given }: Given) => {
      try {
        const settings = requireServers(loadSettings());
        const { checkServers } = await import('../engine/host/check-servers.ts');
        const { restored } = await import('../engine/operations/restored.ts');
        await checkServers(settings, { migrated: true, warn: json ? () => {} : say });
        const done = await restored({ settings, ...given });
        say(json ? JSON.stringify(done) : textOf(done));
      } catch (error) {
        if (json && (error instanceof SlipstreamError || error instanceof SettingsInvalid)) {
          say(JSON.stringify({ outcome: 'failed', code: error.code, message: error.message }));
        }
        throw error;
      }
    });
}

function textOf(done: Restored): string {
  const { outcome, store, database, head, doneAt } = done;
  const name = `Store ${store} in ${database}, head ${head}`;
  switch (outcome) {
    case 'moved':
      return `${name}: its keys in Redis are this database's now. Nothing else was changed.`;
    case 'unchanged':
      return (
        `${name}: nothing to do. It was done for this database at ${doneAt ?? 'an unknown time'}; ` +
        'if it was restored once more since then, run this with --again.'
      );
    case 'renewed':
      return [`${name}:`, ...linesOf(done)].join('\n  ');
  }
}

function linesOf({
  store,
  formerly,
  incarnation,
  reactionsKept,
  reactionsAnew,
}: Restored): readonly string[] {
  return [
    `The incarnation is ${incarnation} now: tokens and subscriptions of before are answered TOKEN_OF_ANOTHER_STORE.`,
    ...(formerly === undefined
      ? []
      : [
          `The keys of ${formerly} belong to another database: this one is called ${store}. Start its processes anew.`,
        ]),
    'Read models in Redis are filled anew by the workers; until then they say REBUILDING.',
    ...(reactionsKept.length > 0 ? [`Reactions go on where they stood: ${reactionsKept.join(', ')}.`] : []),
    ...(reactionsAnew.length > 0
      ? [`Reactions answer all events again, under the same command ids: ${reactionsAnew.join(', ')}.`]
      : []),
  ];
}
