// Facts of an error for a log line: type, message, code and where it came from, for it and all its causes. Drivers hang
// the statement, its arguments and its answer on their errors; none of that is copied, and what they quote is masked.

export interface ErrorFacts {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorFacts | string;
  readonly errors?: readonly (ErrorFacts | string)[];
}

const DEEPEST = 8;

export function errorFacts(error: unknown, depth = 0): ErrorFacts | string {
  if (typeof error === 'string') return scrubbed(error);
  if (!(error instanceof Error)) return 'no error';
  const message = scrubbed(error.message);
  const code = 'code' in error ? error.code : undefined;
  const frames = framesOf(error);
  const further = depth < DEEPEST;
  return {
    type: error.name,
    message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(frames === '' ? {} : { stack: `${error.name}: ${message}\n${frames}` }),
    ...(further && error.cause !== undefined ? { cause: errorFacts(error.cause, depth + 1) } : {}),
    ...(further && error instanceof AggregateError
      ? { errors: error.errors.map((each) => errorFacts(each, depth + 1)) }
      : {}),
  };
}

/** As text for people, for what ends a program. */
export function errorText(error: unknown): string {
  const facts = errorFacts(error);
  if (typeof facts === 'string') return facts;
  const { stack, message, cause } = facts;
  const because =
    cause === undefined
      ? ''
      : `\nbecause of ${typeof cause === 'string' ? cause : (cause.stack ?? cause.message)}`;
  return `${stack ?? message}${because}`;
}

/** The message comes first in a stack, over several lines perhaps, and may itself look like a frame. */
function framesOf({ stack = '', message }: Error): string {
  const at = message === '' ? 0 : stack.indexOf(message);
  const rest = at < 0 ? stack : stack.slice(at + message.length);
  return rest
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map(scrubbed)
    .join('\n');
}

const MASK = '***';

/** What drivers and parsers put of values into their messages. */
const QUOTING: readonly (readonly [RegExp, string])[] = [
  // An address with a login in it, and secrets by their names.
  [/(\w+:\/\/)[^\s/@]*@/g, `$1${MASK}@`],
  [
    /((?:password|passwd|secret|token|apikey|api_key|authorization)["']?\s*[=:]\s*)(?:Bearer\s+)?\S+/gi,
    `$1${MASK}`,
  ],
  [/\bBearer\s+\S+/gi, `Bearer ${MASK}`],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, MASK],
  // PostgreSQL: Key (email)=(ada@example.com) already exists. Failing row contains (…). … for type uuid: "…"
  [/(Key \([^)]*\)=)\([\s\S]*?\)(?= (?:already|is |conflicts)|[.\n]|$)/g, `$1(${MASK})`],
  [/(Failing row contains )\([\s\S]*\)/g, `$1(${MASK})`],
  [/((?:syntax|value|encoding|timestamp|date)[^"\n]{0,80}: )"[\s\S]*"/gi, `$1"${MASK}"`],
  [/(value )"[\s\S]*?"( is out of range)/g, `$1"${MASK}"$2`],
  // Redis: ERR unknown command 'x', with args beginning with: …
  [/(unknown (?:command|subcommand))[\s\S]*/gi, `$1 ${MASK}`],
  [/(GUARD )\S+/g, `$1${MASK}`],
  // JSON.parse: Unexpected token 'h', "his secret" is not valid JSON
  [/(Unexpected (?:token|non-whitespace character)[^,\n]*, )[\s\S]*?( is not valid JSON)/g, `$1${MASK}$2`],
  // GraphQL: Variable "$input" got invalid value {…}; …
  [/(got invalid value )[\s\S]*?(; |$)/g, `$1${MASK}$2`],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, MASK],
];

/** The same text without the values and secrets that it quotes. */
export function scrubbed(text: string): string {
  return QUOTING.reduce((shown, [pattern, instead]) => shown.replace(pattern, instead), text);
}
