// A deed of an operator: written down, done, and completed by what became of it. The same one again gives the first outcome.
import { canonicalJson } from '../model/json.ts';
import type { AuditEntry, Deed, DeedEnd, DeedOutcome } from '../model/operations.ts';
import type { OperatorCommands } from '../model/operator-commands.ts';
import { refused, type VerbTable, type WrittenDeed } from './verbs.ts';

/** Characters at most. */
const REASON_LENGTH = 1000;
const PRINCIPAL_LENGTH = 200;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

interface DeedOptions {
  readonly verbs: VerbTable;
  readonly commands: OperatorCommands;
}

/**
 * Refusals are outcomes; throws STORE_UNAVAILABLE and what the verb throws. Then the deed may be sent again by the same id, as
 * it may if its process ended: what was begun is brought to its end.
 */
export async function runDeed({ verbs, commands }: DeedOptions, deed: Deed): Promise<DeedOutcome> {
  const entry = verbs.get(deed.verb);
  if (!entry) return unstored('NOT_FOUND', `${deed.verb} can't be done here.`);
  const read = entry.read(deed.input);
  const fault = faultOf(deed, entry.needsReason) ?? ('fault' in read ? read.fault : undefined);
  if (fault !== undefined || 'fault' in read) return unstored('VALIDATION_FAILED', fault ?? '');
  const begun = await commands.begin(deed);
  if (!isSame(begun, deed)) {
    return unstored('COMMAND_ID_REUSED', 'Another deed was sent by this command id before.');
  }
  if (begun.outcome) return { ...begun.outcome, replayed: true };
  return complete(commands, begun, await read.run(begun));
}

/** Two that did the same at the same time have one outcome, that of the first. */
async function complete(commands: OperatorCommands, deed: WrittenDeed, end: DeedEnd): Promise<DeedOutcome> {
  if (await commands.complete(deed, end)) return { ...end, replayed: false };
  const { outcome } = await commands.begin(deed);
  return { ...(outcome ?? end), replayed: true };
}

const unstored = (code: string, message: string): DeedOutcome => ({
  ...refused(code, message),
  replayed: false,
});

function faultOf({ commandId, principal, reason }: Deed, needsReason: boolean): string | undefined {
  if (!UUID.test(commandId)) return 'commandId: must be a UUID';
  if (principal === '' || principal.length > PRINCIPAL_LENGTH)
    return 'principal: must be 1 to 200 characters';
  if (needsReason && (reason ?? '').trim() === '') return 'reason: must be given';
  if (reason !== undefined && (reason.length > REASON_LENGTH || CONTROL.test(reason))) {
    return `reason: must be at most ${REASON_LENGTH} characters, without control characters`;
  }
  return undefined;
}

const isSame = (a: AuditEntry, b: Deed): boolean =>
  canonicalJson([a.verb, a.reason ?? null, a.input]) === canonicalJson([b.verb, b.reason ?? null, b.input]);
