// What an operation must keep beside the specification, however it comes in.
import { limitReads } from './limit-reads.ts';
import { limitRootFields } from './limit-root-fields.ts';

export const limitRules = [limitRootFields, limitReads] as const;
