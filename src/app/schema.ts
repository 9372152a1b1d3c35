// The API's schema: what a list of modules shows, executable.
import type { Module } from '../engine/index.ts';
import { buildSchema } from '../engine/runtime.ts';

export const schemaOf = (modules: readonly Module[]) => buildSchema({ modules });
