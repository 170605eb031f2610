// What both runtimes (embedded, docker) offer: a running Kafka with one proxy per broker, whose nodes can be killed, paused and
// started one by one. Types only: whoever acts on a node asks the cluster, never the node's pid. A node that ends by itself is an event (onExit), never a crash of control.

import type { Instance } from './instance.ts';

/** Brokers 1–3 are Kafka node ids 1–3; their proxies carry the same names as the brokers. */
export type BrokerName = 'broker-1' | 'broker-2' | 'broker-3';
export type NodeName = 'controller' | BrokerName | 'toxiproxy';

export const RUNTIME_NAMES = ['embedded', 'docker'] as const;
export type RuntimeName = (typeof RUNTIME_NAMES)[number];

export const BROKER_NAMES = ['broker-1', 'broker-2', 'broker-3'] as const satisfies readonly BrokerName[];
export const NODE_NAMES = ['controller', ...BROKER_NAMES, 'toxiproxy'] as const satisfies readonly NodeName[];

export interface ClusterNode {
  readonly name: NodeName;
  /** Its pid on this machine; undefined while it is not running, and always for a container, whose pid may be another machine's. */
  readonly pid: number | undefined;
  /** What it is now, process or container; undefined while it is not running. */
  readonly instance: Instance | undefined;
  /** Absolute path. */
  readonly logFile: string;
}

/** A broker's log directory: a folder of this machine, or one inside a container, on a volume of the engine. JSON-safe. */
export interface DiskPlace {
  /** Absolute path. */
  folder: string;
  volume?: { volume: string; image: string };
}

export interface BrokerNode extends ClusterNode {
  readonly name: BrokerName;
  readonly id: number;
  /** Name of its proxy in Toxiproxy. */
  readonly proxyName: BrokerName;
  /** Port of its proxy: what it advertises to clients. */
  readonly proxyPort: number;
  /** Port of its client listener, behind the proxy. */
  readonly clientPort: number;
  /** Port of the listener for the other brokers. */
  readonly internalPort: number;
  /** The name other brokers reach that listener by. */
  readonly internalHost: string;
  readonly disk: DiskPlace;
}

/** A node ended. `expected` when we asked for it (kill, stop). */
export interface NodeExit {
  node: NodeName;
  /** undefined for a container. */
  pid: number | undefined;
  code: number | null;
  signal: NodeJS.Signals | null;
  expected: boolean;
  /** ms since the epoch. */
  at: number;
}

/** The memory of nodes that have a limit of their own (containers). */
export interface NodeMemory {
  /** Its limit now, and whether its last life ended for want of memory, as the kernel tells. */
  of(node: NodeName): Promise<{ limitBytes: number; ranOut: boolean }>;
  /** Takes from a running node all the memory it does not hold, and a little use beyond that; gives back what it was left with. */
  squeeze(node: NodeName): Promise<number>;
  set(node: NodeName, limitBytes: number): Promise<void>;
}

export interface Cluster {
  readonly runtime: RuntimeName;
  readonly clusterId: string;
  /** host:port of every broker's proxy: the only addresses clients get. */
  readonly bootstrap: string[];
  /** Base URL of Toxiproxy's HTTP API. */
  readonly toxiproxyUrl: string;
  readonly controller: ClusterNode;
  /** Port on loopback where the controller itself can be asked; absent where a runtime does not offer it. */
  readonly controllerPort?: number | undefined;
  readonly toxiproxy: ClusterNode;
  readonly brokers: readonly BrokerNode[];
  /** Sends SIGKILL (or the signal given) and resolves when the process is gone, at the latest SIGKILLed after a grace. */
  kill(node: NodeName, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /**
   * Starts a node that is not running and resolves when it is ready: a broker unfenced, Toxiproxy with all its proxies. `properties` stand
   * over a Kafka node's own for this start alone.
   */
  start(node: NodeName, properties?: Readonly<Record<string, string>>): Promise<void>;
  /** It keeps its connections and answers nothing: SIGSTOP for a process, a frozen container. */
  pause(node: NodeName): Promise<void>;
  resume(node: NodeName): Promise<void>;
  /** Takes a node off the network the nodes share; absent where they have none of their own. Its clients and peers hear nothing more. */
  disconnect?(node: NodeName): Promise<void>;
  /** Back on the network under its name; resolves when it is. No error when it was never off. */
  connect?(node: NodeName): Promise<void>;
  /** Whether it is on that network, as the engine says now. */
  isConnected?(node: NodeName): Promise<boolean>;
  /** Throws why no node may be acted on; absent where nodes may be. */
  readonly refuse?: () => never;
  /** Absent where nodes have no memory limit of their own. */
  readonly memory?: NodeMemory;
  /** Whether its process is alive (a paused one is). */
  isRunning(node: NodeName): boolean;
  isPaused(node: NodeName): boolean;
  /** Calls back for every node that ends, asked for or not; returns the function that ends the subscription. */
  onExit(listener: (exit: NodeExit) => void): () => void;
  /** Ends everything, in order; idempotent. */
  stop(): Promise<void>;
}

export interface ClusterSettings {
  /** kafka.numPartitions: partitions of topics created without a number. */
  numPartitions: number;
  replicationFactor: number;
  minInsyncReplicas: number;
  /** After this long without a heartbeat the controller takes a broker for lost. */
  brokerSessionTimeoutMs: number;
  /** A follower that has not caught up for this long leaves the ISR. */
  replicaLagTimeMs: number;
  /** Shortest consumer session the group coordinator accepts. */
  groupMinSessionTimeoutMs: number;
}

export const DEFAULT_CLUSTER_SETTINGS: ClusterSettings = {
  numPartitions: 6,
  replicationFactor: 3,
  minInsyncReplicas: 2,
  brokerSessionTimeoutMs: 6000,
  replicaLagTimeMs: 5000,
  groupMinSessionTimeoutMs: 1000,
};
