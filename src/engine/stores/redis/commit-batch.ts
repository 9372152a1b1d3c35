// One commit of a lane as one script: keys and arguments in the order its header names.
import type { CommitResult, LaneCommit } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { StoreKeys } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';
import { commitNotice } from '../lane-notices.ts';
import { loadScript, runScript } from './run-script.ts';
import { encodeNotice } from '../../model/notice-text.ts';
import { encodeCheckpoint, encodeDocument } from '../stored-texts.ts';

const script = loadScript('commit-batch');
/** Instead of a score: the member is taken off the index. */
const OFF = '-';
const RESULTS: ReadonlyMap<unknown, CommitResult> = new Map([
  [0, 'fenced'],
  [1, 'committed'],
  [2, 'duplicate'],
]);

/**
 * Throws DOCUMENT_AHEAD if a document is stored with a later position, and INDEX_LOST if an index is gone: then the
 * generation can't be trusted.
 */
export async function commitBatch({ redis, keys }: StoreRedis, commit: LaneCommit): Promise<CommitResult> {
  try {
    const result = RESULTS.get(
      await runScript(redis, script, { keys: keysOf(keys, commit), args: argsOf(keys, commit) }),
    );
    if (result) return result;
  } catch (cause) {
    const details = { ...commit.lane, generation: commit.generation };
    if (isError(cause, 'GUARD')) {
      const message = 'A stored document is ahead of the checkpoint of its lane.';
      throw new SlipstreamError('DOCUMENT_AHEAD', message, { cause, details });
    }
    if (isError(cause, 'LOST')) throw new SlipstreamError('INDEX_LOST', INDEX_LOST, { cause, details });
    throw cause;
  }
  throw new SlipstreamError('CORRUPT_STORE', 'The commit script gave an answer it does not have.');
}

export const INDEX_LOST = 'An index of the lane is gone.';

const isError = (cause: unknown, code: string): boolean =>
  cause instanceof Error && cause.message.startsWith(code);

function keysOf(keys: StoreKeys, commit: LaneCommit): string[] {
  const { lane, generation, documents, references, index } = commit;
  return [
    keys.checkpoint(lane, generation),
    keys.live(lane),
    keys.next(lane),
    keys.register(lane, generation),
    ...documents.map(({ id }) => keys.document(lane, generation, id)),
    ...references.map((key) => keys.reference(lane, generation, key)),
    ...index.map((change) => keys.index(lane, generation, change.index)),
  ];
}

function argsOf(keys: StoreKeys, commit: LaneCommit): string[] {
  const { lane, documents, references, index, newIds = [] } = commit;
  return [
    commit.generation,
    commit.expected ? encodeCheckpoint(commit.expected) : '',
    encodeCheckpoint(commit.checkpoint),
    keys.notices(lane),
    encodeNotice(commitNotice(commit)),
    String(documents.length),
    String(references.length),
    String(index.length),
    ...documents.map(encodeDocument),
    ...references.map(({ value }) => JSON.stringify(value)),
    ...index.map(({ score, member }) => `${score ?? OFF} ${member}`),
    ...newIds,
  ];
}
