// Documents in files and folders: operations in GraphQL, and manifests in JSON where they are named.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from '../../engine/model/explained.ts';
import type { Found } from './found-document.ts';
import { gatherOperations } from './gather-operations.ts';
import { readManifest } from './read-manifest.ts';

const GRAPHQL = /\.(graphql|gql)$/;
const MANIFEST = /\.json$/;

/** Throws `Explained` for a path that is not there, or is neither. */
export function findDocuments(paths: readonly string[]): Found {
  const files = [...new Set(paths.flatMap(filesAt))];
  const read = files.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const ofGraphql = read.filter(({ path }) => GRAPHQL.test(path));
  const ofManifests = read.filter(({ path }) => MANIFEST.test(path));
  const found = [
    gatherOperations(ofGraphql),
    ...ofManifests.map(({ path, text }) => readManifest(path, text)),
  ];
  return {
    documents: found.flatMap(({ documents }) => documents),
    faults: found.flatMap(({ faults }) => faults),
  };
}

function filesAt(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new Explained(`There is no ${path}.`);
  if (!stat.isDirectory()) {
    if (GRAPHQL.test(path) || MANIFEST.test(path)) return [path];
    throw new Explained(`${path} is neither .graphql, .gql, .json nor a folder.`);
  }
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => GRAPHQL.test(name))
    .sort()
    .map((name) => join(path, name));
}
