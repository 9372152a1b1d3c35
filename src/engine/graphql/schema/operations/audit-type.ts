// Type of a line of the audit: who did what, when and why, and what became of it.
import type { AuditEntry } from '../../../model/operations.ts';
import type { Builder } from '../builder.ts';

export const auditType = (builder: Builder) =>
  builder.objectRef<AuditEntry>('OperationsDeed').implement({
    description: 'What an operator did.',
    fields: (t) => ({
      commandId: t.exposeID('commandId', { description: 'Chosen by the operator, or made.' }),
      verb: t.exposeString('verb', { description: 'Name of the mutation.' }),
      principal: t.exposeString('principal', { description: 'Who did it.' }),
      reason: t.exposeString('reason', { nullable: true, description: 'Why.' }),
      input: t.field({
        ...{ type: 'OperationsJson', description: 'What it was done to.' },
        resolve: ({ input }) => input,
      }),
      at: t.expose('at', { type: 'DateTime', description: "When it was begun, by the database's clock." }),
      isDone: t.boolean({
        nullable: true,
        description:
          'False if it was refused; null while it is under way, or if its process ended in the middle.',
        resolve: ({ outcome }) => outcome?.done,
      }),
      code: t.string({
        nullable: true,
        description: 'Why it was refused, for programs.',
        resolve: ({ outcome }) => (outcome?.done === false ? outcome.code : undefined),
      }),
      message: t.string({
        nullable: true,
        description: 'Why it was refused, for people.',
        resolve: ({ outcome }) => (outcome?.done === false ? outcome.message : undefined),
      }),
      result: t.field({
        ...{ type: 'OperationsJson', nullable: true, description: 'What it gave.' },
        resolve: ({ outcome }) => (outcome?.done ? outcome.result : undefined),
      }),
    }),
  });
