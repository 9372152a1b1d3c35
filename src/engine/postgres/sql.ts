// Statements of SQL: values are parameters, never text. What is generated stays behind this file.
import { Prisma } from './prisma/client.ts';

export type Sql = Prisma.Sql;

export const { join, raw, sql } = Prisma;

const NAME = /^\s*\/\* (\w+) \*\//;

/**
 * Statements that are sent again and again begin with their name as a comment: a session parses and plans them once. No two
 * texts have the same name. Empty for any other.
 */
export const statementName = (text: string): string => NAME.exec(text)?.[1] ?? '';
