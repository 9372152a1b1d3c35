// Writers: functions from the value of a field to the JSON text that answers it.

/** Throws UNWRITABLE for a value that GraphQL would answer with an error, or would have to convert. */
export type Writer = (value: unknown) => string;

/** Thrown without a stack of its own: what it stops is done again by graphql-js, which says what is wrong. */
export const UNWRITABLE = new Error('This value is completed by graphql-js.');
