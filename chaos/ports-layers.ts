// A `--ports` module made of several: each fault of a schedule that wraps the ports of a process is one layer, the first innermost.
// Every layer gets a folder of its own, through which the runner switches it on and it tells that it struck (drivers/ports-switch.ts).
import { pathToFileURL } from 'node:url';
import type { Ports, WrapPorts } from '../pipeline/contract/ports.ts';

export interface PortsLayer {
  /** Absolute path of the fault's module; its default export wraps. */
  file: string;
  /** The fault's arguments, with `folder` added. */
  options: Record<string, unknown> & { folder: string };
}

const wrap: WrapPorts = async (ports, { options, ...process }) => {
  let wrapped: Ports = ports;
  for (const layer of (options as { layers: PortsLayer[] }).layers) {
    const module = (await import(pathToFileURL(layer.file).href)) as { default: WrapPorts };
    wrapped = await module.default(wrapped, { ...process, options: layer.options });
  }
  return wrapped;
};
export default wrap;
