// `workshop host`: the board on the facilitator's machine, until Ctrl-C. Started again on the same state folder it is the same workshop: same code, same
// key, same port if that is free, every seat in its place.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { buildBoardServer } from '../../dashboard/server/workshop/build-board-server.ts';
import { boardLabs } from '../../labs/workshop/board-labs.ts';
import {
  type Identity,
  newIdentity,
  openEventLog,
  readIdentity,
  saveIdentity,
  setAside,
} from '../../labs/workshop/event-log.ts';
import { openWorkshop } from '../../labs/workshop/workshop.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import { provideWeb } from '../../setup/web.mjs';
import type { CommandInput } from '../command.ts';
import { bindingOf } from '../control/binding.ts';
import { onEndSignals } from '../control/end-signals.ts';
import { numberOption } from '../options.ts';

/** Beside the lab's dashboard, which has 7400. */
const USUAL_PORT = 7410;

async function identityOf({ stateDir, flags }: CommandInput): Promise<Identity> {
  const known = flags.new === true ? undefined : readIdentity(stateDir);
  const named = String(flags.labs ?? '')
    .split(',')
    .filter((name) => name.trim() !== '')
    .map((name) => name.trim());
  const title = (flags.title as string | undefined)?.slice(0, 60);
  if (known !== undefined) {
    const labs = flags.labs === undefined ? known.labs : (await boardLabs(named)).map(({ id }) => id);
    return { ...known, title: title ?? known.title, labs };
  }
  const before = flags.new === true ? readIdentity(stateDir) : undefined;
  if (before !== undefined) setAside(stateDir, before);
  const labs = (await boardLabs(named)).map(({ id }) => id);
  return newIdentity({ title: title ?? 'Lakequake workshop', labs });
}

async function buildPage({ projectDir, progress }: CommandInput): Promise<void> {
  try {
    if ((await provideWeb(projectDir)) !== 'there already') progress('the page was built');
  } catch (cause) {
    throw new LakequakeError('tool-missing', 'the page of the board could not be built', {
      cause,
      hint: 'run `npm install`, then `npm run build:web`, and look at what it says',
    });
  }
}

export async function host(input: CommandInput): Promise<number> {
  const { stateDir, projectDir, flags } = input;
  const binding = bindingOf(flags.bind as string | undefined, '--bind');
  const wanted = numberOption(input, 'port', { min: 1, max: 65_535 });
  const identity = await identityOf(input);
  const labs = await boardLabs(identity.labs);
  await buildPage(input);
  const log = openEventLog(stateDir);
  const workshop = openWorkshop({ identity, log, labs });
  const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  const local = `${hostname().toLowerCase()}.local`;
  const server = await buildBoardServer({
    workshop,
    title: identity.title,
    labs,
    version,
    allowedHosts: binding.tokenOnly ? [...binding.allowedHosts, local] : [],
  });
  const ended = new Promise<void>((end) => onEndSignals(() => end()));
  try {
    const { port } = await listenOn(server, {
      port: wanted ?? identity.port ?? USUAL_PORT,
      host: binding.host,
    });
    saveIdentity(stateDir, { ...identity, port });
    const address = `http://${binding.linkHost}:${port}`;
    const { code, key, title } = identity;
    const moved = identity.port !== null && identity.port !== port;
    if (moved)
      input.progress(`the port of before (${identity.port}) is taken: tell the room the new address`);
    if (!binding.tokenOnly)
      input.progress('only this machine can join; for a room give --bind 0.0.0.0, or an address of yours');
    const lines = [
      '',
      `  ${title}, seats so far: ${workshop.state.seats.size}`,
      `  board      ${address}/workshop`,
      `  join       npx lakequake workshop join ${address} --code ${code} --name NAME`,
      `  code       ${code}`,
      `  key        ${key}   (for you alone: enter it on the board)`,
      '  stop       Ctrl-C; started again on this state folder, everything is as it was',
      '',
    ];
    input.out(input.json ? JSON.stringify({ address, code, key, title }) : lines.join('\n'));
    await ended;
  } finally {
    await server.close();
  }
  return EXIT.ok;
}
