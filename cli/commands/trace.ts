// `trace`: one event's path with times, where it ends, and what that means.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { askRunningTopic } from '../../pipeline/observe/trace/ask-topic.ts';
import { printTrail } from '../../pipeline/observe/trace/print-trail.ts';
import { traceEvent } from '../../pipeline/observe/trace/trace-event.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  name: 'trace',
  summary: "one event's path with times: made, acked, bronze, silver or quarantine, gold window",
  usage: 'lakequake trace EVENT [--json]',
  options: {},
  details: [
    'EVENT is an id such as rk3x91p0a-42 (run and number), or requests-3-812 (topic, partition, offset) for one that came without an id.',
    'While a lab runs, the topic itself is asked for an acknowledged event that bronze lacks.',
  ].join('\n'),
  async run(input) {
    const [event, extra] = input.positionals;
    if (event === undefined || extra !== undefined)
      throw new LakequakeError('bad-argument', 'trace takes one event id', {
        hint: 'list some with `npx lakequake sql "SELECT event_id FROM ledger LIMIT 5"`',
      });
    const askTopic = askRunningTopic(input.stateDir);
    const trace = await traceEvent(event, { stateDir: input.stateDir, ...(askTopic && { askTopic }) });
    input.out(input.json ? JSON.stringify(trace) : printTrail(trace));
    return 0;
  },
};
