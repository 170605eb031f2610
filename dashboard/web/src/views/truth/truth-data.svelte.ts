// The windows Truth shows: the whole run as last fetched, with the newest windows of the live stream laid over it.
import type { Fault, GoldWindow, LabState, Truth, WindowDetail } from '../../../../contract.ts';

const REFETCH_MS = 3000;

/** `recent` wins where both know a window; both are ordered by start. */
function mergeWindows(all: readonly GoldWindow[], recent: readonly GoldWindow[]): GoldWindow[] {
  const byStart = new Map(all.map((window) => [window.start, window]));
  for (const window of recent) byStart.set(window.start, window);
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

async function getJson<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

export class TruthData {
  #fetched = $state.raw<Truth | null>(null);
  /** Set while the history cannot be had; the live windows are shown all the same. */
  failed = $state(false);

  /** A recording holds its newest windows in its states, and nothing beside them. */
  forget(): void {
    this.#fetched = null;
    this.failed = false;
  }

  /** Fetches now and then, until the function that is returned is called. For a live lab only. */
  start(): () => void {
    let stopped = false;
    const fetchAll = async () => {
      try {
        const answer = await getJson<Truth>('/api/truth');
        if (!stopped) [this.#fetched, this.failed] = [answer, false];
      } catch {
        this.failed = !stopped;
      }
    };
    void fetchAll();
    const timer = setInterval(() => void fetchAll(), REFETCH_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }

  windows(lab: LabState): GoldWindow[] {
    return mergeWindows(this.#fetched?.windows ?? [], lab.gold.windows);
  }

  faults(lab: LabState): Fault[] {
    const live = new Set(lab.faults.map(({ id }) => id));
    return [...(this.#fetched?.faults ?? []).filter(({ id }) => !live.has(id)), ...lab.faults];
  }
}

/** One window with its examples. */
export const fetchWindow = (start: number) => getJson<WindowDetail>(`/api/truth/windows/${start}`);
