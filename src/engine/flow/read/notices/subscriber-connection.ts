// The one connection on which a process hears notices. It subscribes again after every reconnect, says when Redis has
// acknowledged that, and is broken off when it has fallen silent.
import { Redis, type RedisOptions } from 'ioredis';
import { SlipstreamError } from '../../../model/errors.ts';
import type { Logger } from '../../../model/logger.ts';
import { createGate } from '../../../async/gate.ts';

export interface SubscriberConnection {
  readonly ready: (timeoutMs: number) => Promise<void>;
  /** Asks for a sign of life; a connection that gives none is replaced by another one. */
  readonly checkPulse: () => Promise<void>;
  readonly close: () => void;
}

interface SubscriberConnectionOptions {
  readonly url: string;
  readonly channels: readonly string[];
  readonly onMessage: (channel: string, text: string) => void;
  /** Messages arrive from now on; those that were sent before are lost. */
  readonly onSubscribed: () => void;
  readonly logger: Logger;
}

const REPLY_TIMEOUT_MS = 2000;
const SLOWEST_RETRY_MS = 1000;

const CONNECTION = {
  connectionName: 'slipstream-notices',
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  // A command whose connection breaks fails at once: the next connection begins with a SUBSCRIBE of its own.
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  commandTimeout: REPLY_TIMEOUT_MS,
  connectTimeout: REPLY_TIMEOUT_MS,
  retryStrategy: (attempt: number) =>
    Math.min(25 * 2 ** attempt, SLOWEST_RETRY_MS) * (0.5 + Math.random() / 2),
} satisfies RedisOptions;

export function createSubscriberConnection(options: SubscriberConnectionOptions): SubscriberConnection {
  const { channels, logger } = options;
  const redis = new Redis(options.url, CONNECTION);
  const subscribed = createGate(notReady);
  let lost = false;

  const reconnect = (error: unknown, message: string): void => {
    logger.warn({ error }, message);
    if (redis.status === 'ready') redis.disconnect(true);
  };
  const subscribe = async (): Promise<void> => {
    try {
      if (channels.length > 0) await redis.subscribe(...channels);
    } catch (error) {
      reconnect(error, 'SUBSCRIBE was not acknowledged; the connection is made again');
      return;
    }
    lost = false;
    subscribed.open();
    options.onSubscribed();
  };

  redis.on('message', options.onMessage);
  redis.on('ready', () => void subscribe());
  redis.on('close', subscribed.shut);
  redis.on('error', (error) => {
    if (!lost) logger.warn({ error }, 'the connection for notices is lost; it is made again');
    lost = true;
  });

  return {
    ready: subscribed.pass,
    checkPulse: async () => {
      if (!subscribed.isOpen()) return;
      try {
        await redis.ping();
      } catch (error) {
        if (subscribed.isOpen()) reconnect(error, 'the connection for notices is silent; it is made again');
      }
    },
    close: () => {
      subscribed.giveUp();
      redis.disconnect();
    },
  };
}

function notReady(): SlipstreamError {
  return new SlipstreamError(
    'READ_MODEL_UNAVAILABLE',
    'Notices of the read models do not arrive at present.',
  );
}
