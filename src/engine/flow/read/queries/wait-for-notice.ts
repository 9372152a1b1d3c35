// A waiter for notices that a read model has come as far as is asked, without polling. It listens from before the first
// read on, so that nothing can slip between reading and waiting.
import type { DocumentKey } from '../../../model/documents.ts';
import type { Lane } from '../../../model/lane.ts';
import type { NoticeSource, Unsubscribe } from '../../../model/notices.ts';
import { highestPosition } from '../../../model/position.ts';
import { isReached, type Progress, type Requirement } from './requirement.ts';

export interface Waiter {
  /** Resolves when the document should be read again; `deadline`: for the last time. */
  next(seen: Progress): Promise<'heard' | 'deadline'>;
  stop(): void;
}

interface WaitOptions {
  readonly notices: NoticeSource;
  readonly key: DocumentKey;
  readonly lane: Lane;
  readonly required: Requirement;
  readonly maxWaitMs: number;
}

export function startWaiter({ notices, key, lane, required, maxWaitMs }: WaitOptions): Waiter {
  let heard: Progress = { version: 0, position: '0' };
  let due: 'heard' | 'deadline' | undefined;
  let wake: ((due: 'heard' | 'deadline') => void) | undefined;

  const call = (reason: 'heard' | 'deadline') => {
    if (due !== 'deadline') due = reason;
    wake?.(due);
  };
  const add = ({ version, position }: Progress) => {
    heard = {
      version: Math.max(heard.version, version),
      position: highestPosition(heard.position, position),
    };
  };
  const hear = (news: Progress) => {
    add(news);
    if (isReached(required, heard)) call('heard');
  };
  const timer = setTimeout(() => call('deadline'), maxWaitMs);
  const listening: readonly Unsubscribe[] = [
    required.position === '0'
      ? notices.onDocument(key.projection, key.id, ({ version }) => hear({ version, position: '0' }))
      : notices.onLane(lane, ({ checkpoint, documents }) => {
          const own = required.version === 0 ? undefined : documents.find(({ id }) => id === key.id);
          hear({ version: own?.version ?? 0, position: checkpoint });
        }),
    notices.onResync(() => call('heard')),
  ];

  return {
    next: (seen) => {
      // The version may have been read and the position be told by the next notice.
      add(seen);
      return new Promise((resolve) => {
        wake = (reason) => {
          wake = undefined;
          due = undefined;
          resolve(reason);
        };
        if (due) wake(due);
      });
    },
    stop: () => {
      clearTimeout(timer);
      for (const end of listening) end();
    },
  };
}
