// `workshop`: a room of seats, each with a lab of its own, and one board.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandModule } from '../command.ts';
import { host } from '../workshop/host.ts';
import { join } from '../workshop/join.ts';

export const command: CommandModule = {
  name: 'workshop',
  summary: 'a board for a room of seats: host it, or join it beside your lab',
  usage:
    'lakequake workshop host [--bind ADDRESS] [--port N] [--title TEXT] [--labs A,B] [--new] | workshop join ADDRESS --code CODE --name NAME',
  options: {
    bind: {
      type: 'string',
      value: 'ADDRESS',
      help: 'host: where to listen (default 127.0.0.1; 0.0.0.0 for a room)',
    },
    port: { type: 'string', value: 'N', help: 'host: port of the board (default 7410, or that of before)' },
    title: { type: 'string', value: 'TEXT', help: 'host: what the board is called' },
    labs: { type: 'string', value: 'A,B', help: 'host: the labs on the board, by number (default: all)' },
    new: { type: 'boolean', help: 'host: a new workshop; the one before is put aside' },
    code: { type: 'string', value: 'CODE', help: 'join: the code that the board shows' },
    name: { type: 'string', value: 'NAME', help: 'join: how the board calls your seat' },
  },
  details: [
    'The host prints the address and the code for the room, and a key for the facilitator alone. Started again on the same state folder it goes on.',
    'A seat sends which steps of its labs are finished, its predictions and the times of a game day; no file of it and no word you wrote.',
    'A lost board never stops a lab. A seat that comes back, or joins a second time, keeps its place.',
  ].join('\n'),
  async run(input) {
    const [action, word, ...rest] = input.positionals;
    if (action === 'host' && word === undefined) return host(input);
    if (action === 'join' && word !== undefined && rest.length === 0) return join(input, word);
    throw new LakequakeError('bad-argument', 'workshop takes host, or join and the address of a board', {
      hint: 'give `workshop host`, or `workshop join ADDRESS --code CODE --name NAME`',
    });
  },
};
