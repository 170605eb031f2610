// One picture of the page: where, when in the demo story, how wide, in which colours.
import type { DemoFeed } from '../fixtures/dashboard/demo-feed.ts';

export interface Shot {
  name: string;
  path: string;
  /** Second of the story. */
  at: number;
  width: number;
  height: number;
  scheme: 'dark' | 'light';
  /** Ends the server before the shot. */
  serverGone?: boolean;
  full?: boolean;
  /** What must be there before the shot; a chart unless said. */
  ready?: string;
  /** The story runs so long before the page is opened, so that there is a history. */
  warmUpMs?: number;
  /** Done before the page is opened. */
  before?: (feed: DemoFeed) => Promise<unknown>;
}

export const wide = { width: 1600, height: 900 } as const;
export const narrow = { width: 390, height: 844, full: true } as const;
