// The page's router for parts deep inside a view, so that a link needs nobody to hand it down.
import { createContext } from 'svelte';
import type { Router } from './router.svelte.ts';

export const [getRouter, setRouter] = createContext<Router>();
