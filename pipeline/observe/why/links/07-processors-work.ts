// At least one processor is alive, not stopped, and reports.
import type { Facts, ProcessorFacts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { forMs, instant, list } from '../phrases.ts';
import { SILENT_AFTER_MS } from './02-source-makes-events.ts';

export const link: Link = {
  claim: 'every processor is alive and reports',
  questions: ['stuck', 'empty', 'slow'],
  feeds: 'bronze',
  judge({ processors }: Facts): Judgement {
    if (processors === null) return unknown('nothing is known of the processors');
    if (processors.length === 0)
      return broken(
        'processor-dead',
        ['no processor runs'],
        'see `npx lakequake logs processor-1`, then `npx lakequake up`',
      );
    for (const processor of processors) {
      const fault = faultOf(processor);
      if (fault !== undefined) return fault;
    }
    return ok(`alive: ${list(processors.map((one) => one.name))}`);
  },
};

function faultOf(processor: ProcessorFacts): Judgement | undefined {
  const { name, state, lastError } = processor;
  if (state === 'finished') return undefined;
  const look = `see \`npx lakequake logs ${name}\``;
  if (!processor.alive) {
    const ended = processor.endedAt === null ? '' : ` since ${instant(processor.endedAt)}`;
    const words =
      lastError === null ? ['it said nothing before it ended'] : [`its last words: ${lastError.message}`];
    return broken(
      lastError !== null && isPoison(processor) ? 'poison' : 'processor-dead',
      [`${name} is gone${ended}`, ...words],
      look,
    );
  }
  if (processor.paused)
    return broken(
      'processor-paused',
      [`${name} (pid ${processor.pid}) is stopped (SIGSTOP)`],
      'send it SIGCONT, or `npx lakequake heal`',
    );
  if (processor.reportAgeMs !== null && processor.reportAgeMs > SILENT_AFTER_MS)
    return broken(
      'processor-silent',
      [`no report from ${name} for ${forMs(processor.reportAgeMs)} although it is alive`],
      look,
    );
  return undefined;
}

/** A record it refuses ends a processor with this code when silver.poison is stop. */
function isPoison({ lastError }: ProcessorFacts): boolean {
  return lastError?.code === 'contract-violated';
}
