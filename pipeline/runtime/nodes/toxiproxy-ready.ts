// When Toxiproxy is ready: its HTTP API answers. It says nothing of that in its log.
import { until } from '../../contract/until.ts';
import { explainEnd, type LogMark } from './log-mark.ts';

/** Resolves when the API answers; throws the cause when the process ends first. */
export async function untilToxiproxyAnswers(
  url: string,
  node: { readonly running: boolean },
  mark: LogMark,
): Promise<void> {
  const ready = async (): Promise<boolean> => !node.running || (await answers(url));
  await until(ready, { deadlineMs: 5000, everyMs: 20, what: 'Toxiproxy to answer' });
  if (!node.running) throw explainEnd('toxiproxy', mark);
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/version`).then(
    (response) => response.ok,
    () => false,
  );
}
