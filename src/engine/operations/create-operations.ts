// The operators' service: each question goes to what knows the answer, and what it shows goes through one mask.
import type { System } from '../definitions/define-system.ts';
import { SlipstreamError } from '../model/errors.ts';
import { ID_PATTERN } from '../model/stream.ts';
import { laneName, laneOf } from '../model/lane.ts';
import { LIMITS } from '../model/limits.ts';
import type { PayloadsShown } from '../model/operations-records.ts';
import type { OperationsService } from '../model/operations-service.ts';
import type { DeadLetters } from './dead-letters.ts';
import { deadLetterId } from './parked-documents.ts';
import { explainDocument, type ExplainParts } from './explain-document.ts';
import { foldsOfEvent } from './folds-of-event.ts';
import { payloadMask } from './mask-payloads.ts';
import type { ReportStatus } from './projections-report.ts';
import { shownReports } from './shown-reports.ts';

/** What is looked at and done elsewhere. */
export type OperatedParts = Pick<
  OperationsService,
  | 'rebuilds'
  | 'differences'
  | 'deadLetters'
  | 'deadLetterGroups'
  | 'tryDeadLetter'
  | 'subscriptions'
  | 'lagHistory'
  | 'wants'
  | 'audit'
  | 'run'
>;

export interface OperationsParts extends ExplainParts {
  readonly system: System;
  readonly payloads: PayloadsShown;
  readonly operated: OperatedParts;
  readonly deadLetter: DeadLetters['deadLetter'];
  readonly report: ReportStatus;
}

export function createOperations(parts: OperationsParts): OperationsService {
  const { system, events, payloads, operated, report } = parts;
  const shown = shownReports(payloadMask(payloads));
  return {
    ...operated,
    payloads,
    projections: async () => (await report()).projections,
    reactions: async () => (await report()).reactions,
    processes: async () => (await report()).processes,
    head: () => events.head(),
    events: async (filter) => shown.page(await events.events(checked(filter)), shown.event),
    eventsAfter: async (position, filter) => {
      const page = await events.eventsAfter(position, filter);
      return { ...page, events: page.events.map(shown.event) };
    },
    commands: async (filter) => shown.page(await events.commands(checked(filter)), shown.command),
    command: async (id) => (await events.trails(id)).map(shown.trail),
    contendedStreams: (first) => events.contendedStreams(checked({ first }).first),
    explain: async (readModel, id, steps) => {
      const projection = system.projection(readModel);
      if (projection === undefined || !ID_PATTERN.test(id)) return undefined;
      const request = { projection, id, steps: within(steps, LIMITS.stepsExplained, 'steps') };
      const explained = await explainDocument(parts, request);
      const { projections } = await report();
      const lanes = projections.find(({ name }) => name === readModel)?.lanes ?? [];
      const name = laneName({ projection: readModel, lane: laneOf(id, projection.lanes) });
      const lane = lanes.find((each) => each.lane === name);
      const parked = await parts.deadLetter(deadLetterId(readModel, id));
      return lane && shown.document({ ...explained, lane, parked });
    },
    folds: (position) =>
      foldsOfEvent(
        {
          ...{ system, events, documents: parts.documents },
          positions: async () => new Map((await report()).projections.map((one) => [one.name, one.position])),
        },
        position,
      ),
    deadLetters: async (filter) => shown.page(await operated.deadLetters(checked(filter)), shown.deadLetter),
    deadLetterGroups: async () => (await operated.deadLetterGroups()).map(shown.group),
    tryDeadLetter: async (id) => {
      const tried = await operated.tryDeadLetter(id);
      return tried && shown.tried(tried);
    },
  };
}

/** Throws INVALID_READ. */
function checked<Filter extends { readonly first: number }>(filter: Filter): Filter {
  within(filter.first, LIMITS.entriesPerPage, 'first');
  return filter;
}

function within(value: number, most: number, name: string): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new SlipstreamError('INVALID_READ', `\`${name}\` is a number from 1 to ${most}.`);
}
