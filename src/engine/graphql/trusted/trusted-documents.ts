// The text of the document that a request means, or the error why there is none: the same for every way in.
import { GraphQLError } from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { clientErrorOf } from '../errors.ts';
import { knownTexts, type Texts } from './known-texts.ts';
import { namedIn, type Naming } from './named-in.ts';
import { badNaming, notFound, notTrusted, storeAway } from './refusals.ts';
import { sha256 } from './sha-256.ts';

/** Undefined where no document is meant. */
export type NamedText = string | GraphQLError | undefined;

export interface TrustedDocuments {
  /** Not a promise where it is known. Never rejects. */
  textOf(naming: Naming): NamedText | Promise<NamedText>;
}

interface TrustedOptions extends Texts {
  /** Whether a text that is not stored is refused. */
  readonly isOnly: boolean;
}

export function trustedDocuments({ isOnly, ...texts }: TrustedOptions): TrustedDocuments {
  const known = knownTexts(texts);
  const find = (name: string, missing: Missing): NamedText | Promise<NamedText> => {
    const found = known.find(name);
    return typeof found === 'string' ? found : foundOr(found, missing);
  };
  /** Why the text does not have the name. */
  const register = (hash: string, text: string): GraphQLError | undefined => {
    if (known.isRegistered(hash, text)) return undefined;
    if (sha256(text) !== hash) return badNaming('provided sha does not match query');
    // Half a surrogate pair is lost in the hash, so another text has the same one.
    if (!isOnly && !/\p{Surrogate}/u.test(text)) known.register(hash, text);
    return undefined;
  };
  return {
    textOf: (naming) => {
      const { query } = naming;
      const named = namedIn(naming);
      if (named instanceof GraphQLError) return named;
      if (typeof query !== 'string' || query === '') {
        return named && find(named.name, { refusal: notFound, isSentNext: named.isAutomatic && !isOnly });
      }
      if (named && !named.isAutomatic) return badNaming('Send query or documentId, and not both.');
      // Refused for that by who reads it.
      if (query.length > LIMITS.operationTextBytes) return query;
      const mismatch = named && register(named.name, query);
      if (mismatch) return mismatch;
      return isOnly ? find(sha256(query), { refusal: notTrusted, isSentNext: false }) : query;
    },
  };
}

interface Missing {
  readonly refusal: () => GraphQLError;
  /** Whether the client sends the text when it hears that, so that it needs to know nothing else. */
  readonly isSentNext: boolean;
}

async function foundOr(
  found: Promise<string | undefined>,
  { refusal, isSentNext }: Missing,
): Promise<string | GraphQLError> {
  try {
    return (await found) ?? refusal();
  } catch (error) {
    if (isSentNext) return refusal();
    const isAway = error instanceof SlipstreamError && error.code === 'STORE_UNAVAILABLE';
    return isAway ? storeAway() : clientErrorOf(error);
  }
}
