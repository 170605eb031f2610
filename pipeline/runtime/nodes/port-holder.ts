// Which process listens on a port of loopback, from Linux's /proc: the socket's inode by port, then the process that has it open.
// undefined where there is no /proc, or the process belongs to another user.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

export interface PortHolder {
  pid: number;
  /** Its program, without arguments. */
  program: string;
}

function listeningInode(port: number): string | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    if (!existsSync(table)) continue;
    for (const line of readFileSync(table, 'utf8').split('\n')) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${wanted}`) && fields[3] === LISTENING) return fields[9];
    }
  }
  return undefined;
}

function holds(pid: string, inode: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`);
  } catch {
    return false; // It has ended meanwhile, or we may not look.
  }
}

/** The process that listens on the port now. */
export function portHolder(port: number): PortHolder | undefined {
  const inode = listeningInode(port);
  if (inode === undefined) return undefined;
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holds(name, inode));
  if (pid === undefined) return undefined;
  return { pid: Number(pid), program: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
}
