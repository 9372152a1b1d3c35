// An explained document in sentences: where it stands, whether it is what its events give, and what each event changed.
import type { JsonObject } from '../../engine/model/json.ts';
import type { ExplainedDocument, ExplainedStep } from '../../engine/model/operations.ts';
import type { Paint } from '../colours.ts';
import { changedFields } from './changed-fields.ts';

export function explainedLines(explained: ExplainedDocument, paint: Paint): readonly string[] {
  const { readModel, id, stored, folded, isSame, parked, lane, steps } = explained;
  const same = isSame
    ? paint('green', 'the same as its events give')
    : paint('red', 'NOT what its events give');
  return [
    `${readModel} ${id}: ${stored ? `stored at version ${stored.version}, last changed by ${stored.position}` : 'not stored'}, ${same}`,
    `folded anew it is at version ${folded?.version ?? 0}, last changed by ${folded?.position ?? 0}`,
    `lane ${lane.lane} is ${lane.state} at ${lane.position}, ${lane.lagEvents} events behind; worker ${lane.worker ?? 'unknown'}`,
    ...(parked
      ? [paint('red', `parked by ${parked.event.type} at ${parked.event.position}: ${parked.error.message}`)]
      : []),
    ...(steps.length === 0 ? ['No event has made anything of it.'] : []),
    ...steps.flatMap((step) => stepLines(step, { parked, paint })),
    ...(isSame
      ? []
      : ['', 'Stored against folded:', ...diffLines(stored?.body ?? null, folded?.body ?? null, paint)]),
  ];
}

interface Told {
  readonly parked: ExplainedDocument['parked'];
  readonly paint: Paint;
}

function stepLines(step: ExplainedStep, { parked, paint }: Told): readonly string[] {
  const { event, effect, before, after, error } = step;
  // The steps are what this code makes of the events now, whatever a worker has met.
  const isParking = effect === 'FOLDED' && event.position === parked?.event.position;
  const what = isParking ? 'PARKED it, though this code folds it' : effect;
  const head = `${event.position}  ${event.recordedAt}  ${event.type}  ${event.stream}@${event.version}  ${what}`;
  return [
    '',
    effect === 'FAILED' || isParking ? paint('red', head) : head,
    paint('dim', `  command ${event.causationId ?? '-'} of ${event.principal ?? '-'}`),
    ...(error === undefined ? [] : [paint('red', `  ${error}`)]),
    ...diffLines(before, after, paint),
  ];
}

const diffLines = (before: JsonObject | null, after: JsonObject | null, paint: Paint): readonly string[] =>
  changedFields(before ?? {}, after ?? {}).flatMap(({ name, old, now }) => [
    ...(old === undefined ? [] : [paint('red', `  - ${name}: ${old}`)]),
    ...(now === undefined ? [] : [paint('green', `  + ${name}: ${now}`)]),
  ]);
