// npm run cli -- explain <readModel> <id>: a document, and the events that made it.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import { Explained } from '../../engine/model/explained.ts';
import { paint } from '../colours.ts';
import { Refused } from '../refused.ts';
import type { Say } from '../say.ts';
import { explainedLines } from './explained-lines.ts';
import { withOperations } from './with-operations.ts';
import { wholeNumber } from '../whole-number.ts';

interface ExplainOptions {
  readonly json?: boolean;
  readonly steps: number;
}

export function addExplain(program: Command, say: Say, system: System): void {
  program
    .command('explain <readModel> <id>')
    .description(
      'show a document as it is stored, as its events give it, and each step. Exit code: 0 the same, 1 not the same or parked, 2 could not look',
    )
    .option('--steps <count>', 'so many of the last steps, 1 to 200', wholeNumber(1, 200), 20)
    .option('--json', 'one JSON object instead of text')
    .action(async (readModel: string, id: string, { json = false, steps }: ExplainOptions) => {
      const explained = await withOperations(system, (service) => service.explain(readModel, id, steps));
      if (!explained) {
        const names = system.projections.map(({ name }) => name).join(', ');
        throw new Refused(
          'NOT_FOUND',
          `There is no read model ${readModel} with such an id. There are: ${names}.`,
        );
      }
      if (json) say(JSON.stringify(explained));
      else explainedLines(explained, paint).forEach((line) => say(line));
      if (explained.parked) throw new Explained('It is parked.');
      if (!explained.isSame) throw new Explained('What is stored is not what the events give.');
    });
}
