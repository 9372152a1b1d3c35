// The documents of a projection that is kept in Postgres, as the oracle sees them: read without the engine.
import pg from 'pg';
import type { Projection } from '../../../src/engine/definitions/projection.ts';
import type { LaneContent, LaneStand } from './read-documents.ts';

export async function readTableLanes(
  client: pg.Client,
  projection: Projection,
): Promise<readonly LaneStand[]> {
  return Promise.all(
    Array.from({ length: projection.lanes }, async (_, number) => {
      const lane = `${projection.name}.${number}`;
      const { rows } = await client.query<{ generation: string; state: string; checkpoint: string | null }>(
        `SELECT l."live" AS generation, l."liveState" AS state, g."checkpoint" FROM "Lane" l
        LEFT JOIN "LaneGeneration" g ON g."lane" = l."name" AND g."generation" = l."live" WHERE l."name" = $1`,
        [lane],
      );
      const { generation = '', state = 'missing' } = rows[0] ?? {};
      const checkpoint = rows[0]?.checkpoint ?? '';
      return { lane, state, generation, checkpoint, position: checkpoint.split('|', 1)[0] ?? '' };
    }),
  );
}

export async function readTableLane(
  client: pg.Client,
  { lane, generation }: LaneStand,
): Promise<LaneContent> {
  const of = [lane, generation];
  const texts = async (statement: string): Promise<Map<string, string>> => {
    const { rows } = await client.query<{ key: string; text: string }>(statement, of);
    return new Map(rows.map(({ key, text }) => [key, text]));
  };
  const mine = '"lane" = $1 AND "generation" = $2';
  const embedders = await texts(
    `SELECT "name" || ':' || "id" AS key, string_agg("document", ' ' ORDER BY "document") AS text
    FROM "DocumentEmbed" WHERE ${mine} GROUP BY "name", "id"`,
  );
  const { rows: strays } = await client.query<{ generation: string }>(
    `SELECT DISTINCT d."generation" FROM "Document" d WHERE d."lane" = $1 AND d."generation" <> $2
    AND NOT EXISTS (SELECT FROM "LaneGeneration" g WHERE g."lane" = d."lane" AND g."generation" = d."generation")`,
    of,
  );
  return {
    documents: await texts(
      `SELECT "id" AS key, "position" || ' ' || "version" || ' ' || "body" AS text FROM "Document" WHERE ${mine}`,
    ),
    references: await texts(
      `SELECT "name" || ':' || "id" AS key, "value" AS text FROM "DocumentReference"
      WHERE ${mine} AND "value" <> 'null'`,
    ),
    embedders: new Map([...embedders].map(([key, ids]) => [key, ids.split(' ')])),
    lists: new Map(),
    rankings: new Map(),
    strays: strays.map((row) => `${lane} ${row.generation}`),
  };
}

export async function withClient<Result>(
  databaseUrl: string,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
