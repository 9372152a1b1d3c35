// The check of a client's subscription: known read models, well-formed ids, a bounded number of documents, each once.
import { SlipstreamError } from '../../../model/errors.ts';
import { LIMITS } from '../../../model/limits.ts';
import { BEFORE_FIRST, type Position } from '../../../model/position.ts';
import type { FollowedDocument, SubscribeRequest } from '../../../model/services.ts';
import { ID_PATTERN } from '../../../model/stream.ts';
import { positionOfToken } from '../queries/check-token.ts';
import { isWithin } from '../queries/requirement.ts';
import type { StoreIdentity } from '../queries/store-identity.ts';
import { nameOf, type NamedDocument } from './named-document.ts';

/** What the client has seen already; nothing newer than that is left out. */
export interface Since {
  readonly version: number | undefined;
  readonly position: Position | undefined;
  /** It had the document at that position: only what is newer than that is news, and the version is a floor. */
  readonly resumed: boolean;
}

export interface WantedDocument extends NamedDocument {
  readonly since: Since;
}

interface Checks {
  readonly projections: { has(name: string): boolean };
  readonly store: StoreIdentity;
}

/** Throws INVALID_SUBSCRIPTION, INVALID_TOKEN or TOKEN_OF_ANOTHER_STORE. */
export async function wantedDocuments(
  request: SubscribeRequest,
  { projections, store }: Checks,
): Promise<readonly WantedDocument[]> {
  const { documents } = request;
  if (documents.length === 0 || documents.length > LIMITS.documentsPerSubscription) {
    throw invalid(`A subscription follows 1 to ${LIMITS.documentsPerSubscription} documents.`);
  }
  const wanted = new Map<string, FollowedDocument>();
  for (const document of documents) {
    check(document, projections);
    const name = nameOf({ projection: document.readModel, id: document.id });
    wanted.set(name, merge(wanted.get(name), document));
  }
  const position = request.since === undefined ? undefined : await positionOfToken(request.since, store);
  const followed = [...wanted].map(async ([name, document]) => {
    const { readModel, id } = document;
    const since = await sinceOf(document, { position, resumes: request.resumes ?? false, store });
    return { projection: readModel, id, name, since };
  });
  return Promise.all(followed);
}

interface Beginning {
  /** Of all documents of the subscription. */
  readonly position: Position | undefined;
  readonly resumes: boolean;
  readonly store: StoreIdentity;
}

async function sinceOf(
  { sinceVersion: version, resumeAfter }: FollowedDocument,
  { position, resumes, store }: Beginning,
): Promise<Since> {
  if (resumeAfter !== undefined) {
    return { version, position: await positionOfToken(resumeAfter, store), resumed: true };
  }
  const isNew = resumes && version === undefined && position === undefined;
  return { version, position: isNew ? BEFORE_FIRST : position, resumed: false };
}

function check({ readModel, id, sinceVersion }: FollowedDocument, projections: Checks['projections']): void {
  if (!projections.has(readModel)) throw invalid('There is no such read model.');
  if (!ID_PATTERN.test(id)) throw invalid('An id is 1 to 64 letters, digits, _ or -.');
  if (sinceVersion !== undefined && !isWithin(sinceVersion, Number.MAX_SAFE_INTEGER)) {
    throw invalid('sinceVersion must be a whole number from 0 on.');
  }
}

// Asked for twice: whatever is news to one of the two is sent.
function merge(first: FollowedDocument | undefined, second: FollowedDocument): FollowedDocument {
  const versions = [first?.sinceVersion, second.sinceVersion].filter((version) => version !== undefined);
  return versions.length === 0 ? second : { ...second, sinceVersion: Math.min(...versions) };
}

function invalid(message: string): SlipstreamError {
  return new SlipstreamError('INVALID_SUBSCRIPTION', message);
}
