// Asks the server's JSON API. What it refuses comes back as a Refusal with the server's own sentence and hint, never as an empty answer.
import type { ErrorAnswer } from '../../../contract/answers.ts';

export class Refusal extends Error {
  readonly code: string;
  readonly hint: string | null;

  constructor(code: string, message: string, hint: string | null) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

const SILENT = 'Nobody answers at the dashboard’s address.';

async function refusalOf(answer: Response): Promise<Refusal> {
  try {
    const { error } = (await answer.json()) as ErrorAnswer;
    return new Refusal(error.code, error.message, error.hint);
  } catch {
    return new Refusal('internal', `The server answered ${answer.status} and no reason.`, null);
  }
}

async function answerOf<T>(request: Promise<Response>): Promise<T> {
  let answer: Response;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refusal('no-answer', SILENT, 'Look whether `npx lakequake up` still runs.');
  }
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as T;
}

/** Throws a Refusal, or the AbortError of the signal. */
export const getAnswer = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  answerOf<T>(fetch(path, signal ? { signal } : {}));

/** The same with a JSON body. */
export const postAnswer = <T>(
  path: string,
  body: unknown,
  signal?: AbortSignal,
  headers: Record<string, string> = {},
): Promise<T> =>
  answerOf<T>(
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    }),
  );

/** What went wrong, as something to show. */
export const refusalFrom = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal('internal', String(error), null);

/** `path?a=1&b=2`, without what is null, undefined or empty. */
export function address(path: string, query: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}
