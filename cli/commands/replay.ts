// `replay`: opens a recorded run in the dashboard. No cluster, no lake, nothing but the file and the npm packages; until Ctrl-C.
import { resolve } from 'node:path';
import { recordingArchive } from '../../dashboard/server/archive/recording-archive.ts';
import { buildServer } from '../../dashboard/server/build-server.ts';
import { noInquiry } from '../../dashboard/server/inquiry/inquiry.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { readRecording } from '../../dashboard/server/recording/read-recording.ts';
import { ONLY_A_RECORDING, replayFeed, START_A_LAB } from '../../dashboard/server/replay-feed.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import { provideWeb } from '../../setup/web.mjs';
import type { CommandInput, CommandModule } from '../command.ts';
import { onEndSignals } from '../control/end-signals.ts';
import { numberOption } from '../options.ts';

/** The page is the only thing that is built, once; a newcomer may come here before any set-up. */
async function buildPage({ projectDir, progress }: CommandInput): Promise<void> {
  try {
    const how = await provideWeb(projectDir);
    if (how !== 'there already') progress('the page was built');
  } catch (cause) {
    throw new LakequakeError('tool-missing', 'the page of the dashboard could not be built', {
      cause,
      hint: 'run `npm install`, then `npm run build:web`, and look at what it says',
    });
  }
}

export const command: CommandModule = {
  name: 'replay',
  summary: 'open a recorded run in the dashboard, without a cluster',
  usage: 'lakequake replay FILE [--port N]',
  options: {
    port: {
      type: 'string',
      value: 'N',
      help: 'port of the dashboard (default 7400, the next free one when taken)',
    },
  },
  details:
    'FILE is the recording.jsonl.gz of a run (in the state folder, runs/<id>/), one exported from the dashboard, or one of docs/recordings/.',
  async run(input) {
    const [file, extra] = input.positionals;
    if (file === undefined || extra !== undefined)
      throw new LakequakeError('bad-argument', 'replay takes one recording', {
        hint: 'give one, for example `npx lakequake replay docs/recordings/broker-loss-naive.jsonl.gz`',
      });
    const port = numberOption(input, 'port', { min: 1, max: 65_535 });
    const path = resolve(file);
    const recording = await readRecording([path], { name: file });
    await buildPage(input);
    const server = await buildServer({
      feed: replayFeed(recording),
      recording,
      archive: recordingArchive(recording, [path]),
      inquiry: noInquiry(`${ONLY_A_RECORDING}, and no lake to read.`, START_A_LAB),
    });
    const ended = new Promise<void>((end) => onEndSignals(() => end()));
    try {
      const { url, asWanted } = await listenOn(server, port === undefined ? {} : { port });
      const { run } = recording.header;
      const seconds = Math.round((recording.to - recording.from) / 1000);
      if (!asWanted) input.progress('the usual port is taken, so the dashboard has another one');
      input.progress(`${run.scenario ?? run.kind} ${run.variant ?? ''} seed ${run.seed}, ${seconds} s`);
      input.out(input.json ? JSON.stringify({ url, run }) : `\n  dashboard  ${url}\n  stop       Ctrl-C\n`);
      await ended;
    } finally {
      await server.close();
    }
    return EXIT.ok;
  },
};
