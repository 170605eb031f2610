// Which recording the page shows, if any, and its remote control. The address says it: `replay` is the run (`file`: one that was opened
// here), `at` the second at which it stands still. All views then show the recording as if it were live.
import type { PlayerRequest, Timeline } from '../../../contract/player.ts';
import type { Session } from '../../../contract/session.ts';
import { timelineOf } from '../../../contract/timeline-of.ts';
import { getAnswer } from '../ask/answer.ts';
import type { LiveLab } from '../live/live-lab.svelte.ts';
import { socketTo } from '../live/wire.ts';
import type { Router } from '../navigation/router.svelte.ts';
import type { PageRecording } from './page-recording.ts';

export const OPENED = 'file';
const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;

/** So long the player may not have heard of a seek. */
const UNHEARD_MS = 1_500;

export class Replay {
  /** Marks for the scrubber; null until they are known. */
  timeline = $state.raw<Timeline | null>(null);
  /** A recording that was opened as a file. */
  opened = $state.raw<PageRecording | null>(null);
  /** Why a file could not be opened. */
  problem = $state<string | null>(null);
  /** The address names a file, which no address can carry: it must be opened again. */
  needsFile = $state(false);
  /** What is listened to; undefined before the first time. */
  #shown: string | null | undefined;
  readonly #live: LiveLab;
  readonly #router: Router;
  #sought = { place: 0, at: Number.NEGATIVE_INFINITY };

  constructor(live: LiveLab, router: Router) {
    [this.#live, this.#router] = [live, router];
  }

  /** Shows what the address names. A server that is itself a recording's plays that one when the address names none. */
  follow(wanted: string | null, session: Session | null): void {
    // A workshop's server has no lab to listen to.
    if (session?.mode === 'workshop') {
      this.#live.hush();
      return;
    }
    const own = session?.recording?.run ?? null;
    this.needsFile = wanted === OPENED && this.opened === null;
    if (this.#shown === wanted) {
      if (wanted === null && own !== null && this.timeline === null) void this.#fetchTimeline(own);
      return;
    }
    this.#shown = wanted;
    this.#sought = { place: 0, at: Number.NEGATIVE_INFINITY };
    this.timeline = null;
    const first = this.#firstWords();
    if (wanted === null) {
      this.#live.listen(socketTo('/api/stream'), first);
      if (own !== null) void this.#fetchTimeline(own);
    } else if (wanted !== OPENED) {
      this.#live.listen(socketTo(`/api/runs/${encodeURIComponent(wanted)}/stream`), first);
      void this.#fetchTimeline(wanted);
    } else if (this.opened !== null) void this.#playOpened(this.opened, first);
  }

  /** Opens a file and shows it, on the view that is open. */
  async open(file: File): Promise<void> {
    this.problem = null;
    const { NoRecording, readRecordingFile } = await import('./read-recording-file.ts');
    try {
      this.opened = await readRecordingFile(file);
    } catch (error) {
      this.problem =
        error instanceof NoRecording ? `${file.name}: ${error.message}` : `${file.name} cannot be read.`;
      return;
    }
    this.#shown = undefined;
    this.#router.choose('at', null);
    this.#router.choose('replay', OPENED);
    this.follow(OPENED, null);
  }

  /** Back to the lab (or to the recording this server is for). */
  leave = (): void => {
    this.problem = null;
    this.#router.choose('at', null);
    this.#router.choose('replay', null);
  };

  toggle = (): void => {
    const { player } = this.#live;
    if (player === null) return;
    if (player.playing) this.#say({ t: 'pause' });
    else this.#say({ t: 'play', speed: player.speed });
    this.#note(player.playing ? player.at : null);
  };

  /** To a time of the recording, ms since the epoch; it plays on if it played. */
  seek(at: number): void {
    const { player } = this.#live;
    if (player === null) return;
    const place = Math.min(Math.max(at, player.from), player.to);
    this.#say({ t: 'seek', at: place });
    this.#sought = { place, at: performance.now() };
    this.#live.player = { ...player, at: place };
    if (!player.playing) this.#note(place);
  }

  /** Some ms on or back. What the player said before it heard of the last seek does not count: two quick presses are two steps. */
  seekBy(ms: number): void {
    const { player } = this.#live;
    if (player === null) return;
    const since = performance.now() - this.#sought.at;
    const moved = player.playing ? since * player.speed : 0;
    this.seek((since < UNHEARD_MS ? this.#sought.place + moved : player.at) + ms);
  }

  /** To the next speed up (1) or down (-1); a recording that stands still goes on standing still. */
  changeSpeed(step: 1 | -1): void {
    const { player } = this.#live;
    if (player === null) return;
    const here = SPEEDS.findIndex((speed) => speed >= player.speed);
    const next = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, here + step))]!;
    this.#say({ t: 'speed', speed: next });
  }

  #say(request: PlayerRequest): void {
    this.#live.say(request);
  }

  /** `at` in the address: seconds since the begin, while it stands still. */
  #note(at: number | null): void {
    const { player } = this.#live;
    if (player === null) return;
    this.#router.choose('at', at === null ? null : ((at - player.from) / 1000).toFixed(1));
  }

  /** A page that is opened at a place seeks at once. The begin is only known when the player has spoken. */
  #firstWords(): PlayerRequest[] {
    return this.#router.query.get('at') === null ? [] : [{ t: 'pause' }];
  }

  /** Goes where the address says, once it is known when the recording began; called with the first word of the player. */
  arrive(): void {
    const at = this.#router.query.get('at');
    const { player } = this.#live;
    if (at === null || player === null || !Number.isFinite(Number(at))) return;
    this.#say({ t: 'seek', at: player.from + Number(at) * 1000 });
  }

  async #fetchTimeline(run: string): Promise<void> {
    try {
      this.timeline = await getAnswer<Timeline>(`/api/runs/${encodeURIComponent(run)}/timeline`);
    } catch {
      this.timeline = null; // the scrubber then has no marks
    }
  }

  async #playOpened(recording: PageRecording, first: PlayerRequest[]): Promise<void> {
    const [{ playInPage }, { stateReader }] = await Promise.all([
      import('./play-in-page.ts'),
      import('./page-recording.ts'),
    ]);
    const { run, frames, from, to } = recording;
    this.timeline = timelineOf({ run: run.id, from, to }, stateReader(recording)(frames.length - 1));
    this.#live.listen(playInPage(recording), first);
  }
}
