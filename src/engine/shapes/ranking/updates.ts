// A subscription to the top of a ranking: what it shows, whenever that has changed.
import type { ObjectRef } from '@pothos/core';
import type { Projection } from '../../definitions/projection.ts';
import { liveName, type Ranking } from './declare.ts';
import { enumName } from '../../model/enum-name.ts';
import type { Caller } from '../../model/caller.ts';
import type { RankingTop, TopUpdate } from './ports.ts';
import type { CountedExtensions } from '../../graphql/admission/count-operation.ts';
import { resumeTokensOf } from '../../graphql/resume.ts';
import type { ResumableEvent } from '../../graphql/subscribe-operation.ts';
import type { Builder, SchemaTypes } from '../../graphql/schema/builder.ts';
import { guardIndex } from '../../graphql/schema/guard-index.ts';
import { shownEntries } from '../document/guard.ts';
import { TEXTS } from '../../graphql/schema/descriptions.ts';
import { endWithConnection } from '../../graphql/schema/end-with-connection.ts';
import { pascalCase } from '../../graphql/schema/names.ts';

type EntryRef = ObjectRef<SchemaTypes, RankingTop['entries'][number]>;

export const firstArgument = {
  required: true,
  defaultValue: 10,
  description: TEXTS.first,
} as const;

const shownTop = (top: TopUpdate, caller: Caller, projection: Projection): TopUpdate => ({
  ...top,
  entries: shownEntries(caller, projection, top.entries),
});

export function addRankingUpdates(
  builder: Builder,
  entry: EntryRef,
  { projection, ranking }: { readonly projection: Projection; readonly ranking: Ranking },
): void {
  const { name } = ranking;
  // That of a document has a slash in it.
  const resumeKey = enumName(name);
  const resumable = (top: TopUpdate): TopUpdate & ResumableEvent => ({ ...top, resumeKey });
  const update = builder.objectRef<TopUpdate>(`${pascalCase(name)}Update`).implement({
    description: `A top of ${projection.document.name} that has just become readable.`,
    fields: (t) => ({
      token: t.expose('token', { type: 'ConsistencyToken', description: TEXTS.token }),
      projectedAt: t.expose('projectedAt', { type: 'DateTime', description: TEXTS.projectedAt }),
      coalesced: t.exposeInt('coalesced', { description: 'Older updates that this one stands for.' }),
      entries: t.field({
        type: [entry],
        description: `The whole top, the highest \`${ranking.highest}\` first.`,
        extensions: { isPage: true } satisfies CountedExtensions,
        resolve: ({ entries }) => [...entries],
      }),
    }),
  });
  builder.subscriptionField(liveName(ranking), (t) =>
    t.field({
      type: update,
      description: `The whole top of ${projection.document.name}, each time that it shows anything else.`,
      args: {
        first: t.arg.int(firstArgument),
        since: t.arg({
          type: 'ConsistencyToken',
          description: 'Begins with what is newer than this; with the next change if it is not given.',
        }),
      },
      subscribe: async (...[, { first, since: given }, context]) => {
        await guardIndex(context, ranking, {});
        const resume = resumeTokensOf(context.session);
        const since = resume?.get(resumeKey) ?? given ?? undefined;
        const updates = await context.services.rankingSubscriptions.follow({
          ...{ readModel: projection.name, ranking: name, first },
          ...(since === undefined ? {} : { since }),
          ...(resume ? { resumes: true } : {}),
        });
        return endWithConnection(updates, context, (top) =>
          resumable(shownTop(top, context.caller, projection)),
        );
      },
      resolve: (one) => one,
    }),
  );
}
