// An event store by one interactive transaction per command, as fast as that gets, for the price of a promise:
// positions come from a sequence, so that a reader can be past one that is committed later. Same columns and indexes as
// the event store, a counter per stream, and each statement as raw SQL.
import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import { v7 as newId } from 'uuid';
import { PrismaClient } from '../../src/engine/postgres/prisma/client.ts';
import type { CommandAppend } from '../../src/engine/model/event-store.ts';
import type { PlainStore } from './transaction-per-command.ts';

const TABLES = `
  CREATE SCHEMA plain;
  CREATE TABLE plain."Stream" ("id" TEXT COLLATE "C" PRIMARY KEY, "version" INTEGER NOT NULL);
  CREATE TABLE plain."Event" (
    "position" BIGSERIAL PRIMARY KEY, "id" UUID NOT NULL UNIQUE, "stream" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER NOT NULL, "type" TEXT COLLATE "C" NOT NULL, "schemaVersion" INTEGER NOT NULL,
    "payload" JSONB NOT NULL, "metadata" JSONB NOT NULL, "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "occurredAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(), UNIQUE ("stream", "version"));
  CREATE TABLE plain."Command" (
    "principal" TEXT COLLATE "C" NOT NULL, "id" UUID NOT NULL, "type" TEXT COLLATE "C" NOT NULL,
    "payload" JSONB NOT NULL, "inputHash" TEXT COLLATE "C" NOT NULL, "streamId" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER, "position" BIGINT, "correlationId" TEXT COLLATE "C" NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(), PRIMARY KEY ("principal", "id"));`;

type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/** @param connections in the pool: as many transactions run at the same time. */
export async function openUnorderedStore(databaseUrl: string, connections: number): Promise<PlainStore> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(TABLES);
  await client.end();
  const adapter = new PrismaPg({ connectionString: databaseUrl, max: connections });
  const prisma = new PrismaClient({ adapter });
  return {
    append: (command) =>
      prisma.$transaction((transaction) => store(transaction, command), { maxWait: 60_000, timeout: 60_000 }),
    close: () => prisma.$disconnect(),
  };
}

async function store(sql: Transaction, command: CommandAppend): Promise<void> {
  const { streams, metadata } = command;
  for (const { stream, expectedVersion, events } of streams) {
    const [at] = await sql.$queryRaw<{ version: number }[]>`
      SELECT "version" FROM plain."Stream" WHERE "id" = ${stream} FOR UPDATE`;
    if ((at?.version ?? 0) !== expectedVersion) throw new Error('conflict');
    const version = expectedVersion + events.length;
    let position: string | undefined;
    for (const [index, { type, schemaVersion, data }] of events.entries()) {
      const [stored] = await sql.$queryRaw<{ position: string }[]>`
        INSERT INTO plain."Event" ("id", "stream", "version", "type", "schemaVersion", "payload", "metadata")
        VALUES (${newId()}::UUID, ${stream}, ${expectedVersion + index + 1}::INTEGER, ${type},
          ${schemaVersion}::INTEGER, ${JSON.stringify(data)}::JSONB, ${JSON.stringify(metadata)}::JSONB)
        RETURNING "position"::TEXT`;
      position = stored?.position;
    }
    await sql.$executeRaw`
      INSERT INTO plain."Stream" ("id", "version") VALUES (${stream}, ${version}::INTEGER)
      ON CONFLICT ("id") DO UPDATE SET "version" = EXCLUDED."version"`;
    await sql.$executeRaw`
      INSERT INTO plain."Command" ("principal", "id", "type", "payload", "inputHash", "streamId", "version", "position",
        "correlationId")
      VALUES (${command.principal}, ${command.commandId}::UUID, ${command.type},
        ${JSON.stringify(command.payload)}::JSONB, ${command.inputHash}, ${command.streamId}, ${version}::INTEGER,
        ${position}::BIGINT, ${metadata.correlationId})`;
  }
}
