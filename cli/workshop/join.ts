// `workshop join`: runs beside a seat's lab, sends the board what the lab's files say, and does what the facilitator wants. The lab neither needs it nor
// notices when it ends. Ctrl-C leaves; the place is kept.

import { boardAddress, sit } from '../../labs/workshop/seat-client.ts';
import { readMemory, seatFiles, writeMemory } from '../../labs/workshop/seat-files.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';
import { onEndSignals } from '../control/end-signals.ts';
import { obeyer } from './orders.ts';

export async function join(input: CommandInput, word: string): Promise<number> {
  const { stateDir, flags } = input;
  const address = boardAddress(word);
  if (address === undefined)
    throw new LakequakeError('bad-argument', `'${word}' is no address of a board`, {
      hint: 'give it as the board shows it, such as http://192.168.1.20:7410',
    });
  const code = flags.code as string | undefined;
  const memory = readMemory(stateDir, code ?? '');
  const name = (flags.name as string | undefined) ?? memory.name;
  if (code === undefined || name === null || name === undefined)
    throw new LakequakeError('bad-argument', 'to join takes the code of the board and a name for your seat', {
      hint: 'give --code ABC-DEF --name YOUR-NAME; the facilitator tells the code',
    });
  const abort = new AbortController();
  const release = onEndSignals(() => abort.abort());
  const tell = (text: string) => input.progress(text);
  try {
    const end = await sit({
      address,
      code,
      name,
      memory,
      remember: (kept) => writeMemory(stateDir, code, { ...kept, name }),
      read: seatFiles(stateDir),
      obey: obeyer(input, tell),
      tell,
      signal: abort.signal,
    });
    if (end.kind === 'ended') {
      input.progress('you have left; your place is kept');
      return EXIT.ok;
    }
    throw new LakequakeError('bad-argument', end.says, { hint: 'ask the facilitator' });
  } finally {
    release();
  }
}
