// The nodes' plugs in the lab's network: a node that is pulled out hears and is heard by nobody, and comes back under its old name.
import type { NodeName } from '../cluster.ts';
import { type Container, type Engine, onEngine, statusOf } from './engine.ts';

export interface NetworkPlugs {
  pull(node: NodeName): Promise<void>;
  /** No error when it is in. */
  put(node: NodeName): Promise<void>;
  putAll(): Promise<void>;
  isIn(node: NodeName): Promise<boolean>;
}

/** The network Compose made for the project. */
export async function labNetwork(
  engine: Engine,
  project: string,
  containers: ReadonlyMap<NodeName, Container>,
): Promise<NetworkPlugs> {
  const network = engine.container.dockerode.getNetwork(`${project}_default`);
  const out = new Set<NodeName>();
  const put = async (name: NodeName): Promise<void> => {
    if (!out.has(name)) return;
    const plug = { Container: containers.get(name)!.id, EndpointConfig: { Aliases: [name] } };
    await onEngine(() => network.connect(plug)).catch((error: unknown) => {
      // It has been put back by someone else: then it is in.
      if (statusOf(error) !== 403 && statusOf(error) !== 409) throw error;
    });
    out.delete(name);
  };
  return {
    async pull(name) {
      out.add(name);
      await onEngine(() => network.disconnect({ Container: containers.get(name)!.id, Force: true }));
    },
    put,
    async isIn(name) {
      const { NetworkSettings } = await onEngine(() => containers.get(name)!.inspect());
      return Object.keys(NetworkSettings.Networks).length > 0;
    },
    async putAll() {
      for (const name of [...out]) await put(name);
    },
  };
}
