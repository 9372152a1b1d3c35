// Explicit limits of the pipeline, all of them, as a process has them: those that are settings are set as it starts.

const limits = {
  /** Bytes of one event's data as JSON. */
  eventBytes: 64 * 1024,
  /** Rows that one page for an operator looks through, and events of a store that a document is explained from. */
  rowsLookedThrough: 100_000,
  eventsExplained: 1_000_000,
  /** Steps of a document that are shown, and commands that came of one. */
  stepsExplained: 200,
  consequencesShown: 100,
  /** Events one command may append. */
  eventsPerCommand: 500,
  /** Commands and bytes appended together in one statement. */
  commandsPerAppend: 64,
  appendBytes: 4 * 1024 * 1024,
  /** Events a lane reads at a time. */
  eventsPerRead: 1000,
  /** Documents and bytes one script writes. */
  documentsPerScript: 300,
  scriptBytes: 1024 * 1024,
  /** Documents a lane folds anew together after a loss. */
  documentsMendedAtOnce: 100,
  /** Differences that a comparison of two generations keeps of each lane, and characters of a document in one. */
  differencesKept: 100,
  differenceLength: 10_000,
  /** A document above this warns, above that is refused. */
  documentWarnBytes: 1024 * 1024,
  documentBytes: 4 * 1024 * 1024,
  /** The longest a read may wait for its read model, in milliseconds. */
  maxWaitMs: 5000,
  /** The oldest that a read may ask for to be at most, in milliseconds: so far back the store is looked through. */
  maxStaleMs: 60_000,
  /** What a read waits on its own when the request carries a token, in milliseconds. */
  sessionWaitMs: 500,
  /** Entries of one page of a list. */
  entriesPerPage: 100,
  /** Documents of one projection that a query may be answered from. */
  documentsPerQuery: 800,
  /** Answers of such queries that are kept to be given again, and bytes of memory for them. */
  answersKept: 1000,
  keptAnswerBytes: 32 * 1024 * 1024,
  /** Characters of the text of a search, and values it may ask one field to have. */
  searchTextLength: 1000,
  searchValues: 20,
  /** Entries that come by rank; where a text is found in more, they come by id. */
  entriesRanked: 10_000,
  /** Events a read may fold for a document that is behind. */
  eventsFoldedPerRead: 5000,
  /** Events one operation may have folded, in all its reads. */
  eventsFoldedPerOperation: 5000,
  /** Folds for reads at the same time in a process, and how many may wait for their turn. */
  foldsAtOnce: 8,
  foldsWaiting: 1000,
  /** The longest one waits for it, in milliseconds. */
  foldWaitMs: 5000,
  /** Documents one subscription may follow. */
  documentsPerSubscription: 100,
  /** Mutations in one operation. */
  rootMutations: 10,
  /** Documents one operation may ask for, in all its queries; a page counts as long as it may become. */
  documentsPerOperation: 5000,
  /** Values an operation may give, each field below a list counted once for each entry that may be there. */
  leavesPerOperation: 100_000,
  /** Entries that a list in a document counts as, where its author declares no maximum. */
  entriesPerUndeclaredList: 100,
  /** Bytes and tokens of the text of an operation, and how deep its braces, brackets and parentheses may be nested. */
  operationTextBytes: 64 * 1024,
  documentTokens: 4000,
  documentDepth: 64,
  /** Tokens of it without the values of arguments and the defaults of variables. */
  structureTokens: 2000,
  /** Response names in one selection, its fragments included. */
  responseNames: 300,
  /** Fields a document would have if it were written without fragments. */
  fieldsPerDocument: 10_000,
  /** Pairs of fields of one response name that validation may compare; those with arguments count fifty times. */
  fieldComparisons: 100_000,
  /** Bytes of memory for documents that were read and checked before. */
  documentCacheBytes: 16 * 1024 * 1024,
  /** Bytes of memory for the texts of trusted documents, and for those that clients register. */
  trustedBytes: 16 * 1024 * 1024,
  registeredBytes: 8 * 1024 * 1024,
  /** How many that clients register are kept for other processes, and the bytes of one. */
  sharedTexts: 2048,
  sharedTextBytes: 16 * 1024,
  /** Ids that are not known are looked up together: so many at once, so often (in milliseconds), so many waiting. */
  idsPerLookup: 200,
  lookupGapMs: 20,
  lookupsWaiting: 1000,
  /** Ids that were not found, and how long that is believed, in milliseconds. */
  unknownIds: 1000,
  unknownMs: 1000,
  /** After so long a trusted document is looked at again beside its use, and before it, in milliseconds. */
  trustedFreshMs: 5000,
  trustedMostMs: 30_000,
  /** Bytes of memory for compiled operations, and for texts that they made of stored documents. */
  compiledBytes: 32 * 1024 * 1024,
  renderedBytes: 32 * 1024 * 1024,
  /** Bytes of one request. */
  requestBytes: 1024 * 1024,
  /** Bytes of one answer, and of all that wait in a process for their readers. */
  answerBytes: 8 * 1024 * 1024,
  unreadBytes: 64 * 1024 * 1024,
  /** Operations under way on one WebSocket, subscriptions among them. */
  operationsPerSocket: 100,
  /** Open at the same time, for each caller where callers show who they are, and in the process. */
  sockets: { perCaller: 100, perProcess: 20_000 },
  streams: { perCaller: 100, perProcess: 20_000 },
  subscriptions: { perCaller: 1_000, perProcess: 50_000 },
  /** Reads that wait for their read models; one more is answered as it stands. */
  waitingReads: { perCaller: 1_000, perProcess: 20_000 },
  /** What a command costs its caller, beside what is read with it: the cost of as many values. */
  commandCost: 10,
  /** The longest a command may take, in milliseconds. */
  commandMs: 10_000,
  /** How long a command of a client should wait for others, in milliseconds: what would wait longer is turned away. */
  commandWaitMs: 300,
  /** Commands under way at the same time. */
  commandsPending: 5_000,
  /** The longest a statement of a server may take in the database, in milliseconds, where nothing shorter is said. */
  statementMs: 15_000,
  /** How often a command is decided again after a conflict, the last time with the store to itself. */
  conflictRetries: 5,
  /** Commands a reaction may answer one event with. */
  commandsPerReaction: 100,
  /** Commands of a reaction under way at the same time. */
  reactionCommandsAtOnce: 256,
};

export type Limits = Readonly<typeof limits>;

export const LIMITS: Limits = limits;

/** To be called before anything is opened that holds to them. */
export function limitProcess(settings: Partial<Limits>): void {
  Object.assign(limits, settings);
}
