// The views there are, in the order of the navigation: from watching over doing and learning to asking. A view enters here when it exists,
// never before.
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
  path: `/${string}`;
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
    path: '/signals',
    title: 'Signals',
    load: async () => (await import('../views/signals/signals-view.svelte')).default,
  },
  {
    path: '/series',
    title: 'Metrics',
    load: async () => (await import('../views/metrics/metrics-view.svelte')).default,
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
  {
    path: '/labs',
    title: 'Labs',
    load: async () => (await import('../views/labs/labs-view.svelte')).default,
  },
  {
    path: '/workshop',
    title: 'Workshop',
    load: async () => (await import('../views/workshop/workshop-view.svelte')).default,
  },
  {
    path: '/lake',
    title: 'Lake',
    load: async () => (await import('../views/lake/lake-view.svelte')).default,
  },
  {
    path: '/why',
    title: 'Why',
    load: async () => (await import('../views/why/why-view.svelte')).default,
  },
];
