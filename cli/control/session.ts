// A session: the state folder held, leftovers ended, a cluster running and an admin client connected to it.
// `up`, `drain` and `chaos run` all begin here; closing it leaves nothing behind but the data.
import { join } from 'node:path';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { heal } from '../../chaos/heal.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { brokerSocket } from '../../pipeline/kafka/broker-socket.ts';
import { chooseRuntime } from '../../pipeline/runtime/choose-runtime.ts';
import type { Cluster, RuntimeName } from '../../pipeline/runtime/cluster.ts';
import { type OpenState, openState } from '../../pipeline/runtime/open-state.ts';
import type { ProcessBook } from '../../pipeline/runtime/process-book.ts';
import { loadSettings } from '../../pipeline/runtime/settings-file.ts';
import { startClusterOn } from '../../pipeline/runtime/start-cluster-on.ts';

export interface Session {
  stateDir: string;
  projectDir: string;
  settings: Settings;
  book: ProcessBook;
  cluster: Cluster;
  admin: Admin;
  /** Ends everything this session started; idempotent. */
  close(): Promise<void>;
}

export interface SessionOptions {
  stateDir: string;
  projectDir: string;
  /** Path of a settings file; the project's pipeline.yaml unless given. */
  settingsFile: string | undefined;
  /** Where Kafka runs; chosen by what this machine has unless given. */
  runtime?: RuntimeName | undefined;
  progress: (text: string) => void;
}

/** The settings a command works with. Throws `bad-settings` before anything is started. */
export function settingsOf({
  projectDir,
  settingsFile,
}: Pick<SessionOptions, 'projectDir' | 'settingsFile'>): Settings {
  return loadSettings(settingsFile ?? join(projectDir, 'pipeline.yaml'));
}

async function connectAdmin(bootstrap: string[]): Promise<Admin> {
  const kafka = new Kafka({
    clientId: 'lakequake-control',
    brokers: bootstrap,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 1_000 },
    socketFactory: brokerSocket,
  });
  const admin = kafka.admin();
  await admin.connect();
  return admin;
}

async function openCluster(
  state: OpenState,
  runtime: RuntimeName,
  settings: Settings,
  progress: (text: string) => void,
): Promise<Cluster> {
  const { partitions, replicationFactor, minInsyncReplicas } = settings.topic;
  return startClusterOn(runtime, {
    book: state.book,
    settings: { numPartitions: partitions, replicationFactor, minInsyncReplicas },
    onProgress: progress,
  });
}

/** Opens a session; whatever was started is stopped again when a later step fails. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const settings = settingsOf(options);
  const runtime = await chooseRuntime(options.stateDir, options.runtime);
  const state = await openState(options.stateDir);
  for (const { name, pid } of state.leftovers)
    options.progress(`ended a leftover of an earlier session: ${name} (${pid})`);
  if (state.leftoverContainers.length > 0)
    options.progress(`removed containers of an earlier session: ${state.leftoverContainers.join(', ')}`);
  let cluster: Cluster | undefined;
  try {
    // A fault of a session that died is undone before anything stands on it.
    for (const { fault, runId } of await heal(options.stateDir))
      options.progress(`healed ${fault} of run ${runId}`);
    cluster = await openCluster(state, runtime, settings, options.progress);
    const admin = await connectAdmin(cluster.bootstrap);
    return assemble(options, settings, state, cluster, admin);
  } catch (error) {
    await cluster?.stop();
    await state.close();
    throw error;
  }
}

function assemble(
  { stateDir, projectDir }: SessionOptions,
  settings: Settings,
  state: OpenState,
  cluster: Cluster,
  admin: Admin,
): Session {
  let closing: Promise<void> | undefined;
  const close = async () => {
    // Disconnecting politely can wait for a broker that is down; the cluster's end cuts the connection anyway.
    void admin.disconnect().catch(() => undefined);
    await cluster.stop();
    await state.close();
  };
  return {
    stateDir,
    projectDir,
    settings,
    book: state.book,
    cluster,
    admin,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
