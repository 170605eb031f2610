// Starts the page: the address decides the view, the stream fills it.
import { mount } from 'svelte';
import './theme.css';
import './parts/controls.css';
import App from './app.svelte';

const target = document.getElementById('page')!;
target.replaceChildren();
mount(App, { target });
