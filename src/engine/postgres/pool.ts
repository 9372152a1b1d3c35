// A pool of connections that tells a connection which could not be made from one that was lost: nothing was sent on the first.
import pg from 'pg';

type Made = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

class Pool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(made: Made): void;
  override connect(made?: Made): Promise<pg.PoolClient> | void {
    if (made) super.connect((error, client, done) => made(notMade(error), client, done));
    else {
      return super.connect().catch((error: unknown) => {
        throw notMade(error);
      });
    }
  }
}

export const openPool = (config: pg.PoolConfig): pg.Pool => new Pool(config);

/** What the server says of it stays as it is; the rest is said as the driver says it of a time that is up. */
function notMade<Cause>(cause: Cause): Cause | Error {
  if (!(cause instanceof Error) || cause instanceof pg.DatabaseError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  return Object.assign(new Error(`${cause.message} when trying to connect`, { cause }), { code });
}
