// The obvious way to store a command with Prisma: one interactive transaction per command that looks for the stream's
// version and inserts the event and the command. It promises what the append promises: positions without gaps that rise
// in the order of commits, so it locks the same row first.
import { PrismaPg } from '@prisma/adapter-pg';
import { v7 as newId } from 'uuid';
import { PrismaClient, type Prisma } from '../../src/engine/postgres/prisma/client.ts';
import type { CommandAppend } from '../../src/engine/model/event-store.ts';

export interface PlainStore {
  append(command: CommandAppend): Promise<void>;
  close(): Promise<void>;
}

/** @param connections in the pool: as many transactions run, or wait for the row, at the same time. */
export function openPlainStore(databaseUrl: string, connections: number): PlainStore {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl, max: connections }),
  });
  const patience = { maxWait: 60_000, timeout: 60_000 };
  return {
    append: (command) => prisma.$transaction((transaction) => store(transaction, command), patience),
    close: () => prisma.$disconnect(),
  };
}

async function store(transaction: Prisma.TransactionClient, command: CommandAppend): Promise<void> {
  await transaction.$queryRaw`SELECT FROM "EventStoreHead" FOR UPDATE`;
  const last = await transaction.event.findFirst({
    select: { position: true },
    orderBy: { position: 'desc' },
  });
  const recordedAt = new Date();
  let position = last?.position ?? 0n;
  for (const { stream, expectedVersion, events } of command.streams) {
    const at = await transaction.event.findFirst({
      select: { version: true },
      where: { stream },
      orderBy: { version: 'desc' },
    });
    if ((at?.version ?? 0) !== expectedVersion) throw new Error('conflict');
    const { metadata } = command;
    const data = events.map(({ type, schemaVersion, data: payload }, index) => {
      position += 1n;
      const version = expectedVersion + index + 1;
      const times = { recordedAt, occurredAt: recordedAt };
      return { id: newId(), stream, position, version, type, schemaVersion, payload, metadata, ...times };
    });
    await transaction.event.createMany({ data: data as unknown as Prisma.EventCreateManyInput[] });
  }
  const { principal, commandId: id, type, payload, inputHash, streamId, metadata, streams } = command;
  const version = streams.reduce(
    (sum, { expectedVersion, events }) => sum + expectedVersion + events.length,
    0,
  );
  const { correlationId } = metadata;
  const row = { principal, id, type, inputHash, streamId, version, position, correlationId, recordedAt };
  await transaction.command.create({
    data: { ...row, payload: payload as Prisma.InputJsonObject, outcome: 'ACCEPTED' },
  });
}
