// One commit of a lane as one statement: a function of the database that compares first and then writes all of it.
import type { CommitResult, IndexChange, LaneCommit } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { laneName } from '../../model/lane.ts';
import { embeddersOf } from '../../model/store-keys.ts';
import type { Database } from '../../postgres/database.ts';
import { sql } from '../../postgres/sql.ts';
import { commitNotice } from '../lane-notices.ts';
import { encodeBody, encodeCheckpoint } from '../stored-texts.ts';
import type { Publish } from './publish-notices.ts';

type Answer = 'published' | CommitResult | 'ahead';

/** Throws DOCUMENT_AHEAD if a document is stored with a later position: then the generation can't be trusted. */
export async function commitBatch(
  database: Database,
  publish: Publish,
  commit: LaneCommit,
): Promise<CommitResult> {
  const answer = await write(database, commit);
  switch (answer) {
    case 'published':
      publish(commitNotice(commit));
      return 'committed';
    case 'committed':
    case 'duplicate':
    case 'fenced':
      return answer;
    case 'ahead':
      throw new SlipstreamError(
        'DOCUMENT_AHEAD',
        'A stored document is ahead of the checkpoint of its lane.',
        {
          details: { ...commit.lane, generation: commit.generation },
        },
      );
    case undefined:
      throw new SlipstreamError('CORRUPT_STORE', 'The commit function gave no answer.');
  }
}

async function write(database: Database, commit: LaneCommit): Promise<Answer | undefined> {
  const { lane, generation, expected, checkpoint, documents: d, references: r } = commit;
  const x = commit.index.map(embedding);
  const [row] = await database.query<{ readonly answer: Answer }>(sql`/* commit_lane */
    SELECT commit_lane(
      ${laneName(lane)}, ${generation}, ${expected ? encodeCheckpoint(expected) : null},
      ${encodeCheckpoint(checkpoint)},
      ${d.map(({ id }) => id)}::TEXT[], ${d.map(({ position }) => position)}::BIGINT[],
      ${d.map(({ version }) => version)}::INTEGER[], ${d.map(encodeBody)}::TEXT[],
      ${r.map(({ name }) => name)}::TEXT[], ${r.map(({ id }) => id)}::TEXT[],
      ${r.map(({ value }) => JSON.stringify(value))}::TEXT[],
      ${x.map(({ name }) => name)}::TEXT[], ${x.map(({ id }) => id)}::TEXT[],
      ${x.map(({ documentId }) => documentId)}::TEXT[], ${x.map(({ embedded }) => embedded)}::BOOLEAN[],
      ${commit.keepNewer ?? false}, ${JSON.stringify(commit.search)}::JSONB
    ) AS answer`);
  return row?.answer;
}

/** Tables keep which documents embed what, and no other index. */
function embedding({ index, member: documentId, score }: IndexChange) {
  const key = embeddersOf(index);
  if (key) return { ...key, documentId, embedded: score !== null };
  throw new SlipstreamError('BAD_DEFINITION', `Tables keep no index such as ${index}.`);
}
