// #engine: the door for authors of domain modules. No driver is reachable from here.
export {
  allOf,
  anyOf,
  authenticated,
  everybody,
  owner,
  readerOf,
  role,
  when,
  type CallerFacts,
  type Rule,
} from './definitions/access.ts';
export { defineCommands } from './definitions/commands.ts';
export { defineDecider } from './definitions/decider.ts';
export { deprecated } from './definitions/described.ts';
export { defineDocument, embed, type DocumentOf, type OwnPart } from './shapes/document/declare.ts';
export { defineEvents, event, toStream, type EventOf } from './definitions/events.ts';
export { defineModule, type GraphqlAuthor, type Module } from './definitions/module.ts';
export { defineProjection } from './definitions/projection.ts';
export { defineQuery } from './shapes/query/declare.ts';
export { defineReaction } from './definitions/reaction.ts';
export { callerFact, defineReference, fact, facts } from './definitions/reference.ts';
export {
  AlreadyExists,
  defineRefusal,
  NotFound,
  NothingToChange,
  reject,
  ValidationFailed,
  VersionConflict,
} from './definitions/refusals.ts';
export { defineScalar } from './definitions/scalar.ts';
export { defineSystem, type System } from './definitions/define-system.ts';
export { defineSearch } from './shapes/search/declare.ts';
export { comparableText } from './definitions/searched-text.ts';
export {
  dateTime,
  domainOf,
  enumeration,
  hidden,
  id,
  idOfText,
  keyedId,
  showAs,
} from './definitions/values.ts';
export { SlipstreamError } from './model/errors.ts';
