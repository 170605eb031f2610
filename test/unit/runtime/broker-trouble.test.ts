// What the doctor says of brokers that do not serve, from the files a lab leaves: log, properties, process book.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerTroubles } from '../../../pipeline/runtime/nodes/broker-trouble.ts';
import { openProcessBook } from '../../../pipeline/runtime/process-book.ts';

const START =
  'INFO broker-1 [Log4jControllerRegistration$] Registered `kafka:type=kafka.Log4jController` MBean\n';
const SERVES = 'INFO broker-1 [KafkaRaftServer] Kafka Server started\n';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-trouble-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

/** A cluster whose brokers 2 and 3 run (as this very process) and tell their proxies' addresses. */
function cluster({
  log,
  told = 101,
  alive = false,
  client = 201,
}: {
  log: string;
  told?: number;
  alive?: boolean;
  client?: number;
}): void {
  const ports = (n: number) => ({ proxy: 100 + n, client: n === 1 ? client : 200 + n, internal: 300 + n });
  const brokers = { 'broker-1': ports(1), 'broker-2': ports(2), 'broker-3': ports(3) };
  for (const folder of ['cluster/broker-1', 'logs']) mkdirSync(join(stateDir, folder), { recursive: true });
  writeFileSync(
    join(stateDir, 'cluster/cluster.json'),
    JSON.stringify({ clusterId: 'c', ports: { controller: 1, toxiproxy: 2, brokers } }),
  );
  writeFileSync(
    join(stateDir, 'cluster/broker-1/server.properties'),
    `advertised.listeners=CLIENT://127.0.0.1:101,INTERNAL://127.0.0.1:301\nadvertised.listeners=CLIENT://127.0.0.1:${told},INTERNAL://127.0.0.1:301\n`,
  );
  writeFileSync(join(stateDir, 'logs/broker-1.log'), log);
  const book = openProcessBook(stateDir, 's');
  for (const name of alive ? ['broker-1', 'broker-2', 'broker-3'] : ['broker-2', 'broker-3'])
    book.record({ pid: process.pid, name, role: 'broker' });
}

describe('trouble of a broker', () => {
  it.each([
    ['java.net.BindException: Address already in use', 'port-taken'],
    [
      'RuntimeException: Invalid cluster.id in: /d/meta.properties. Expected A, but read B',
      'wrong-cluster-id',
    ],
    [
      "RuntimeException: Stored node id 2 doesn't match previous node id 1 in /d/meta.properties.",
      'wrong-node-id',
    ],
    ['ERROR it is odd', 'start-failed'],
  ])('reads %j as the reason of a failed start', (line, cause) => {
    cluster({ log: `${START}${SERVES}${START}${line}\n` });
    expect(brokerTroubles(stateDir)).toMatchObject([{ broker: 'broker-1', cause }]);
  });

  it('does not take an older start’s failure for the cause of an end after a good one', () => {
    cluster({ log: `${START}java.net.BindException: Address already in use\n${START}${SERVES}` });
    expect(brokerTroubles(stateDir)).toMatchObject([{ broker: 'broker-1', cause: 'ended' }]);
  });

  it.runIf(process.platform === 'linux')('names the process that has the port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    cluster({ log: `${START}java.net.BindException: Address already in use\n`, client: port });
    const [trouble] = brokerTroubles(stateDir);
    server.close();
    expect(trouble?.owner).toContain(`process ${process.pid} `);
  });

  it('sees that a running broker tells clients another address than its proxy’s', () => {
    cluster({ log: START + SERVES, told: 1, alive: true });
    expect(brokerTroubles(stateDir)).toMatchObject([{ broker: 'broker-1', cause: 'unreachable-address' }]);
  });

  it('sees that a running broker is refused by the controller', () => {
    const refusal =
      'Unable to register broker 1 because the controller returned error INCONSISTENT_CLUSTER_ID';
    cluster({ log: `${START}${SERVES}${START}${refusal}\n`, alive: true });
    expect(brokerTroubles(stateDir)).toMatchObject([{ broker: 'broker-1', cause: 'wrong-cluster-id' }]);
  });

  it('has no complaint of a broker that is still starting', () => {
    cluster({ log: `${START}INFO loading logs\n`, alive: true });
    expect(brokerTroubles(stateDir)).toEqual([]);
  });

  it('finds nothing where all serve, or nothing ever ran', () => {
    expect(brokerTroubles(stateDir)).toEqual([]);
    cluster({ log: START + SERVES, alive: true });
    expect(brokerTroubles(stateDir)).toEqual([]);
  });
});
