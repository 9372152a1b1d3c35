// The presence of this process: said every two seconds, so that others know that it is there and which lanes it moves.
import { hostname } from 'node:os';
import { laneName, type Lane } from '../model/lane.ts';
import { SAID_EVERY_MS, type Presence } from '../model/presence.ts';
import { settledWithin } from '../async/settled-within.ts';
import { packageVersion } from './package-version.ts';

export interface OwnPresence {
  /** How the process is named beside its lanes: `host:pid`. */
  readonly name: string;
  /** A role has started. @param serves names of the lanes that it moves, asked with each word. */
  plays(role: string, serves?: () => readonly string[]): void;
  /** A lane was moved by this process just now. */
  moved(lane: Lane): void;
  read: Presence['read'];
  close(): Promise<void>;
}

const LEAVE_MS = 500;

/** A Redis that is away hears it later. */
export function ownPresence(presence: Presence, everyMs = SAID_EVERY_MS): OwnPresence {
  const [name, version, startedAt] = [`${hostname()}:${process.pid}`, packageVersion(), startOf()];
  const roles = new Map<string, () => readonly string[]>();
  let moves = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let saying = Promise.resolve();
  let isClosed = false;

  const say = async (): Promise<void> => {
    const now = performance.now();
    const announced = moves;
    moves = new Map();
    const moved = new Map([...announced].map(([lane, at]) => [lane, now - at]));
    const serves = [...roles.values()].flatMap((of) => of());
    try {
      await presence.say({ ...{ name, version, startedAt, serves, moved }, roles: [...roles.keys()] });
    } catch {
      moves = new Map([...announced, ...moves]);
    }
  };
  const sayAgain = (): void => {
    clearTimeout(timer);
    saying = saying.then(say).then(() => {
      clearTimeout(timer);
      if (!isClosed) timer = setTimeout(sayAgain, everyMs).unref();
    });
  };
  return {
    name,
    plays: (role, serves = () => []) => {
      roles.set(role, serves);
      sayAgain();
    },
    moved: (lane) => void moves.set(laneName(lane), performance.now()),
    read: () => presence.read(),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await settledWithin(
        saying.then(() => presence.leave()),
        LEAVE_MS,
      );
    },
  };
}

const startOf = (): string => new Date(performance.timeOrigin).toISOString();
