// Fields of `operations` that come in pages: events, commands, parked documents, the audit.
import type { Builder } from '../builder.ts';
import type { PageInfoRef } from '../connections.ts';
import type { OperationsFields, OperationsTypes } from './operations-types.ts';
import { browsed, browsedType, pageArguments } from './page-types.ts';

interface Parts {
  readonly builder: Builder;
  readonly pageInfo: PageInfoRef;
  readonly types: Pick<OperationsTypes, 'event' | 'command' | 'deadLetter' | 'audit' | 'outcome'>;
}

const CORRELATION = 'Of the request they belong to.';

export const recordPages = (parts: Parts, t: OperationsFields) => ({
  ...eventPages(parts, t),
  ...commandPages(parts, t),
});

function eventPages({ builder, pageInfo, types: { event } }: Parts, t: OperationsFields) {
  const page = pageArguments(t.arg);
  return {
    events: t.field({
      ...{ type: browsedType(builder, pageInfo, { name: 'OperationsEvent', node: event }), nullable: true },
      description: 'Events as they are stored, newest first. All that is given must hold.',
      args: {
        ...page,
        stream: t.arg.string({ description: '`category/id`' }),
        type: t.arg.string({ description: 'Name of the event.' }),
        correlationId: t.arg.string({ description: CORRELATION }),
        from: t.arg({ type: 'DateTime', description: 'Stored then or later.' }),
        to: t.arg({ type: 'DateTime', description: 'Stored before then.' }),
      },
      resolve: (service, args) =>
        browsed(
          service.events({
            ...pageOf(args),
            stream: args.stream ?? undefined,
            type: args.type ?? undefined,
            correlationId: args.correlationId ?? undefined,
            from: args.from ?? undefined,
            to: args.to ?? undefined,
          }),
          ({ position }) => position,
          args.after,
        ),
    }),
  };
}

function commandPages({ builder, pageInfo, types: { command, outcome } }: Parts, t: OperationsFields) {
  const page = pageArguments(t.arg);
  return {
    commands: t.field({
      ...{
        type: browsedType(builder, pageInfo, { name: 'OperationsCommand', node: command }),
        nullable: true,
      },
      description: 'Commands as they are stored, newest first. All that is given must hold.',
      args: {
        ...page,
        id: t.arg.id({ description: 'Of the command.' }),
        type: t.arg.string({ description: 'Name of the command.' }),
        outcome: t.arg({ type: outcome, description: 'What became of it.' }),
        correlationId: t.arg.string({ description: CORRELATION }),
      },
      resolve: (service, args) =>
        browsed(
          service.commands({
            ...pageOf(args),
            id: args.id ?? undefined,
            type: args.type ?? undefined,
            outcome: args.outcome ?? undefined,
            correlationId: args.correlationId ?? undefined,
          }),
          ({ recordedAt, id }) => `${recordedAt}/${id}`,
          args.after,
        ),
    }),
  };
}

export function workPages({ builder, pageInfo, types }: Parts, t: OperationsFields) {
  const { deadLetter, audit } = types;
  const page = pageArguments(t.arg);
  return {
    deadLetters: t.field({
      ...{
        type: browsedType(builder, pageInfo, { name: 'OperationsDeadLetter', node: deadLetter }),
        nullable: true,
      },
      description: 'Parked documents.',
      args: { ...page, group: t.arg.string({ description: 'Those of one group only.' }) },
      resolve: (service, args) =>
        browsed(
          service.deadLetters({ ...pageOf(args), group: args.group ?? undefined }),
          ({ id }) => id,
          args.after,
        ),
    }),
    audit: t.field({
      ...{ type: browsedType(builder, pageInfo, { name: 'OperationsDeed', node: audit }), nullable: true },
      description: 'What operators did, newest first.',
      args: page,
      resolve: (service, args) => browsed(service.audit(pageOf(args)), ({ cursor }) => cursor, args.after),
    }),
  };
}

const pageOf = ({ first, after }: Paged) => ({ first, after: after ?? undefined });

interface Paged {
  readonly first: number;
  readonly after?: string | null | undefined;
}
