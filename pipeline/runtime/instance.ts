// One life of a node: this process, this container since that start. A record keeps it, so that a later session (or the same one, after a
// restart) never takes another for it. JSON-safe; types and words only.

/** A process of this machine: its pid with the moment it began, since pids come round again. */
export interface ProcessInstance {
  pid: number;
  startTime: string | number | null;
}

/** A container between a start and its end. */
export interface ContainerInstance {
  /** The engine's full id. */
  container: string;
  /** As the engine tells it. */
  startedAt: string;
}

export type Instance = ProcessInstance | ContainerInstance;

export const isContainer = (instance: object): instance is ContainerInstance => 'container' in instance;

export const isProcess = (instance: object): instance is ProcessInstance => 'pid' in instance;

/** As it stands in a sentence: `process 4711`, `container 3f2a9c41b7de`. */
export function instanceText(instance: object): string {
  if (isContainer(instance)) return `container ${instance.container.slice(0, 12)}`;
  return isProcess(instance) ? `process ${instance.pid}` : 'nothing that ran';
}
