// The other end of own-process.ts: answers one question after the other over IPC, and takes this process down when it grows over its bound.
// It ends with the server.
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { FromProcess, ToProcess } from './messages.ts';

const LOOK_EVERY_MS = 20;

/** Answers until the server is gone. What is thrown goes back as code, sentence and hint. */
export function answerQuestions<Question, Answer>(
  answerTo: (question: Question, signal: AbortSignal) => Promise<Answer>,
  { mostMb }: { mostMb: number },
): void {
  const running = new Map<number, AbortController>();
  const say = (message: FromProcess<Answer>) => void process.send?.(message);

  async function answer(id: number, question: Question): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      say({ id, answer: await answerTo(question, abort.signal) });
    } catch (error) {
      const known = error instanceof LakequakeError ? error : undefined;
      say({
        id,
        error: {
          code: known?.code ?? 'internal',
          message: known?.message ?? 'the question could not be answered',
          hint: known?.hint ?? null,
        },
      });
    } finally {
      running.delete(id);
    }
  }

  process.on('message', (message: ToProcess<Question>) => {
    if (message.type === 'stop') running.get(message.id)?.abort();
    else void answer(message.id, message.question);
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C in the terminal reaches the server, which ends this process in its order.
  process.on('SIGINT', () => undefined);
  setInterval(() => {
    // No orderly exit: it would wait for the very query.
    if (process.memoryUsage.rss() > mostMb * 1_000_000) process.kill(process.pid, 'SIGKILL');
  }, LOOK_EVERY_MS);
}
