// Checkpoints of reactions, and the head of the store they answer.
import type pg from 'pg';

export interface ReactionStand {
  readonly reaction: string;
  readonly position: string;
}

export async function readReactions(client: pg.Client): Promise<readonly ReactionStand[]> {
  const { rows } = await client.query<ReactionStand>(
    'SELECT "reaction", "position"::TEXT AS "position" FROM "ReactionCheckpoint"',
  );
  return rows;
}

export async function readHead(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ head: string }>(
    'SELECT COALESCE(max("position"), 0)::TEXT AS head FROM "Event"',
  );
  return rows[0]?.head ?? '0';
}
