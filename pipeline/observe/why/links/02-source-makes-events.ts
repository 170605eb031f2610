// The source is alive, reports, and makes events. A source that has sent all of its input is well.
import type { Facts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { forMs, many } from '../phrases.ts';

/** Reports come four times a second; this many ms without one is silence. */
export const SILENT_AFTER_MS = 3_000;

export const link: Link = {
  claim: 'the source makes events',
  questions: ['stuck', 'empty'],
  feeds: 'bronze',
  judge({ source }: Facts): Judgement {
    if (source === null) return unknown('nothing is known of the source');
    const made = `${many(source.made, 'event')} made`;
    if (source.state === 'done') return ok(`${made}; its input has ended, nothing more will come`);
    if (!source.alive)
      return broken('source-dead', ['the source process is gone', made], 'see `npx lakequake logs source`');
    if (source.paused)
      return broken(
        'source-paused',
        ['the source process is stopped (SIGSTOP)', made],
        'send it SIGCONT, or `npx lakequake heal`',
      );
    if (source.reportAgeMs !== null && source.reportAgeMs > SILENT_AFTER_MS)
      return broken(
        'source-silent',
        [`no report from the source for ${forMs(source.reportAgeMs)}`, made],
        'see `npx lakequake logs source`',
      );
    if (source.targetRatePerSecond === 0)
      return broken(
        'rate-zero',
        ['the source is asked for 0 events a second', made],
        'raise the rate on the dashboard',
      );
    if (source.madePerSecond === 0 && source.state !== 'blocked' && source.openEvents === 0)
      return broken(
        'source-silent',
        [`${made}, none since the last look, and no send is open`],
        'see `npx lakequake logs source`',
      );
    return ok(made);
  },
};
