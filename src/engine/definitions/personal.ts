// Declarations of personal fields: whom they are about, and what stands in their place once that is erased.
import type { JsonObject } from '../model/json.ts';
import type { PersonalFields } from '../model/personal.ts';
import { badDefinition } from './bad-definition.ts';

/** The same shape: of an object those of its members that are personal, of anything else a value that may stand there. */
type Places<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { readonly [Name in keyof Value]?: Places<Value[Name]> }
    : Value;

type TextFields<Data> = {
  [Name in keyof Data]: Data[Name] extends string ? Name : never;
}[keyof Data] &
  string;

export interface PersonalIn<Data> {
  /** Category of whom they are about, such as `member`. */
  readonly subject: string;
  /** Field of the event with the id of the subject; if omitted it is the id of the stream. */
  readonly by?: TextFields<Data>;
  /** What is read in place of each personal field once the subject is erased. What is null stays null. */
  readonly fields: Places<Data>;
}

/** Throws BAD_DEFINITION. */
export function checkPersonal(of: string, category: string, personal: PersonalFields): void {
  if (personal.by === undefined && personal.subject !== category) {
    throw badDefinition(
      `${of} is of a stream of ${category}, its personal fields are about a ${personal.subject}: say the field with its id as \`by\`.`,
    );
  }
  if (Object.keys(personal.fields).length === 0) {
    throw badDefinition(`${of} says whom it is about, and no field: leave out \`personal\`, or name one.`);
  }
  if (personal.by !== undefined && personal.by in personal.fields) {
    throw badDefinition(
      `${of} seals ${personal.by}, which says whom it is about: leave it out of \`fields\`.`,
    );
  }
}

/** Personal fields of the input of a command. */
export interface PersonalCommand {
  /** Category of whom they are about, such as `member`. */
  readonly subject: string;
  /**
   * Field with the id of the subject: of the state if the stream is there, else of the input. If omitted it is the id of the
   * stream.
   */
  readonly by?: string;
  /** Members of the input. They are null in the record of commands once the subject is erased. */
  readonly fields: readonly string[];
}

export const plainPlaces = (fields: object): JsonObject => Object.fromEntries(Object.entries(fields));
