// Acting on a container from a record alone, in a later process: only if it still is in the life that was recorded.
import { LakequakeError } from '../../contract/errors.ts';
import type { ContainerInstance } from '../instance.ts';
import { type Container, openEngine, statusOf } from './engine.ts';

interface Found {
  container: Container;
  paused: boolean;
}

/** The container in the recorded life, or undefined when it ended, was started again or is gone. */
async function find({ container: id, startedAt }: ContainerInstance): Promise<Found | undefined> {
  try {
    const engine = await openEngine();
    const container = engine.container.getById(id);
    const { State } = await container.inspect();
    return State.Running && State.StartedAt === startedAt ? { container, paused: State.Paused } : undefined;
  } catch (error) {
    // Without an engine nothing of it runs, either.
    if (statusOf(error) === 404 || (error instanceof LakequakeError && error.code === 'tool-missing'))
      return undefined;
    throw error;
  }
}

export async function isContainerPaused(instance: ContainerInstance): Promise<boolean> {
  return (await find(instance))?.paused ?? false;
}

/** True when it was paused and goes on now. */
export async function resumeContainer(instance: ContainerInstance): Promise<boolean> {
  const found = await find(instance);
  if (found === undefined || !found.paused) return false;
  await found.container.unpause();
  return true;
}
