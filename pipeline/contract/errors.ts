// The one error class of Lakequake and its closed list of codes. Every error a user can meet says what
// happened, where, and what to do next; the code decides the exit code. Rethrow with `cause`, never log and go on.

/** Exit codes of every command: 0 as expected, 1 unexpected result, 2 usage, 3 environment, 4 aborted, 5 inconclusive. */
export const EXIT = { ok: 0, unexpected: 1, usage: 2, environment: 3, aborted: 4, inconclusive: 5 } as const;

const EXIT_BY_CODE = {
  // usage
  'unknown-command': EXIT.usage,
  'unknown-option': EXIT.usage,
  'bad-argument': EXIT.usage,
  'bad-settings': EXIT.usage,
  'bad-source-file': EXIT.usage,
  'not-found': EXIT.usage,
  'bad-sql': EXIT.usage,
  // environment
  'tool-missing': EXIT.environment,
  'port-taken': EXIT.environment,
  'already-running': EXIT.environment,
  'not-running': EXIT.environment,
  'broker-failed': EXIT.environment,
  'component-failed': EXIT.environment,
  'disk-full': EXIT.environment,
  'newer-format': EXIT.environment,
  'deadline-passed': EXIT.environment,
  busy: EXIT.environment,
  'hypothesis-not-met': EXIT.environment,
  // the pipeline refuses to go on
  'offset-gap': EXIT.unexpected,
  'offset-behind': EXIT.unexpected,
  'commit-conflict': EXIT.unexpected,
  'contract-violated': EXIT.unexpected,
  'topic-misconfigured': EXIT.environment,
  'ledger-corrupt': EXIT.unexpected,
  'send-rejected': EXIT.unexpected,
  aborted: EXIT.aborted,
  internal: EXIT.unexpected,
} as const;

export type ErrorCode = keyof typeof EXIT_BY_CODE;

export interface ErrorDetails {
  /** true when the operation certainly had no effect, false when it may have had one. */
  definite?: boolean;
  cause?: unknown;
  context?: Record<string, unknown>;
  /** What the user does next; one sentence, starts with a verb. */
  hint?: string;
}

/** An error with a code of the closed list, whether its effect is certain, and a hint at the next step. */
export class LakequakeError extends Error {
  override readonly name = 'LakequakeError';
  readonly code: ErrorCode;
  readonly definite: boolean;
  readonly context: Record<string, unknown>;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.definite = details.definite ?? true;
    this.context = details.context ?? {};
    this.hint = details.hint;
  }
}

/** The process exit code an error leads to (1 for anything that is not ours). */
export function exitCodeOf(error: unknown): number {
  return error instanceof LakequakeError ? EXIT_BY_CODE[error.code] : EXIT.unexpected;
}
