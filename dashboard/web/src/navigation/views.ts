// The views there are, in the order of the navigation. A view enters here when it exists, never before:
// signals and metrics have their place after truth, labs, lake and why after runs.
import type { Component } from 'svelte';
import type { LiveLab } from '../live/live-lab.svelte.ts';
import type { PageClock } from '../live/page-clock.svelte.ts';
import FlowView from '../views/flow/flow-view.svelte';
import type { Router } from './router.svelte.ts';

export interface ViewProps {
  live: LiveLab;
  router: Router;
  clock: PageClock;
}
export interface View {
  path: string;
  title: string;
  load: () => Component<ViewProps> | Promise<Component<ViewProps>>;
}

export const VIEWS: readonly View[] = [
  // Home is in the first script; the others are loaded when opened.
  { path: '/', title: 'Flow', load: () => FlowView },
  {
    path: '/truth',
    title: 'Truth',
    load: async () => (await import('../views/truth/truth-view.svelte')).default,
  },
  {
    path: '/scenarios',
    title: 'Scenarios',
    load: async () => (await import('../views/scenarios/scenarios-view.svelte')).default,
  },
  {
    path: '/runs',
    title: 'Runs',
    load: async () => (await import('../views/runs/runs-view.svelte')).default,
  },
];
