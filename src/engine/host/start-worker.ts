// The role `worker`: it folds events into documents and answers them with commands.
import { createEventReader } from '../flow/accept/event-store/create-event-store.ts';
import { removeOldQueue } from '../flow/carry/queue/remove-old-queue.ts';
import { startWorkers } from '../flow/carry/queue/start-workers.ts';
import { createProjectors } from '../flow/project/create-projectors.ts';
import { createEventPages } from '../flow/project/projectors/event-pages.ts';
import { createReactions } from '../flow/react/create-reactions.ts';
import type { EventPages } from '../model/event-pages.ts';
import type { EventReader } from '../model/event-store.ts';
import type { LaneHealth } from '../model/lane-health.ts';
import { joinTurns } from '../model/turns.ts';
import { laneContentsByStore, laneStoreByStore } from '../stores/by-store.ts';
import { createTableLaneStore } from '../stores/postgres/lane-store.ts';
import { openOperatorTables } from '../stores/postgres/operator-tables.ts';
import { auditTurn } from '../stores/redis/audit-turn.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { laneContents } from '../stores/redis/lane-contents.ts';
import { createLaneHealth } from '../stores/redis/lane-health.ts';
import { createLaneStore } from '../stores/redis/lane-store.ts';
import { createQueuePulse } from '../stores/redis/queue-pulse.ts';
import { finishErasures } from './finish-erasures.ts';
import { withServedLanes, reportingCommits, reportingMoves } from './lanes-in-hand.ts';
import { openCommands } from './open-commands.ts';
import { observeWorker, sampledTurns } from './metrics/observe-worker.ts';
import { openAudit } from './open-audit.ts';
import type { RoleOptions, RunningWorker, WorkerOptions } from './roles.ts';
import { adoption } from './store/adoption.ts';
import { ownLanes } from './store/own-keys.ts';
import { tracedFolds } from './traces/traced-folds.ts';

interface StartOptions extends RoleOptions, WorkerOptions {
  /** How the process is named beside its lanes. */
  readonly owner: string;
}

const APPLICATION = 'slipstream-worker';

/** Throws PORT_IN_USE and LISTEN_FAILED. */
export async function startWorker(options: StartOptions): Promise<RunningWorker> {
  const { system, settings, logger, store, presence, owner, traces, around = (turns) => turns } = options;
  const { keys } = store;
  const { projections } = system;
  const database = databaseOf(options);
  const reader = { ...createEventReader(database), head: store.head };
  const redis = connectRedis({ url: settings.readModelRedisUrl, role: 'worker' });
  const health = createLaneHealth({ redis, keys, owner });
  const pulse = createQueuePulse({ redis, keys });
  const tables = createTableLaneStore({ ...database, redis, keys });
  const operators = openOperatorTables(database);
  const pages = createEventPages({ reader });
  const adopt = adoption({ redis, keys }, { reader, lanes: system.lanes, logger });
  const stored = laneStoreByStore(projections, {
    redis: ownLanes(createLaneStore({ redis, keys }), store, adopt),
    postgres: tables,
  });
  const reported = reportingCommits(stored, presence);
  const lanes = traces ? tracedFolds(reported, traces) : reported;
  const contents = laneContentsByStore(projections, {
    redis: laneContents({ redis, keys }),
    postgres: operators.contents,
  });
  const rebuilding = { rebuilds: operators.rebuilds, contents };
  const followed = { projections, reader, breaker: settings.breaker, pages, health, logger };
  const projectors = around(createProjectors({ ...followed, store: lanes, rebuilding }));
  const reacting = openReactions(options, { reader, pages, health, breaker: settings.breaker });
  const all = reacting ? joinTurns([projectors, reacting.turns]) : projectors;
  const turns = withServedLanes(sampledTurns(all, reader, options));
  // It may be away, or be in use by processes of before: then the next worker that starts does it.
  void removeOldQueue(settings.redisUrl).catch(() => {});
  const onPulse = (isHeard: boolean): void => void pulse.say(isHeard);
  presence.plays('worker', turns.serves);
  const workers = startWorkers({ redisUrl: settings.redisUrl, keys, turns, logger, onPulse });
  const turn = auditTurn({ redis, keys }, owner);
  const auditing = openAudit(options, { reader, store: stored, turn });
  const erasing = finishErasures(reader.erasures, logger);
  const checkpoints = reacting?.checkpoints ?? noReactions;
  const close = async (deadlineMs: number): Promise<void> => {
    erasing.stop();
    await auditing?.close();
    // Turns first: a turn that is under way still needs all the others.
    await workers.close(deadlineMs);
    await reacting?.close();
    redis.disconnect();
    await Promise.all([reader.close(), tables.close(), operators.close()]);
  };
  const over = { reader, inRedis: { redis, keys }, lanes, checkpoints, health, workers };
  return observeWorker(options, over, close);
}

const databaseOf = ({
  settings: { databaseUrl, dataKeys, pool },
  system: { events },
  logger,
}: StartOptions) => ({
  ...{ databaseUrl, dataKeys, poolSize: pool.projections },
  ...{ events, applicationName: APPLICATION, logger },
});

interface Following {
  readonly reader: EventReader;
  readonly pages: EventPages;
  readonly health: LaneHealth;
  readonly breaker: StartOptions['settings']['breaker'];
}

const noReactions = { load: async () => [], countParked: async () => new Map<string, number>() };

/** A worker takes commands only from reactions: without any it has no pool and no doorbell for them. */
function openReactions(
  { system, settings, logger, store, presence, metrics, traces }: StartOptions,
  following: Following,
) {
  const { reactions } = system;
  if (reactions.length === 0) return undefined;
  const opened = openCommands(system, {
    ...{ settings, keys: store.keys, logger, applicationName: APPLICATION, meter: metrics.commands, traces },
  });
  const checkpoints = reportingMoves(opened.store.reactionCheckpoints, presence);
  return {
    turns: createReactions({ ...following, reactions, commands: opened.bus, checkpoints, logger }),
    checkpoints,
    close: opened.close,
  };
}
