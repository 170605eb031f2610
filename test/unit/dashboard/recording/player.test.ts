// A player speaks the stream's own language, at any place and speed, and never queues for a client that does not keep up.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlayerMessage } from '../../../../dashboard/contract/player.ts';
import type { LabState, StreamMessage } from '../../../../dashboard/contract.ts';
import { playTo } from '../../../../dashboard/server/recording/player.ts';
import { type Recording, readRecording } from '../../../../dashboard/server/recording/read-recording.ts';
import { recordingFiles, startRecorder } from '../../../../dashboard/server/recording/recorder.ts';
import { applyDifference } from '../../../../dashboard/server/stream/apply.ts';
import { labStateAt, RUN_ID } from '../../../fixtures/dashboard/demo-story.ts';

const EPOCH = 1_790_000_000_000;
const STATES = Array.from({ length: 81 }, (_, n) => labStateAt(EPOCH, 15 + n / 4));
let folder: string;
let recording: Recording;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakequake-player-'));
  let index = 0;
  const recorder = startRecorder({
    feed: { snapshot: () => STATES[Math.min(index, 80)]! },
    folderOf: () => join(folder, RUN_ID),
    journalOf: () => [],
    note: (problem) => expect.fail(problem),
    everyMs: 3_600_000,
    keyFrameEveryMs: 5_000,
  });
  for (; index < STATES.length; index += 1) recorder.tick();
  await recorder.stop();
  recording = await readRecording(recordingFiles(join(folder, RUN_ID)));
});
afterAll(() => rmSync(folder, { recursive: true }));

function viewer() {
  let now = 0;
  const me = {
    buffered: 0,
    sent: 0,
    state: undefined as LabState | undefined,
    player: undefined as PlayerMessage | undefined,
    seq: -1,
    kinds: [] as string[],
  };
  const player = playTo(
    {
      bufferedBytes: () => me.buffered,
      send(text) {
        me.sent += 1;
        const message = JSON.parse(text) as StreamMessage | PlayerMessage;
        me.kinds.push(message.t);
        if (message.t === 'player') {
          me.player = message;
          return;
        }
        // As the page does: what does not follow on cannot be used.
        if (message.t === 'full') me.state = message.state;
        else expect(message.seq).toBe(me.seq + (message.t === 'delta' ? 1 : 0));
        if (message.t === 'delta') me.state = applyDifference(me.state!, message.set, message.unset);
        me.seq = message.seq;
      },
    },
    recording,
    { everyMs: 3_600_000, maxBufferedBytes: 1_000, now: () => now },
  );
  const pass = (ms: number, stepMs = 125) => {
    for (let left = ms; left > 0; left -= stepMs) {
      now += stepMs;
      player.tick();
    }
  };
  return { me, player, pass };
}

it('plays from the beginning in the time it took', () => {
  const { me, pass, player } = viewer();
  expect(me.state).toEqual(STATES[0]);
  pass(10_000);
  expect(me.state).toEqual(STATES[40]);
  expect(me.kinds.filter((kind) => kind === 'delta').length).toBeGreaterThan(30);
  player.stop();
});

it('plays faster, and stands at its end', () => {
  const { me, pass, player } = viewer();
  player.hear({ t: 'play', speed: 8 });
  pass(3_000);
  expect(me.state).toEqual(STATES[80]);
  expect(me.player).toMatchObject({ playing: false, speed: 8, at: recording.to });
  player.hear({ t: 'play' });
  expect(me.state).toEqual(STATES[0]);
  player.stop();
});

it('goes where it is told, backwards too, and shows that very moment', () => {
  const { me, player } = viewer();
  for (const index of [60, 3, 41, 40, 0, 80]) {
    player.hear({ t: 'seek', at: STATES[index]!.at });
    expect(me.state).toEqual(STATES[index]);
  }
  player.hear({ t: 'seek', at: 5 });
  expect(me.state).toEqual(STATES[0]);
  player.stop();
});

it('stands still while paused, with a sign of life', () => {
  const { me, pass, player } = viewer();
  player.hear({ t: 'pause' });
  const sent = me.sent;
  pass(5_000);
  expect(me.state).toEqual(STATES[0]);
  expect(me.sent).toBeGreaterThan(sent);
  expect(me.player!.playing).toBe(false);
  player.stop();
});

it('takes a speed while it stands still, and goes on standing still; also at its end', () => {
  const { me, pass, player } = viewer();
  player.hear({ t: 'pause' });
  player.hear({ t: 'speed', speed: 4 });
  pass(1_000);
  expect(me.player).toMatchObject({ playing: false, speed: 4 });
  expect(me.state).toEqual(STATES[0]);
  player.hear({ t: 'seek', at: STATES[80]!.at });
  player.hear({ t: 'speed', speed: 0.5 });
  expect(me.player).toMatchObject({ playing: false, speed: 0.5, at: STATES[80]!.at });
  player.stop();
});

it('leaves frames out for a client that does not read, and shows it where it is afterwards', () => {
  const { me, pass, player } = viewer();
  me.buffered = 2_000;
  const sent = me.sent;
  pass(5_000);
  for (let n = 0; n < 500; n += 1) player.hear({ t: 'seek', at: STATES[n % 81]!.at });
  expect(me.sent).toBe(sent);
  me.buffered = 0;
  player.hear({ t: 'seek', at: STATES[33]!.at });
  expect(me.state).toEqual(STATES[33]);
  expect(me.sent - sent).toBeLessThan(5);
  player.stop();
});
