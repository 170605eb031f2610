// Journals, at every start, what has changed since the last one: settings, SQL files, versions, the topic's effective settings.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAB_TOPIC } from '../../pipeline/contract/run-spec.ts';
import { effectiveTopic, ensureTopic } from '../../pipeline/kafka/topic.ts';
import { journalChangesSinceLastStart, sqlHashes } from '../../pipeline/observe/last-known.ts';
import { PINS } from '../../setup/layout.mjs';
import type { Session } from './session.ts';

/** Compares with the last start and writes the differences to the journal of changes. */
export async function recordStart(session: Session): Promise<void> {
  const { stateDir, projectDir, settings, admin } = session;
  const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  await ensureTopic(admin, LAB_TOPIC, settings);
  const topic = await effectiveTopic(admin, LAB_TOPIC);
  journalChangesSinceLastStart(
    stateDir,
    {
      settings,
      sql: sqlHashes(join(projectDir, 'pipeline', 'medallion', 'sql')),
      version: { lakequake: version, kafka: PINS.kafka, toxiproxy: PINS.toxiproxy, node: process.version },
      topic: { [LAB_TOPIC]: topic },
    },
    { at: Date.now(), by: 'up', runId: null },
  );
}
