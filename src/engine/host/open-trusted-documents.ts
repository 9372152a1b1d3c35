// The trusted documents of an API, over connections of their own: whoever asks for ids that are not there waits for
// himself, and no read does.
import { trustedDocuments, type TrustedDocuments } from '../graphql/trusted/trusted-documents.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { createSharedTexts } from '../stores/redis/shared-texts.ts';
import { trustedDocumentTable } from '../stores/postgres/trusted-documents.ts';
import type { RoleOptions } from './roles.ts';

/** The longest that a lookup takes, in milliseconds. */
const WITHIN_MS = 2000;

interface OpenTrustedDocuments {
  readonly trusted: TrustedDocuments;
  close(): Promise<void>;
}

/** Undefined if documents are sent and never named. */
export function openTrustedDocuments({
  settings,
  store,
  logger,
}: Pick<RoleOptions, 'settings' | 'store' | 'logger'>): OpenTrustedDocuments | undefined {
  const { trustedDocuments: mode, databaseUrl, readModelRedisUrl: url } = settings;
  if (mode === 'off') return undefined;
  const limits = { connectTimeoutMs: WITHIN_MS, statementTimeoutMs: WITHIN_MS };
  const stored = trustedDocumentTable({ databaseUrl, applicationName: 'slipstream-api', logger, ...limits });
  const redis = mode === 'only' ? undefined : connectRedis({ url, role: 'api' });
  const shared = redis && createSharedTexts({ redis, keys: store.keys });
  return {
    trusted: trustedDocuments({ isOnly: mode === 'only', stored, shared }),
    close: async () => {
      redis?.disconnect();
      await stored.close();
    },
  };
}
