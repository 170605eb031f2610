// The container engine, through testcontainers' runtime client: it finds the engine on every kind of machine. Loaded only when somebody asks
// for it, because it is heavy. Its companion (Ryuk) is switched off: our own clean-up ends what we start.
import type { ContainerRuntimeClient } from 'testcontainers';
import { LakequakeError } from '../../contract/errors.ts';

export type Engine = ContainerRuntimeClient;
export type Container = ReturnType<Engine['container']['getById']>;

const HINT = 'Start Docker (or point DOCKER_HOST at an engine), or install Java 17 and leave --runtime out.';

/** The engine. Throws LakequakeError `tool-missing` (exit 3) when none answers. */
export async function openEngine(): Promise<Engine> {
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    const engine = await getContainerRuntimeClient();
    // The client is kept once found: ask whether the engine still answers.
    await engine.container.dockerode.ping();
    refuseAnother(engine);
    return engine;
  } catch (cause) {
    throw engineGone(cause);
  }
}

/** testcontainers goes on to other engines when the one of DOCKER_HOST does not answer; the docker program and the user mean that one. */
function refuseAnother({ container: { dockerode } }: Engine): void {
  const wanted = process.env.DOCKER_HOST?.replace(/^unix:\/\//, '');
  const { socketPath } = dockerode.modem as { socketPath?: string };
  if (wanted === undefined || !wanted.startsWith('/') || socketPath === wanted) return;
  throw new Error(`DOCKER_HOST is ${wanted}, and nobody answers there`);
}

/** The error for an engine that does not answer (any more). */
export function engineGone(cause: unknown): LakequakeError {
  return new LakequakeError('tool-missing', 'no container engine answers on this machine', {
    hint: HINT,
    cause,
  });
}

/** Whether an error says that nobody listens at the engine's address. */
export function isEngineGone(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes(code);
}

/** Does something on the engine; when the engine is gone says so in one sentence, other errors pass. */
export async function onEngine<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw isEngineGone(error) ? engineGone(error) : error;
  }
}

/** The status the engine answered an error with, such as 404 (not there), 304 (nothing to do) or 409 (not in that state). */
export const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode;
