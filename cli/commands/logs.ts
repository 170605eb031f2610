// `logs`: every log line, the brokers' too, that concerns an event, a batch or a process, in time order.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { collectLogs } from '../../pipeline/observe/logs/collect.ts';
import { findSubject } from '../../pipeline/observe/logs/find-subject.ts';
import { printLines } from '../../pipeline/observe/logs/print-lines.ts';
import { parseSince } from '../../pipeline/observe/logs/since.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  name: 'logs',
  summary: "every log line (brokers' too) that concerns an event, a batch or a process, in time order",
  usage: 'lakequake logs EVENT|BATCH|PROCESS [--since TIME] [--run ID] [--json]',
  options: {
    since: {
      type: 'string',
      value: 'TIME',
      help: 'only lines from then on: an age such as 10m, or an ISO time',
    },
    run: { type: 'string', value: 'ID', help: "a run's logs (default: the lab's, else the newest run's)" },
  },
  details: [
    'EVENT    an event id (rk3x91p0a-42), or partition:offset (3:812)',
    'BATCH    the number of a batch, or a run id for all of its lines',
    'PROCESS  source, processor-1, control, controller, broker-1 … broker-3, toxiproxy',
  ].join('\n'),
  async run(input) {
    const [word, extra] = input.positionals;
    if (word === undefined || extra !== undefined)
      throw new LakequakeError('bad-argument', 'logs takes one event, batch or process', {
        hint: 'give one, for example `npx lakequake logs source`',
      });
    const since = input.flags.since as string | undefined;
    const sinceMs = since === undefined ? undefined : parseSince(since, Date.now());
    const { subject, folders } = await findSubject(
      input.stateDir,
      word,
      input.flags.run as string | undefined,
    );
    const lines = collectLogs(folders, subject, sinceMs);
    if (input.json) input.out(JSON.stringify({ subject, lines }));
    else input.out(lines.length === 0 ? `no log line concerns ${word}` : printLines(lines));
    return 0;
  },
};
