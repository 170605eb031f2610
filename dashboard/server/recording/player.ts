// Plays a recording to one client: the same messages a lab's stream has, at the client's own place and speed. Seeking answers with a full
// state, of many seeks only the newest; a client that does not keep up gets fewer frames, never a growing queue.

import { frameAt } from '../../contract/frame-at.ts';
import type { PlayerMessage, PlayerRequest } from '../../contract/player.ts';
import type { LabState, StreamMessage } from '../../contract.ts';
import type { StreamClient } from '../stream/sampler.ts';
import { cursorOver } from './cursor.ts';
import type { Recording } from './read-recording.ts';

export interface PlayerOptions {
  everyMs: number;
  maxBufferedBytes: number;
  now: () => number;
}

const DEFAULTS: PlayerOptions = { everyMs: 125, maxBufferedBytes: 500_000, now: () => performance.now() };
/** More frames than this in one step are cheaper, and no less smooth, as one full state. */
const MOST_STEPS = 6;

export interface Player {
  hear(request: PlayerRequest): void;
  /** One step; the timer calls it, tests may. */
  tick(): void;
  stop(): void;
}

/** Starts playing from the beginning. */
export function playTo(
  client: StreamClient,
  recording: Recording,
  options: Partial<PlayerOptions> = {},
): Player {
  const { everyMs, maxBufferedBytes, now } = { ...DEFAULTS, ...options };
  const cursor = cursorOver(recording);
  let at = recording.from;
  let playing = true;
  let speed = 1;
  let seq = 0;
  let clock = now();
  /** The next state goes out whole: the first one, after a seek, after frames were left out. */
  let whole = true;

  const say = (message: StreamMessage | PlayerMessage) => client.send(JSON.stringify(message));
  const report = () => say({ t: 'player', from: recording.from, to: recording.to, at, playing, speed });

  function sayState(state: LabState): void {
    seq += 1;
    say({ t: 'full', seq, at, state });
    whole = false;
  }

  function advance(): void {
    const passed = now();
    if (playing) at = Math.min(recording.to, at + (passed - clock) * speed);
    clock = passed;
    if (at >= recording.to) playing = false;
  }

  function show(): void {
    const target = frameAt(recording.frames, at);
    if (whole || target < cursor.index || target - cursor.index > MOST_STEPS) {
      sayState(cursor.moveTo(target));
      return;
    }
    while (cursor.index < target) {
      const line = recording.line(cursor.index + 1);
      const state = cursor.moveTo(cursor.index + 1);
      if (line.t === 'full') sayState(state);
      else {
        seq += 1;
        say({ t: 'delta', seq, at, set: line.set, unset: line.unset });
      }
    }
    // Its clock goes on between two frames, and a page that hears nothing thinks the server gone.
    say({ t: 'beat', seq, at });
  }

  function tick(): void {
    advance();
    if (client.bufferedBytes() > maxBufferedBytes) {
      whole = true;
      return;
    }
    show();
    report();
  }

  const timer = setInterval(tick, everyMs);
  timer.unref();
  tick();
  return {
    tick,
    hear(request) {
      advance();
      if (request.t === 'pause') playing = false;
      else if (request.t === 'speed') speed = request.speed;
      else if (request.t === 'play') {
        speed = request.speed ?? speed;
        if (at >= recording.to) at = recording.from;
        playing = true;
      } else {
        at = Math.min(Math.max(request.at, recording.from), recording.to);
        whole = true;
      }
      tick();
    },
    stop: () => clearInterval(timer),
  };
}
