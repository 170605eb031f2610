// A look at a node's disk from outside, also while the node is down or its container gone: a short-lived container of the node's own image with its
// volume. And the one limit that needs its processes: prlimit on the node's first process, from beside it and as the same user, who may.
import { type Container, type Engine, openEngine } from './engine.ts';

export interface VolumePlace {
  /** The engine's name of it. */
  volume: string;
  /** What can read it. */
  image: string;
}

/** Runs a shell script with the volume at `folder` and gives what it printed. Throws when there is no such volume, or the script fails. */
export async function runOnVolume(
  { volume, image }: VolumePlace,
  folder: string,
  script: string,
): Promise<string> {
  const engine = await openEngine();
  const { Labels } = await engine.container.dockerode.getVolume(volume).inspect();
  return runOnce(engine, {
    Image: image,
    Cmd: [script],
    Labels: projectLabel(Labels),
    HostConfig: { NetworkMode: 'none', Binds: [`${volume}:${folder}`] },
  });
}

/** Has `prlimit` where the node's own image has none; only if it is here already. */
const WITH_PRLIMIT = 'node:20-bookworm-slim';

/** Lets no file of the node grow beyond so many bytes; false where no image at hand can do it. */
export async function limitFilesOf(container: string, bytes: number | 'unlimited'): Promise<boolean> {
  const engine = await openEngine();
  const { Config } = await engine.container.getById(container).inspect();
  const limitIn = (options: Pick<Create, 'Image' | 'User'>) =>
    runOnce(engine, {
      ...options,
      Cmd: [`prlimit --pid 1 --fsize=${bytes}:unlimited`],
      Labels: projectLabel(Config.Labels),
      HostConfig: { NetworkMode: 'none', PidMode: `container:${container}` },
    }).then(
      () => true,
      () => false,
    );
  if (await limitIn({ Image: Config.Image })) return true;
  const who = ['echo $(id -u):$(id -g)'];
  const printed = await runOnce(engine, {
    Image: Config.Image,
    Cmd: who,
    HostConfig: { NetworkMode: 'none' },
  });
  return limitIn({ Image: WITH_PRLIMIT, User: printed.trim() });
}

type Create = Parameters<Engine['container']['create']>[0];

async function runOnce(engine: Engine, options: Create): Promise<string> {
  const helper = await engine.container.dockerode.createContainer({ ...options, Entrypoint: ['sh', '-c'] });
  try {
    await helper.start();
    const { StatusCode } = (await helper.wait()) as { StatusCode: number };
    const printed = await outputOf(engine, helper);
    if (StatusCode === 0) return printed;
    throw new Error(`a script in ${options.Image} ended with ${StatusCode}: ${printed.trim()}`);
  } finally {
    await helper.remove({ force: true, v: true });
  }
}

/** So that clean-up finds it, too. */
function projectLabel(labels: Record<string, string> | null): Record<string, string> {
  const label = 'com.docker.compose.project';
  const project = labels?.[label];
  return project === undefined ? {} : { [label]: project };
}

async function outputOf(engine: Engine, container: Container): Promise<string> {
  const stream = await engine.container.logs(container, { follow: true, stdout: true, stderr: true });
  let printed = '';
  for await (const chunk of stream) printed += String(chunk);
  return printed;
}
