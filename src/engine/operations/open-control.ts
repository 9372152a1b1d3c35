// The operators' control of a system, over connections of its own: the table of verbs, and the record of what was done
// by it.
import type { System } from '../definitions/define-system.ts';
import { requireDataKeys } from '../host/require-data-keys.ts';
import { openStore } from '../host/store/open-store.ts';
import { ownLanes } from '../host/store/own-keys.ts';
import { requireOwner, type ServedSettings } from '../host/settings.ts';
import type { LaneStore } from '../model/documents.ts';
import type { Logger } from '../model/logger.ts';
import type { OperationsService } from '../model/operations-service.ts';
import type { StoreKeys } from '../model/store-keys.ts';
import { createLogger } from '../observability/logger.ts';
import { laneStoreByStore } from '../stores/by-store.ts';
import { createTableLaneStore } from '../stores/postgres/lane-store.ts';
import { openOperatorTables } from '../stores/postgres/operator-tables.ts';
import { generationBytes } from '../stores/redis/generation-bytes.ts';
import { createLaneHealth } from '../stores/redis/lane-health.ts';
import { createLaneStore } from '../stores/redis/lane-store.ts';
import { createRevocations } from '../stores/redis/revocations.ts';
import type { Revocation } from '../model/revocation.ts';
import { deadLetterVerbs } from './dead-letter-verbs.ts';
import { deadLetters, type DeadLetters } from './dead-letters.ts';
import { openConnections, type OperatorConnections } from './open-connections.ts';
import { parkedDocuments } from './parked-documents.ts';
import { joinParked } from './parked-entries.ts';
import { eraseVerb, subjectOf } from './erase-verb.ts';
import { isStreamId, parkedStreamEntries } from './parked-streams.ts';
import { differencesOf, rebuildReports } from './rebuild-reports.ts';
import { rebuildVerbs } from './rebuild-verbs.ts';
import { planDeploy, type DeployPlan } from './plan.ts';
import { exportSubject, type SubjectRecords } from '../flow/accept/event-store/personal/export-subject.ts';
import { refillRates } from './refill-estimates.ts';
import { removeRefusals } from '../flow/accept/event-store/refused-commands.ts';
import { readEventTypes } from '../flow/accept/event-store/read-event-types.ts';
import { pauseVerbs } from './pause-verbs.ts';
import { forgetRefusalsVerb } from './forget-refusals-verb.ts';
import { revokeVerb } from './revoke-verb.ts';
import { runDeed } from './run-deed.ts';
import { verbTable } from './verbs.ts';

export interface ControlOptions {
  readonly settings: ServedSettings;
  readonly keys: StoreKeys;
  readonly logger: Logger;
  readonly applicationName: string;
  /** Rejects while the keys in Redis are not this database's; nobody looks if omitted. */
  readonly mayWrite?: () => Promise<void>;
}

export interface Control
  extends Pick<OperationsService, 'run' | 'audit' | 'rebuilds' | 'differences'>, DeadLetters {
  readonly lanes: LaneStore;
  /** Tokens and callers that are refused. */
  revoked(): Promise<readonly Revocation[]>;
  /** All that is recorded about somebody. Throws INVALID_READ for what is no subject. */
  exportSubject(subject: string): Promise<SubjectRecords>;
  /** What this code would meet in the store. */
  plan(): Promise<DeployPlan>;
  close(): Promise<void>;
}

/** Closes what it opens beside these connections. */
export function openControl(
  system: System,
  options: ControlOptions,
  { redis, events }: Pick<OperatorConnections, 'redis' | 'events'>,
): Control {
  const { settings, keys, logger, applicationName, mayWrite = async () => {} } = options;
  const database = { databaseUrl: settings.databaseUrl, applicationName, logger, poolSize: 2 };
  const owner = { ...database, databaseUrl: requireOwner(settings) };
  const tables = createTableLaneStore({ ...database, redis, keys });
  const { commands, discards, rebuilds, ...records } = openOperatorTables(database);
  const store = laneStoreByStore(system.projections, {
    redis: ownLanes(createLaneStore({ redis, keys }), { mayWrite }, async () => {}),
    postgres: tables,
  });
  const health = createLaneHealth({ redis, keys, owner: 'operator' });
  const { parkedStreams: streams, reactionCheckpoints: checkpoints } = events;
  const parked = joinParked(
    parkedDocuments(system, { store, events, health }),
    parkedStreamEntries({ reactions: system.reactions, streams, checkpoints, events }),
    isStreamId,
  );
  const revocations = createRevocations({ redis, keys });
  const verbs = verbTable([
    ...pauseVerbs({ system, store, health, streams }),
    ...deadLetterVerbs({ parked, discards }),
    ...rebuildVerbs({ system, store, rebuilds }),
    revokeVerb(revocations),
    eraseVerb(events.erasures),
    forgetRefusalsVerb((before) => removeRefusals(owner, before)),
  ]);
  return {
    ...deadLetters({ parked, events }),
    run: (deed) => runDeed({ verbs, commands }, deed),
    audit: (page) => commands.page(page),
    revoked: () => revocations.all(),
    lanes: store,
    exportSubject: (subject) => exportAll(system, options, subject),
    plan: async () =>
      planDeploy({
        ...{ projections: system.projections, store, reader: events, types: await readEventTypes(database) },
        rateOf: refillRates({ rebuilds, reader: events }),
        bytesOf: (generations) => generationBytes({ redis, keys }, generations),
      }),
    rebuilds: () => rebuildReports({ rebuilds, store, head: () => events.head() }),
    differences: (projection) => differencesOf(rebuilds, projection),
    close: async () => {
      await Promise.all([tables.close(), records.close()]);
    },
  };
}

async function exportAll(
  { events }: System,
  { settings: { databaseUrl, dataKeys }, applicationName, logger }: ControlOptions,
  subject: string,
): Promise<SubjectRecords> {
  return exportSubject({ databaseUrl, dataKeys, applicationName, logger, events }, subjectOf(subject));
}

/** For a program that does nothing else. Throws what opening the store throws. */
export async function openControlAlone(system: System, settings: ServedSettings): Promise<Control> {
  requireDataKeys(system, settings);
  const logger = createLogger({ level: 'warn' });
  const applicationName = 'slipstream-cli';
  const { keys, mayWrite, close } = await openStore(
    { settings, logger, applicationName },
    { close: () => {} },
  );
  const options = { settings, keys, mayWrite, logger, applicationName };
  const connections = openConnections(system, options);
  const control = openControl(system, options, connections);
  return {
    ...control,
    close: async () => {
      await Promise.all([control.close(), connections.close()]);
      await close();
    },
  };
}
