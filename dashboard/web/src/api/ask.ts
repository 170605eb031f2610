// Asks the page's own server. What it refuses arrives as a Refusal: a sentence and what to do next, as the server said them.
import type { ErrorAnswer } from '../../../contract.ts';

export class Refusal extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly status: number;
  constructor(status: number, { code, message, hint }: ErrorAnswer['error']) {
    super(message);
    [this.status, this.code, this.hint] = [status, code, hint];
  }
}

const NO_ANSWER: ErrorAnswer['error'] = {
  code: 'not-running',
  message: 'Lakequake does not answer.',
  hint: 'Look whether it still runs: npx lakequake status',
};

async function refusalOf(answer: Response): Promise<Refusal> {
  try {
    return new Refusal(answer.status, ((await answer.json()) as ErrorAnswer).error);
  } catch {
    return new Refusal(answer.status, {
      code: 'internal',
      message: `The server said ${answer.status}.`,
      hint: null,
    });
  }
}

/** The answer as JSON. Throws a Refusal for anything but success. */
export async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Refusal(0, NO_ANSWER);
  }
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as T;
}

/** What went wrong, as something to show. */
export function refusalFrom(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(0, {
    code: 'internal',
    message: 'The page failed to ask.',
    hint: 'Load the page again.',
  });
}
