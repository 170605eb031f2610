// Where the dashboard listens: loopback, unless asked for another address. Then the hosts a browser may name are this machine's own, and
// actions need the token, because whoever reaches the port can open the page.
import { hostname, networkInterfaces } from 'node:os';
import { LakequakeError } from '../../pipeline/contract/errors.ts';

export interface Binding {
  host: string;
  tokenOnly: boolean;
  /** Host names besides the loopback ones. */
  allowedHosts: string[];
  /** The address to put into a link. */
  linkHost: string;
  /** The address for commands on this machine. */
  localHost: string;
}

export const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  );
}

/** Throws `bad-argument` for an address this machine does not have. */
export function bindingOf(host: string | undefined, option = '--host'): Binding {
  if (host === undefined || host === LOOPBACK || host === 'localhost')
    return {
      host: LOOPBACK,
      tokenOnly: false,
      allowedHosts: [],
      linkHost: LOOPBACK,
      localHost: LOOPBACK,
    };
  const own = ownAddresses();
  if (host !== EVERYWHERE && !own.includes(host))
    throw new LakequakeError('bad-argument', `${option} ${host} is no address of this machine`, {
      hint: `give ${EVERYWHERE} for all of them, or one of ${own.join(', ')}`,
    });
  const outside = own.find((address) => !address.startsWith('127.')) ?? LOOPBACK;
  return {
    host,
    tokenOnly: true,
    allowedHosts: host === EVERYWHERE ? [...own, hostname().toLowerCase()] : [host, hostname().toLowerCase()],
    linkHost: host === EVERYWHERE ? outside : host,
    localHost: host === EVERYWHERE ? LOOPBACK : host,
  };
}
