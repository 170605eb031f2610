// Journals, at every start, what has changed since the last one: settings, SQL files, versions, the topic's effective settings.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAB_TOPIC, STATE } from '../../pipeline/contract/run-spec.ts';
import { TABLES } from '../../pipeline/contract/tables.ts';
import { openTable, tableExists } from '../../pipeline/delta/table.ts';
import { effectiveTopic, ensureTopic } from '../../pipeline/kafka/topic.ts';
import { openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../pipeline/lake/local-storage.ts';
import { journalChangesSinceLastStart, sqlHashes } from '../../pipeline/observe/last-known.ts';
import { PINS } from '../../setup/layout.mjs';
import type { Session } from './session.ts';

/** The columns of the lake's tables as they stand, `name type` by table; a table that is not there yet has none. */
async function columnsByTable(lakeDir: string): Promise<Record<string, string[]>> {
  const duckdb = await openDuckDb({ threads: 1, memoryLimitMb: 100 });
  try {
    const ports = lakePorts(localStorage(lakeDir, { fsync: false }), duckdb);
    const columns: Record<string, string[]> = {};
    for (const [name, { path }] of Object.entries(TABLES)) {
      if (!(await tableExists(ports, path))) continue;
      const { schema } = await openTable(ports, path, { onCheckpointError: () => undefined });
      columns[name] = schema.fields.map((field) => `${field.name} ${JSON.stringify(field.type)}`);
    }
    return columns;
  } finally {
    duckdb.close();
  }
}

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
      schema: await columnsByTable(join(stateDir, STATE.lake)),
    },
    { at: Date.now(), by: 'up', runId: null },
  );
}
