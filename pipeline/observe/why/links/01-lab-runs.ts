// Nothing upstream matters when nothing runs at all.
import { broken, type Link, ok, unknown } from '../link.ts';

export const link: Link = {
  claim: 'the lab runs',
  questions: ['stuck', 'empty', 'slow'],
  feeds: 'bronze',
  judge({ labRuns }) {
    if (labRuns === null) return unknown('this run ends by itself; nothing of it needs to be running');
    if (labRuns) return ok('its processes are alive');
    return broken('lab-not-running', ['no process of the lab is alive'], 'start it with `npx lakequake up`');
  },
};
