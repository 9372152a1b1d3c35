// npm run cli -- revoke | revoked: tokens that are to be refused before they end.
import { Argument, InvalidArgumentError, type Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { Say } from '../say.ts';
import { doDeed, type DeedOptions } from './do-deed.ts';
import { withControl } from './with-control.ts';

interface Given extends DeedOptions {
  readonly for: number;
}

const DAY_S = 24 * 3600;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', DAY_S],
]);

export function addRevoke(program: Command, say: Say, system: System): void {
  program
    .command('revoke')
    .description(
      'refuse a token by its jti, or all tokens of a caller by their sub; within five seconds everywhere',
    )
    .addArgument(new Argument('<kind>', 'what the id is of').choices(['token', 'caller']))
    .argument('<id>', 'the jti of the token, or the sub of the caller')
    .option(
      '--for <time>',
      'how long, such as 90m, 24h or 7d: no shorter than its tokens live',
      seconds,
      DAY_S,
    )
    .option('--reason <text>', 'why, for the audit')
    .option('--json', 'one JSON object instead of text')
    .action(async (kind: string, id: string, { for: lasting, ...options }: Given) => {
      const input = { kind, id, seconds: lasting };
      const linesOf = (result: { readonly until?: unknown }) => [
        `${kind} ${id} is refused until ${String(result.until)}.`,
      ];
      await withControl(system, (control) =>
        doDeed(control, { ...options, verb: 'revoke', say, input, linesOf }),
      );
    });
  program
    .command('revoked')
    .description('list the tokens and callers that are refused')
    .option('--json', 'one JSON object instead of text')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const all = await withControl(system, ({ revoked }) => revoked());
      if (json) return say(JSON.stringify(all));
      for (const { kind, id, until } of all) say(`${kind} ${id}  until ${new Date(until).toISOString()}`);
      if (all.length === 0) say('Nothing is revoked.');
    });
}

function seconds(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const one = UNITS.get(unit);
  if (count === undefined || one === undefined) throw new InvalidArgumentError('Write 90m, 24h or 7d.');
  return Number(count) * one;
}
