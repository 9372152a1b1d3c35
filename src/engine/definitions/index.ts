// The authoring API, in one place for the stages; authors get it through the door `#engine`.
export * from './commands.ts';
export * from './decider.ts';
export * from './define-search.ts';
export * from './document-state.ts';
export * from './document.ts';
export * from './events.ts';
export * from './fold-document.ts';
export * from './fold-references.ts';
export * from './list.ts';
export * from './module.ts';
export * from './projection.ts';
export * from './reference.ts';
export * from './refusals.ts';
export * from './search.ts';
export * from './values.ts';
