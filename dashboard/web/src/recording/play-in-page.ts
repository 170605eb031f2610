// Plays a recording that is open in the page, in the language of a stream: what the server's player is to a recorded run.
import { frameAt } from '../../../contract/frame-at.ts';
import type { Connect } from '../live/wire.ts';
import { type PageRecording, stateReader } from './page-recording.ts';

const EVERY_MS = 125;

/** Starts at the beginning, playing. */
export function playInPage(recording: PageRecording): Connect {
  return (hear) => {
    const { from, to, frames } = recording;
    const stateAt = stateReader(recording);
    let [at, playing, speed, seq] = [from, true, 1, 0];
    let clock = performance.now();
    let shown = -1;

    function advance(): void {
      const passed = performance.now();
      if (playing) at = Math.min(to, at + (passed - clock) * speed);
      clock = passed;
      if (at >= to) playing = false;
    }

    function tick(): void {
      advance();
      const index = frameAt(frames, at);
      if (index !== shown) {
        seq += 1;
        hear({ t: 'full', seq, at, state: stateAt(index) });
        shown = index;
      }
      hear({ t: 'beat', seq, at });
      hear({ t: 'player', from, to, at, playing, speed });
    }

    const timer = setInterval(tick, EVERY_MS);
    queueMicrotask(tick);
    return {
      say(request) {
        advance();
        if (request.t === 'pause') playing = false;
        else if (request.t === 'speed') speed = request.speed;
        else if (request.t === 'seek') at = Math.min(Math.max(request.at, from), to);
        else {
          speed = request.speed ?? speed;
          if (at >= to) at = from;
          playing = true;
        }
        tick();
      },
      close: () => clearInterval(timer),
    };
  };
}
