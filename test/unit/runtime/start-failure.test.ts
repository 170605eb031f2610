import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../../pipeline/runtime/nodes/start-failure.ts';

// Lines as Kafka 4.3.1 and the JVM print them.
const CASES: [cause: string, code: string, says: string][] = [
  ['java.net.BindException: Address already in use', 'port-taken', 'its port is taken'],
  ['listen tcp 127.0.0.1:8474: bind: address already in use', 'port-taken', 'its port is taken'],
  ['java.io.IOException: No space left on device', 'disk-full', 'the disk is full'],
  [
    'Error occurred during initialization of VM\nCould not reserve enough space for 262144KB object heap',
    'broker-failed',
    'not enough memory',
  ],
  [
    'java.lang.RuntimeException: Invalid cluster.id in: /data/meta.properties. Expected A, but read B',
    'broker-failed',
    'another cluster',
  ],
  [
    "java.lang.RuntimeException: Stored node id 2 doesn't match previous node id 1 in /data/meta.properties. If you moved your data, make sure your configured node id matches.",
    'broker-failed',
    'another node',
  ],
  ['java.lang.RuntimeException: No readable meta.properties files found.', 'broker-failed', 'damaged'],
  [
    'Failed to acquire lock on file .lock in /data. A Kafka instance in another process or thread is using this directory.',
    'already-running',
    'another process',
  ],
  [
    'java.lang.UnsupportedClassVersionError: kafka/Kafka has been compiled by a more recent version',
    'tool-missing',
    'Java is too old',
  ],
];

describe('why a node ended during its start', () => {
  it.each(CASES)('reads %j', (line, code, says) => {
    const log = `2026-01-01T00:00:00.000Z INFO  broker-1 starting\n${line}\n2026-01-01T00:00:01.000Z INFO  broker-1 shutting down\n`;
    const error = explainFailure('broker-1', log, 'broker-1.log');
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^broker-1 ended during its start: /);
    expect(error.message).toContain(says);
    expect(error.message).not.toContain('\n');
    expect(error.hint).toContain('broker-1.log');
  });

  it('names the cause, not its consequence, when a full disk takes the log folder with it', () => {
    const log =
      'KafkaStorageException: Error while writing\nCaused by: java.io.IOException: No space left on device\nShutdown broker because all log dirs in /data have failed';
    expect(explainFailure('broker-1', log, 'x').code).toBe('disk-full');
  });

  it('quotes the last complaint when it knows no better', () => {
    expect(explainFailure('broker-1', 'INFO a\nERROR it is odd\nINFO b', 'x').message).toContain(
      'ERROR it is odd',
    );
  });
});
