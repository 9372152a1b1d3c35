// Type names that are taken: a scalar and a document of one name, for example, of which the author renames one.
import { PothosSchemaError } from '@pothos/core';
import { badDefinition } from '../../definitions/bad-definition.ts';

/** What `build` gives. Throws BAD_DEFINITION where the builder finds a second type of one name. */
export function refusingTakenNames<Built>(build: () => Built): Built {
  try {
    return build();
  } catch (error) {
    const name = error instanceof PothosSchemaError ? takenName(error.message) : undefined;
    if (name === undefined) throw error;
    throw badDefinition(`Two types are named ${name}: rename one.`);
  }
}

/** The builder says it in words only. */
function takenName(message: string): string | undefined {
  return /^Duplicate typename: Another type with name (\w+) already exists/.exec(message)?.[1];
}
