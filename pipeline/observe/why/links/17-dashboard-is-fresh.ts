// What the dashboard shows is as new as the table.
import { broken, type Link, ok, unknown } from '../link.ts';
import { forMs } from '../phrases.ts';
import { SILENT_AFTER_MS } from './02-source-makes-events.ts';

export const link: Link = {
  claim: 'the dashboard shows the newest state',
  questions: ['stuck', 'empty'],
  feeds: 'dashboard',
  judge({ dashboardAgeMs }) {
    if (dashboardAgeMs === null) return unknown('no dashboard is known');
    if (dashboardAgeMs <= SILENT_AFTER_MS) return ok(`its state is ${forMs(dashboardAgeMs)} old`);
    return broken(
      'dashboard-stale',
      [`its state is ${forMs(dashboardAgeMs)} old`],
      'reload the page; then see `npx lakequake logs control`',
    );
  },
};
