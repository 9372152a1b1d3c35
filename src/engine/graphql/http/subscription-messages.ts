// Messages of subscriptions: what one event of a source gives in one operation is executed and written once, however many
// of the same caller follow the same with it.
import { createSourceEventStream, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { streamOf } from '../../async/map-stream.ts';
import type { OperationArgs } from '../compiled/operation-args.ts';
import { textOf } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { reportError, reportErrors, type Reporter } from '../report-errors.ts';
import { resultOfEvent } from '../subscribe-operation.ts';
import { endWithToken, tokenExpired } from './end-with-token.ts';
import { messageOf } from './event-stream.ts';

type Messages = AsyncGenerator<string, undefined, undefined>;

export interface Subscribed extends OperationArgs {
  readonly query: string;
}

export type OpenMessages = (subscribed: Subscribed) => Promise<Messages | ExecutionResult>;

/** Those who have the same operation and the same variables. */
interface Group {
  readonly name: string;
  members: number;
  /** By what the events say of themselves; the last ones. */
  readonly messages: Map<string, Promise<string>>;
}

const MOST_KEPT = 8;

export function subscriptionMessages(schema: GraphQLSchema): OpenMessages {
  const groups = new Map<string, Group>();
  const join = (name: string): Group => {
    const group = groups.get(name) ?? { name, members: 0, messages: new Map() };
    groups.set(name, group);
    group.members += 1;
    return group;
  };
  const leave = (group: Group): void => {
    group.members -= 1;
    if (group.members === 0) groups.delete(group.name);
  };
  return async ({ query, ...operation }) => {
    const args = { ...operation, schema };
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const { operationName, variableValues, contextValue } = operation;
    const { principal, roles, claims } = contextValue.caller;
    const group = join(JSON.stringify([principal, roles, claims, operationName, variableValues, query]));
    const messageFor = async (event: unknown): Promise<string> =>
      messageWith(reportErrors(await resultOfEvent(args, event), contextValue));
    const messages = messagesOf(source[Symbol.asyncIterator](), contextValue, {
      write: (event) => shared(group, event, messageFor),
      onEnd: () => leave(group),
    });
    return endWithToken(messages, contextValue.caller, () => messageWith({ errors: [tokenExpired()] }));
  };
}

const messageWith = (result: ExecutionResult): string => messageOf(textOf(result));

function shared(
  { members, messages }: Group,
  event: unknown,
  write: (event: unknown) => Promise<string>,
): Promise<string> {
  const name = isRecord(event) ? event['sameAs'] : undefined;
  if (typeof name !== 'string' || members === 1) return write(event);
  const known = messages.get(name);
  if (known) return known;
  const message = write(event);
  messages.set(name, message);
  const [oldest] = messages.keys();
  if (messages.size > MOST_KEPT && oldest !== undefined) messages.delete(oldest);
  return message;
}

interface Writing {
  readonly write: (event: unknown) => Promise<string>;
  readonly onEnd: () => void;
}

/** What the source throws is its last message. */
function messagesOf(source: AsyncIterator<unknown>, reporter: Reporter, { write, onEnd }: Writing): Messages {
  let isOver = false;
  const end = async (): Promise<void> => {
    if (isOver) return;
    isOver = true;
    onEnd();
    await source.return?.();
  };
  return streamOf(async () => {
    if (isOver) return { done: true, value: undefined };
    try {
      const { done, value } = await source.next();
      if (!done) return { done: false, value: await write(value) };
      await end();
      return { done, value: undefined };
    } catch (error) {
      await end();
      return { done: false, value: messageWith({ errors: [reportError(error, reporter)] }) };
    }
  }, end);
}
