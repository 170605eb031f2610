// Windows that the watermark has passed are final.
import { broken, type Link, ok, unknown } from '../link.ts';
import { patienceMs } from '../patience.ts';
import { forMs, instant } from '../phrases.ts';

export const link: Link = {
  claim: 'windows become final when the watermark passes them',
  questions: ['stuck'],
  feeds: 'gold.traffic',
  judge(facts) {
    const { windows, settings } = facts;
    if (windows?.watermark == null || windows.finalBefore === null)
      return unknown('watermark or final windows are not known');
    const due = Math.floor(windows.watermark / settings.windowMs) * settings.windowMs;
    const behindMs = due - windows.finalBefore;
    const evidence = [
      `final up to ${instant(windows.finalBefore)}`,
      `watermark at ${instant(windows.watermark)}`,
    ];
    if (behindMs <= settings.windowMs + patienceMs(facts)) return ok(...evidence);
    return broken(
      'windows-not-final',
      [...evidence, `windows of ${forMs(behindMs)} are due`],
      'the gold query does not run: see `npx lakequake logs processor-1`',
    );
  },
};
