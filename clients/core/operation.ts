// The interface between the framework's side and the session's side of a client: operations, results, attempts,
// connection.
import type { Asked } from './fields.ts';
import type { Session } from './session.ts';

export type OperationKind = 'query' | 'mutation' | 'subscription';

export interface RunnableOperation extends Asked {
  readonly kind: OperationKind;
}

type Errors = readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];

/** Of any framework, which may wrap the errors. */
export interface Result {
  readonly data?: unknown;
  readonly errors?: Errors | undefined;
  readonly error?: { readonly graphQLErrors: Errors } | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface Sink<Value extends Result> {
  /** The connection of a subscription is there, although nothing need have happened yet. Called by what knows it. */
  readonly open?: () => void;
  /** @param token of the response's header, where it has one. */
  next(result: Value, token?: string | null): void;
  error(error: unknown): void;
  complete(): void;
}

/** What one attempt is sent with. */
export interface Attempt {
  /** As the header over HTTP. */
  readonly token: string | undefined;
  /** As `extensions`, with the token for what has no headers. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Begins an attempt; calling what it answers ends it. */
export type Send<Value extends Result> = (attempt: Attempt, sink: Sink<Value>) => () => void;

/** An error that says whether trying again makes sense, and when at the earliest. */
export interface LostConnection {
  readonly lost: boolean;
  readonly retryMs?: number | undefined;
  /** The access token was: another attempt asks for a new one. */
  readonly refused?: boolean | undefined;
}

/** A subscription was cut off, by what says why where there is something, or is there (again). */
export type OnConnection = (state: 'live' | 'lost', why?: unknown) => void;

export interface RunOptions<Value extends Result> {
  readonly session: Session;
  readonly send: Send<Value>;
  /** Of an error that ended a subscription. */
  readonly lossOf: (error: unknown) => LostConnection;
  readonly onConnection?: OnConnection | undefined;
}
