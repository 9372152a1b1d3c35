// How statements are written: values are parameters, never text. What is generated stays behind this file.
import { Prisma } from './prisma/client.ts';

export type Sql = Prisma.Sql;

export const { join, raw, sql } = Prisma;
