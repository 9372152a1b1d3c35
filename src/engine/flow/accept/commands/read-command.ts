// A client's request checked and read into a command that can be decided, or the issues that stand against it.
import { createHash } from 'node:crypto';

import type { z } from 'zod';
import { checkInput } from '../../../definitions/check-input.ts';
import { streamFieldOf, type CommandKind, type CommandSpec } from '../../../definitions/commands.ts';
import { ANYBODY, type Caller } from '../../../model/caller.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { EventMetadata } from '../../../model/events.ts';
import { canonicalJson, type Json } from '../../../model/json.ts';
import type { KeyedHash } from '../../../model/personal.ts';
import type { CommandRequest } from '../../../model/services.ts';
import { ID_PATTERN } from '../../../model/stream.ts';
import { isStorableText, storableJson } from '../event-store/storable.ts';
import { newId } from '../new-id.ts';

export interface Command {
  readonly type: string;
  readonly kind: CommandKind;
  readonly commandId: string;
  readonly principal: string;
  readonly caller: Caller;
  /** Id of the entity whose stream the command is about. */
  readonly streamId: string;
  readonly expectedVersion: number | undefined;
  /** As the decider takes it: checked and transformed by the command's schema. */
  readonly input: unknown;
  /** As it was sent, with the id that was made for it. */
  readonly payload: Json;
  /** Of the payload as JSON, roughly. */
  readonly bytes: number;
  readonly inputHash: string;
  /** Without the key: what was stored before its fields were personal has that one. */
  readonly plainHash: string;
  /** Only of one with personal fields: hashes with the key of the installation. */
  readonly keyedHash?: KeyedHash;
  readonly metadata: EventMetadata;
  readonly occurredAt: string | undefined;
}

export interface Issue {
  /** Such as `items.0.quantity`. */
  readonly path: string;
  readonly message: string;
}

export type ReadCommand =
  { readonly command: Command } | { readonly commandId: string; readonly issues: readonly Issue[] };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_VERSION = 2 ** 31 - 1;
const NOT_A_VERSION: Issue = { path: 'expectedVersion', message: 'must be a version, a whole number from 0' };

/** Throws INVALID_REQUEST for faults that are not the client's: those of the transport around it. */
export function readCommand(spec: CommandSpec, request: CommandRequest, keyedHash?: KeyedHash): ReadCommand {
  const { commandId: sentId, ...sent } = request.input;
  const { kind, field } = streamFieldOf(spec);
  const commandId = isUuid(sentId) ? sentId.toLowerCase() : newId();
  const payload = kind === 'creates' && isAbsent(sent[field]) ? { ...sent, [field]: newId() } : sent;
  const { expectedVersion, ...input } = payload;

  const json = storableJson(payload);
  const parsed = checkInput(spec.input, input);
  const issues: Issue[] = [
    ...(json === undefined ? unstorableTexts(payload, '') : []),
    ...(isAbsent(sentId) || isUuid(sentId) ? [] : [{ path: 'commandId', message: 'must be a UUID' }]),
    ...(isAbsent(expectedVersion) || isVersion(expectedVersion) ? [] : [NOT_A_VERSION]),
    ...(parsed.error?.issues.map(issueOf) ?? []),
  ];
  const streamId = parsed.data?.[field];
  if (issues.length > 0 || json === undefined) return { commandId, issues };
  if (typeof streamId !== 'string' || !ID_PATTERN.test(streamId)) {
    return { commandId, issues: [{ path: field, message: 'must be 1 to 64 letters, digits, _ or -' }] };
  }
  const plainHash = hashOf(request, sent);
  return {
    command: {
      type: request.command,
      kind,
      commandId,
      principal: request.principal,
      caller: request.caller ?? { ...ANYBODY, principal: request.principal },
      streamId,
      expectedVersion: isVersion(expectedVersion) ? expectedVersion : undefined,
      input: parsed.data,
      payload: JSON.parse(json),
      bytes: json.length,
      ...{ plainHash, inputHash: keyedHash ? keyedHash(plainHash) : plainHash },
      ...(keyedHash ? { keyedHash } : {}),
      metadata: metadataOf(request, commandId),
      occurredAt: occurredAtOf(request),
    },
  };
}

const hashOf = ({ command }: CommandRequest, sent: object): string =>
  createHash('sha256')
    .update(`${command} ${canonicalJson(sent)}`)
    .digest('hex');

function metadataOf(
  { correlationId, principal, traceparent, causedBy }: CommandRequest,
  commandId: string,
): EventMetadata {
  for (const text of [correlationId, principal, traceparent ?? '', causedBy ?? '']) {
    if (text.length > 512 || !isStorableText(text)) {
      throw new SlipstreamError('INVALID_REQUEST', 'A principal, correlation id or trace cannot be stored.');
    }
  }
  return {
    ...{ causationId: commandId, correlationId, principal },
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(causedBy === undefined ? {} : { causedBy }),
  };
}

function occurredAtOf({ occurredAt }: CommandRequest): string | undefined {
  if (occurredAt === undefined) return undefined;
  const at = new Date(occurredAt);
  const iso = Number.isNaN(at.getTime()) ? '' : at.toISOString();
  if (!/^(?!0000)\d{4}-/.test(iso)) {
    throw new SlipstreamError('INVALID_REQUEST', `occurredAt is not a time: ${occurredAt}`);
  }
  return iso;
}

function* unstorableTexts(value: unknown, path: string): Generator<Issue> {
  if (typeof value === 'string') {
    if (!isStorableText(value)) yield { path, message: 'must be well-formed Unicode without NUL' };
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (isStorableText(name)) yield* unstorableTexts(inner, path === '' ? name : `${path}.${name}`);
      else yield { path, message: 'has a member whose name is not well-formed Unicode without NUL' };
    }
  }
}

const issueOf = ({ path, message }: z.core.$ZodIssue): Issue => ({ path: path.join('.'), message });

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const isVersion = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_VERSION;
