// The memory limit of a node's container. A limit below what the processes hold is taken by cgroup 2 (which then kills) and refused by cgroup 1
// (which kills only when somebody asks for more), so both are met the same way: the smallest limit the kernel takes, then a little use.
import type { NodeMemory, NodeName } from '../cluster.ts';
import { type Container, onEngine, statusOf } from './engine.ts';

const MIB = 1024 * 1024;
/** Below what any Kafka node holds. */
const LEAST_BYTES = 96 * MIB;
/** From one try to the next: few tries, because a refused one costs the kernel a search for memory to give back. */
const STEP = 1.2;
/** What is used beyond the limit, more than a step and less than the node itself holds, so that the node is the largest: the output of `head`, which
 * `tail` must hold to find its last line. */
const USE_MIB = 96;

/** Memory limits of the containers of nodes, changed while they run; bytes. */
export function nodeMemory(containerOf: (name: NodeName) => Container): NodeMemory {
  const update = async (name: NodeName, limits: { Memory: number; MemorySwap: number }): Promise<void> => {
    await onEngine(() => containerOf(name).update(limits));
  };
  const limitOf = async (name: NodeName): Promise<{ limitBytes: number; ranOut: boolean }> => {
    const { HostConfig, State } = await onEngine(() => containerOf(name).inspect());
    return { limitBytes: HostConfig.Memory ?? 0, ranOut: State.OOMKilled };
  };
  return {
    of: limitOf,
    // The engine's own default for swap.
    set: (name, bytes) => update(name, { Memory: bytes, MemorySwap: 2 * bytes }),
    async squeeze(name) {
      // Equal to the memory: no swap to go to.
      const leave = (all: number) => taken(() => update(name, { Memory: all, MemorySwap: all }));
      const { limitBytes } = await limitOf(name);
      let bytes = LEAST_BYTES;
      while (bytes < limitBytes && !(await leave(bytes))) bytes = Math.ceil(bytes * STEP);
      await useMore(containerOf(name));
      return bytes;
    },
  };
}

/** False when the kernel refuses the limit (EBUSY), which the engine tells as an error of its own. */
async function taken(act: () => Promise<void>): Promise<boolean> {
  return act().then(
    () => true,
    (error: unknown) => {
      if (statusOf(error) !== 500) throw error;
      return false;
    },
  );
}

/** No error when the container has ended before it could begin. */
async function useMore(container: Container): Promise<void> {
  const command = `head -c ${USE_MIB * MIB} /dev/zero | tail -n 1 >/dev/null`;
  try {
    const exec = await container.exec({ Cmd: ['bash', '-c', command] });
    await exec.start({ Detach: true });
  } catch (error) {
    if (statusOf(error) !== 409 && statusOf(error) !== 404 && statusOf(error) !== 500) throw error;
  }
}
