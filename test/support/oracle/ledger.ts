// The clients' own book: what was asked, and what they were told. Whatever the store says later must agree with it.
import type { CommandRequest } from '../../../src/engine/model/services.ts';
import { SlipstreamError } from '../../../src/engine/model/errors.ts';
import type { CommandBus } from '../../../src/engine/model/services.ts';
import type { CommandOutcome, Receipt } from '../../../src/engine/model/outcome.ts';
import { keyOf, type StoreContent, type StoredCommand } from './read-store.ts';

export type Answer =
  | { readonly kind: 'accepted'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly code: string }
  /** Surely not done. */
  | { readonly kind: 'notDone'; readonly code: string }
  /** The connection was lost before the outcome was known. */
  | { readonly kind: 'unknown'; readonly code: string }
  /** An error that nobody should ever see. */
  | { readonly kind: 'error'; readonly code: string };

export interface Attempt {
  readonly request: CommandRequest;
  readonly commandId: string;
  /** Everything that was told, in order: a command may be asked again. */
  readonly answers: readonly Answer[];
}

export interface Ledger {
  readonly attempts: readonly Attempt[];
  /** Asks once and writes down what comes back. Never rejects. The input must have a `commandId`. */
  ask(request: CommandRequest, commands: CommandBus): Promise<Answer>;
  /** How many commands have been told this, each counted once by the last it was told. */
  count(kind: Answer['kind']): number;
}

interface Entry extends Attempt {
  readonly answers: Answer[];
}

const NOT_DONE = new Set(['STORE_UNAVAILABLE', 'OVERLOADED', 'SHUTTING_DOWN']);
/** Answers that need not be stored: the same command may be sent again and be told something else. */
export const NOT_STORED: ReadonlySet<string> = new Set([
  'VALIDATION_FAILED',
  'VERSION_CONFLICT',
  'COMMAND_ID_REUSED',
]);

export function openLedger(): Ledger {
  const attempts: Entry[] = [];
  const entries = new Map<string, Entry>();
  return {
    attempts,
    ask: async (request, commands) => {
      const commandId = String(request.input['commandId']);
      const key = `${keyOf(request.principal, commandId)} ${JSON.stringify([request.command, request.input])}`;
      const entry = entries.get(key) ?? { request, commandId, answers: [] };
      if (!entries.has(key)) attempts.push(entry);
      entries.set(key, entry);
      const answer = await commands.dispatch(request).then(answerOf, answerOfError);
      entry.answers.push(answer);
      return answer;
    },
    count: (kind) => attempts.filter(({ answers }) => answers.at(-1)?.kind === kind).length,
  };
}

function answerOf(outcome: CommandOutcome): Answer {
  return outcome.accepted
    ? { kind: 'accepted', receipt: outcome.receipt }
    : { kind: 'refused', code: outcome.rejection.code };
}

function answerOfError(error: unknown): Answer {
  const code = error instanceof SlipstreamError ? error.code : String(error);
  if (code === 'COMMAND_OUTCOME_UNKNOWN') return { kind: 'unknown', code };
  if (NOT_DONE.has(code)) return { kind: 'notDone', code };
  return { kind: 'error', code: `${code}: ${String(error)}` };
}

/** Where the store and the clients disagree, or a client was told two things. Empty if all is well. */
export function faultsOfLedger(attempts: readonly Attempt[], store: StoreContent): readonly string[] {
  const commands = new Map(store.commands.map((command) => [keyOf(command.principal, command.id), command]));
  const faults: string[] = [];
  const answered = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const key = keyOf(attempt.request.principal, attempt.commandId);
    if (attempt.answers.some(isStored) && !answered.has(key)) answered.set(key, attempt);
  }
  for (const attempt of attempts) {
    const { request, commandId, answers } = attempt;
    const key = keyOf(request.principal, commandId);
    const command = commands.get(key);
    // An id that was used for another input as well says nothing of this one.
    const isOfAnother = answered.has(key) && answered.get(key) !== attempt;
    const named = `${request.command} ${commandId}`;
    const receipts = answers.flatMap((each) => (each.kind === 'accepted' ? [each.receipt] : []));
    const [first] = receipts;
    for (const receipt of receipts) {
      const isSame = first && sameReceipt(first, receipt);
      if (!isSame) faults.push(`${named} has two receipts`);
      const token = Buffer.from(receipt.token, 'base64url').toString();
      if (token !== `${store.incarnation}@${receipt.position}`) faults.push(`${named} has a wrong token`);
    }
    for (const each of answers) if (each.kind === 'error') faults.push(`${named} was told ${each.code}`);
    if (wasDoneNevertheless(answers))
      faults.push(`${named} was said not to be done, but came back as done before`);
    const refusals = answers.flatMap((each) => (each.kind === 'refused' ? [each.code] : []));
    const stored = refusals.filter((code) => !NOT_STORED.has(code));
    if (first && stored.length > 0) faults.push(`${named} was both accepted and refused (${stored[0]})`);
    if (new Set(stored).size > 1) faults.push(`${named} was refused for two reasons`);
    if (first) faults.push(...faultsOfAccepted(named, first, command));
    else if (stored.length > 0 && command?.outcome !== 'REJECTED')
      faults.push(`${named} was refused, but the store knows it as ${String(command?.outcome)}`);
    else if (!isOfAnother && isDoneAgainstWord(answers, command))
      faults.push(`${named} was said not to be done, but is`);
  }
  return faults;
}

/** Whether the store must hold what was told. That an id was used for another input is not of this one. */
const isStored = (answer: Answer): boolean =>
  answer.kind === 'accepted' || (answer.kind === 'refused' && !NOT_STORED.has(answer.code));

const sameReceipt = (a: Receipt, b: Receipt): boolean =>
  a.version === b.version && a.position === b.position && a.streamId === b.streamId && a.token === b.token;

/** Whoever was told nothing but refusals and "not done" finds no events; after "not done" alone, nothing at all. */
function isDoneAgainstWord(answers: readonly Answer[], command: StoredCommand | undefined): boolean {
  const isSure = answers.every(({ kind }) => kind === 'notDone' || kind === 'refused');
  const isOfAnother = answers.some((each) => each.kind === 'refused' && each.code === 'COMMAND_ID_REUSED');
  if (!isSure || isOfAnother || !command) return false;
  return command.outcome === 'ACCEPTED' || answers.every(({ kind }) => kind === 'notDone');
}

function wasDoneNevertheless(answers: readonly Answer[]): boolean {
  const index = answers.findIndex(({ kind }) => kind !== 'notDone');
  const first = answers[index];
  return index > 0 && first?.kind === 'accepted' && first.receipt.replayed;
}

function faultsOfAccepted(
  named: string,
  { version, position, streamId }: Receipt,
  command: StoredCommand | undefined,
): readonly string[] {
  if (!command) return [`${named} was accepted, but the store does not know it`];
  const isThere =
    command.outcome === 'ACCEPTED' &&
    command.version === version &&
    command.position === position &&
    command.streamId === streamId;
  return isThere
    ? []
    : [`${named} was accepted at ${version}, but the store says ${JSON.stringify(command)}`];
}
