// Manifests: what a build of a client writes about the documents that it will name.
import { z } from 'zod';
import { bareId } from '../../engine/graphql/trusted/named-in.ts';
import type { Found } from './found-document.ts';

/** https://www.apollographql.com/docs/react/data/persisted-queries */
const ApolloManifest = z
  .object({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.object({ id: z.string(), body: z.string() })),
  })
  .transform(({ operations }) => operations.map(({ id, body }) => [id, body] as const));

/** `persisted-documents.json` of GraphQL Code Generator, and what Relay's compiler persists: texts by hashes. */
const TextsByHash = z.record(z.string(), z.string()).transform((texts) => Object.entries(texts));

const Manifest = z.union([ApolloManifest, TextsByHash]);

/** @param json its text. */
export function readManifest(file: string, json: string): Found {
  const manifest = Manifest.safeParse(parsed(json));
  if (!manifest.success) {
    const known =
      'a manifest of Apollo (version 1), or an object of texts by hash as GraphQL Code Generator writes it';
    return { documents: [], faults: [`${file}:1: this is not ${known}.`] };
  }
  const documents = manifest.data.map(([id, text]) => ({
    id: bareId(id),
    text,
    at: `${file}:${lineOf(json, JSON.stringify(id))}`,
  }));
  return { documents, faults: [] };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const lineOf = (text: string, part: string): number =>
  text.slice(0, Math.max(0, text.indexOf(part))).split('\n').length;
