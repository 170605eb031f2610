// The pictures of Labs: the course, and each part of a lab as a learner in the middle of it sees it; dark, light and narrow.
import { STORY } from '../fixtures/dashboard/demo-story.ts';
import type { Shot } from './shots.ts';

const LAB = '/labs?lab=04-acked-is-not-stored';
const EDITOR = '[data-testid="file-editor"][data-ready="true"]';
const wide = { width: 1600, height: 1000 } as const;
/** Everything in sight: an editor below the fold is drawn when one comes to it, which a picture of the full page does not. */
const tall = { height: 1720 } as const;
const narrow = { width: 390, height: 2700 } as const;

function shot(name: string, path: string, ready: string, more: Partial<Shot> = {}): Shot {
  const scheme = name.includes('light') ? 'light' : 'dark';
  return {
    name,
    path,
    ready,
    scheme,
    at: STORY.healthy + 12,
    ...(name.includes('390') ? narrow : wide),
    ...more,
  };
}

export const LAB_SHOTS: readonly Shot[] = [
  shot('labs-course-dark', '/labs', '[data-testid="course"]'),
  shot('labs-course-light', '/labs', '[data-testid="course"]'),
  shot('labs-course-390', '/labs', '[data-testid="course"]'),
  shot('labs-begin-dark', '/labs?lab=10-time-lies', '[data-testid="start-lab"]'),
  shot('labs-passed-dark', `${LAB}&part=find-the-missing`, EDITOR, tall),
  shot('labs-wrong-dark', `${LAB}&part=ask-two-disks`, EDITOR, { ...tall, at: STORY.kill + 6 }),
  shot('labs-wrong-light', `${LAB}&part=ask-two-disks`, EDITOR, tall),
  shot('labs-predict-dark', `${LAB}&part=one-call-one-partition`, EDITOR),
  shot('labs-predict-light', `${LAB}&part=one-call-one-partition`, EDITOR),
  shot('labs-explain-dark', `${LAB}&part=explain`, '[data-testid="compared"]'),
  shot('labs-read-390', `${LAB}&part=ask-two-disks`, '[data-testid="lab-text"]'),
  shot('labs-do-390', `${LAB}&part=ask-two-disks&side=do`, EDITOR),
  shot('labs-do-390-light', `${LAB}&part=find-the-missing&side=do`, EDITOR),
  shot('labs-lost-dark', `${LAB}&part=ask-two-disks`, EDITOR, { serverGone: true }),
];
