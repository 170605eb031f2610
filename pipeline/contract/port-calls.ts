// Numbers the port calls of a process, so that every step it takes towards the outside has a name and a number:
// a crash can then be *enumerated* (die at call 17) instead of sampled. Also loads the module a `--ports FILE` names.
import { pathToFileURL } from 'node:url';
import type { Ports, WrapPorts } from './ports.ts';

export interface PortCall {
  /** 1 for the first call of the process. */
  n: number;
  /** `<port>.<method>`, such as `storage.putIfAbsent`. */
  name: string;
  args: readonly unknown[];
}

export interface PortCallHooks {
  /** Before the call has had any effect. */
  before?: (call: PortCall) => void;
  /** After it has had its whole effect (also when it rejected). */
  after?: (call: PortCall) => void;
}

type Method = (...args: unknown[]) => unknown;

function numberedMethod(
  target: object,
  method: Method,
  name: string,
  next: () => number,
  hooks: PortCallHooks,
): Method {
  return (...args) => {
    const call = { n: next(), name, args };
    hooks.before?.(call);
    const result = method.apply(target, args);
    if (result instanceof Promise) return result.finally(() => hooks.after?.(call));
    hooks.after?.(call);
    return result;
  };
}

function numberedPort<T extends object>(
  port: T,
  portName: string,
  next: () => number,
  hooks: PortCallHooks,
): T {
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function' || typeof property !== 'string') return value;
      return numberedMethod(target, value as Method, `${portName}.${property}`, next, hooks);
    },
  });
}

/**
 * The same ports, with every call of the named ones numbered from 1 in the order they are made.
 * Clock, random and event transform have no effect outside the process and are left alone unless named.
 */
export function numberPortCalls(
  ports: Ports,
  hooks: PortCallHooks,
  names: readonly (keyof Ports)[] = ['storage', 'offsetStore', 'kafkaSend'],
): Ports {
  let count = 0;
  const next = () => ++count;
  const numbered = { ...ports };
  for (const name of names) {
    const port = ports[name];
    if (typeof port === 'object') Object.assign(numbered, { [name]: numberedPort(port, name, next, hooks) });
  }
  return numbered;
}

/** Loads the module of `--ports FILE` and returns the ports it wraps; without a file, the ports as they are. */
export async function wrapPorts(
  ports: Ports,
  file: string | undefined,
  process: Parameters<WrapPorts>[1],
): Promise<Ports> {
  if (file === undefined) return ports;
  const module = (await import(pathToFileURL(file).href)) as { default: WrapPorts };
  return module.default(ports, process);
}
