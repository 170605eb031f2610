// docker-compose.yml and docker/nodes stay in step with the embedded runtime, and keep their promises: pinned, bounded, on loopback.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { METRICS } from '../../../dashboard/server/metrics/all-metrics.ts';
import { PREFIX } from '../../../dashboard/server/metrics/metric.ts';
import { BROKER_NAMES, DEFAULT_CLUSTER_SETTINGS, NODE_NAMES } from '../../../pipeline/runtime/cluster.ts';
import {
  CONTAINER_HOSTS,
  containerProperties,
  DATA_DIR,
  DEFAULT_CLUSTER_ID,
  DEFAULT_PORTS,
  nodeFiles,
  TOXIPROXY_PORT,
} from '../../../pipeline/runtime/docker/node-files.ts';
import { HEAP_MB } from '../../../pipeline/runtime/embedded/node-specs.ts';
import { brokerProperties, controllerProperties } from '../../../pipeline/runtime/nodes/node-properties.ts';
import { PINS } from '../../../setup/layout.mjs';

interface Service {
  image?: string;
  build?: string;
  ports?: string[];
  mem_limit?: string;
  profiles?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  network_mode?: string;
  sysctls?: Record<string, number>;
}

const projectDir = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const text = readFileSync(join(projectDir, 'docker-compose.yml'), 'utf8');
/** `${NAME:-default}` as Compose reads it when nobody sets NAME. */
const plain = text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
const { services } = parse(plain, { merge: true }) as { services: Record<string, Service> };

/** Properties that say where a node listens, keeps its data and finds the others: what must differ. */
const OF_PLACE =
  /^(listeners|advertised\.listeners|controller\.quorum\.voters|log\.dirs|metadata\.log\.dir)=/;
const withoutPlaces = (properties: string) => properties.split('\n').filter((line) => !OF_PLACE.test(line));

describe('the compose file', () => {
  it('mounts exactly the node files that the code makes for its default ports', () => {
    const folder = join(projectDir, 'docker', 'nodes');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const found = Object.fromEntries(
      files.map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
      }),
    );
    expect(found, 'run `npm run docker:files`').toEqual(nodeFiles(DEFAULT_PORTS, DEFAULT_CLUSTER_SETTINGS));
  });

  it('gives a node every property of the embedded one but for its places', () => {
    const settings = { ...DEFAULT_CLUSTER_SETTINGS, minInsyncReplicas: 1 };
    const embedded = controllerProperties(DEFAULT_PORTS, settings, '/data');
    expect(withoutPlaces(containerProperties('controller', DEFAULT_PORTS, settings))).toEqual(
      withoutPlaces(embedded),
    );
    for (const name of BROKER_NAMES)
      expect(withoutPlaces(containerProperties(name, DEFAULT_PORTS, settings))).toEqual(
        withoutPlaces(brokerProperties(name, DEFAULT_PORTS, settings, '/data')),
      );
  });

  it('tells clients the proxies and nothing else', () => {
    for (const name of BROKER_NAMES) {
      const { proxy, internal } = DEFAULT_PORTS.brokers[name];
      const properties = containerProperties(name, DEFAULT_PORTS, DEFAULT_CLUSTER_SETTINGS);
      expect(properties).toContain(
        `advertised.listeners=CLIENT://127.0.0.1:${proxy},INTERNAL://${CONTAINER_HOSTS.broker(name)}:${internal}\n`,
      );
      expect(services[name]!.ports!.join()).not.toContain(String(proxy));
      expect(services.toxiproxy!.ports).toContain(`127.0.0.1:${proxy}:${proxy}`);
    }
  });

  it('has the five nodes with the versions and heaps of the embedded runtime', () => {
    for (const name of NODE_NAMES) expect(services[name]!.profiles).toBeUndefined();
    expect(services.toxiproxy!.image).toBe(`ghcr.io/shopify/toxiproxy:${PINS.toxiproxy}`);
    expect(services.toxiproxy!.ports).toContain(`127.0.0.1:${DEFAULT_PORTS.toxiproxy}:${TOXIPROXY_PORT}`);
    for (const name of ['controller', ...BROKER_NAMES] as const) {
      const { image, environment, volumes, ports } = services[name]!;
      const heapMb = name === 'controller' ? HEAP_MB.controller : HEAP_MB.broker;
      const port = name === 'controller' ? DEFAULT_PORTS.controller : DEFAULT_PORTS.brokers[name].client;
      expect(image).toBe(`apache/kafka:${PINS.kafka}`);
      expect(environment).toMatchObject({
        CLUSTER_ID: DEFAULT_CLUSTER_ID,
        KAFKA_HEAP_OPTS: `-Xmx${heapMb}m`,
        HEALTH_PORT: port,
      });
      expect(volumes).toContain(`${name}:${DATA_DIR}`);
      expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
    }
  });

  it('shows in Grafana only metrics that /metrics has', () => {
    const dashboard = readFileSync(join(projectDir, 'docker/grafana/dashboards/lakequake.json'), 'utf8');
    const { panels } = JSON.parse(dashboard) as { panels: { targets: { expr: string }[] }[] };
    const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const known = new Set(METRICS.filter(({ pageOnly }) => !pageOnly).map(({ name }) => `${PREFIX}${name}`));
    const unknown = shown.filter((expr) => !known.has(/lakequake_\w+/.exec(expr)?.[0] ?? ''));
    expect(shown.length).toBeGreaterThan(9);
    expect(unknown).toEqual([]);
  });

  it('lets no dial to a broker that is gone hold up the proxy for longer than three seconds', () => {
    expect(services.toxiproxy!.sysctls).toEqual({ 'net.ipv4.tcp_syn_retries': 1 });
  });

  it('pins every image, bounds every memory, publishes on loopback alone, and stays short', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(service.image, name).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/);
      for (const port of service.ports ?? []) expect(port, name).toMatch(/^127\.0\.0\.1:/);
      expect(service.network_mode ?? 'service:toxiproxy', name).toBe('service:toxiproxy');
    }
    expect(text.split('\n').length).toBeLessThan(200);
  });
});
