// Every layer waits for its trigger: three layers wait three times.
import { broken, type Link, ok } from '../link.ts';
import { forMs } from '../phrases.ts';

const LONG_TRIGGER_MS = 2_000;

export const link: Link = {
  claim: 'the trigger interval is short',
  questions: ['slow'],
  feeds: 'bronze',
  judge({ settings }) {
    const evidence = `stream.triggerMs is ${settings.triggerMs}: up to ${forMs(3 * settings.triggerMs)} of waiting over three layers`;
    return settings.triggerMs < LONG_TRIGGER_MS
      ? ok(evidence)
      : broken('slow-trigger', [evidence], 'lower stream.triggerMs (500 is usual)');
  },
};
