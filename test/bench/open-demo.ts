// The demo story behind a real server, for measuring the page without a cluster.
import { buildServer } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { demoArchive } from '../fixtures/dashboard/demo-archive.ts';
import { createDemoFeed, type DemoFeed } from '../fixtures/dashboard/demo-feed.ts';

export interface Demo {
  feed: DemoFeed;
  url: string;
  close(): Promise<void>;
}

/** `everyMs`: how often the server samples. */
export async function openDemo({ everyMs }: { everyMs: number }): Promise<Demo> {
  const feed = createDemoFeed({ from: 5, loop: true });
  const app = await buildServer({ feed, archive: await demoArchive(), sampling: { everyMs } });
  const { url } = await listenOn(app, { port: 0 });
  return {
    feed,
    url,
    async close() {
      await app.close();
      feed.close();
    },
  };
}
