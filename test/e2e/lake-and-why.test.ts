// Lake and Why in a real browser, on the demo story and its small real lake: the way from a red number to the event, rows at any version, SQL,
// chains of evidence, traces and logs.
import { describe, expect, it } from 'vitest';
import { SQL_EXAMPLES } from '../../dashboard/web/src/views/lake/sql-examples.ts';
import { RUN_ID, STORY } from '../fixtures/dashboard/demo-story.ts';
import { useDemoPage } from './demo-page.ts';

const demo = useDemoPage();
const LOST = `${RUN_ID}-1308203`;
const byId = (id: string) => `[data-testid="${id}"]`;

describe('from a red number to the event', () => {
  it('takes one click from the verdict on Flow', async () => {
    demo.feed.jumpTo(STORY.verdict);
    await demo.open('');
    await demo.page.click(`${byId('verdict')} a`);
    await demo.shows(`${byId('trace')}[data-fate="lost-write"]`);
    expect(await demo.textOf(byId('trace'))).toContain('never came here');
    expect(new URL(demo.page.url()).search).toBe(`?trace=${LOST}`);
    await demo.page.goBack();
    await demo.shows(byId('verdict'));
  });

  it('takes two from a wrong window on Truth', async () => {
    demo.feed.jumpTo(STORY.verdict + 10);
    await demo.open('truth?range=all');
    // The windows that lost events have examples; the late ones, which are more wrong, are first.
    const lossy = demo.page.locator('tr.wrong', {
      has: demo.page.locator('td:nth-of-type(4):not(:text-is("0"))'),
    });
    await lossy.first().locator('button').click();
    await demo.page
      .locator(`${byId('window-detail')} ${byId('event-link')}`)
      .first()
      .click();
    await demo.shows(`${byId('trace')}[data-fate="lost-write"]`);
  });
});

describe('Lake', () => {
  it('draws only the rows in sight, fetches the rest while one scrolls, and leads from an id to its trace', async () => {
    await demo.open('lake?table=bronze');
    await demo.page.waitForSelector(`${byId('grid')} [role="cell"]`);
    expect(await demo.textOf(byId('rows-foot'))).toContain('500 rows so far');
    const drawn = await demo.page.locator(`${byId('grid')} .body [role="row"]`).count();
    expect(drawn).toBeLessThan(80);
    await demo.page.locator(`${byId('grid')} .body > div`).focus();
    await demo.page.keyboard.press('End');
    await demo.page.waitForSelector(`${byId('rows-foot')}:has-text("1,000 rows")`);
    await demo.page.keyboard.press('End');
    await demo.page.waitForSelector(`${byId('rows-foot')}:has-text("1,180 rows, all of them")`);
    // Back at the top, where nothing is drawn anew any more.
    await demo.page.keyboard.press('Home');
    await demo.page.click(`${byId('grid')} a:has-text("${RUN_ID}-1308000")`);
    await demo.shows(`${byId('trace')}[data-fate="counted"]`);
  });

  it('reads a table as it was, and keeps version and order over a reload', async () => {
    await demo.open('lake?table=bronze');
    await demo.page.fill(byId('version'), '3');
    await demo.page.press(byId('version'), 'Enter');
    await demo.page.waitForSelector(`${byId('rows-foot')}:has-text("version 3")`);
    await demo.page.getByRole('button', { name: 'kafka_offset' }).click();
    await demo.page.getByRole('button', { name: 'kafka_offset' }).click();
    await demo.shows('[role="columnheader"][aria-sort="descending"]');
    await demo.page.reload();
    await demo.page.waitForSelector(`${byId('rows-foot')}:has-text("286 rows, all of them · version 3")`);
    await demo.shows('[role="columnheader"][aria-sort="descending"]');
  });

  it('tells what versions did, how the schema changed, and how large the files are', async () => {
    await demo.open('lake?tab=versions');
    await demo.page.waitForSelector(byId('versions'));
    expect(await demo.textOf(`${byId('versions')} tbody tr`)).toMatch(/13.*WRITE/);
    await demo.open('lake?tab=schema');
    await demo.page.waitForSelector(byId('schema-changes'));
    expect(await demo.textOf(byId('schema-changes'))).toMatch(/version 9 .*referer added.*version 0/s);
    await demo.open('lake?tab=files');
    await demo.page.waitForSelector(byId('files'));
    expect(await demo.page.locator(`${byId('files')} tbody tr`).count()).toBe(12);
    expect(await demo.textOf(`${byId('files')} tbody tr`)).toMatch(/\.parquet.*\d kB/);
  });

  it('shows what was refused as it came, hidden characters by name and bytes on demand', async () => {
    await demo.open('lake?part=quarantine');
    const reason = demo.page.locator(byId('reason'), { hasText: 'bad-request-line' });
    expect(await reason.locator('mark').first().textContent()).toBe('\\x16');
    await reason.locator('summary').first().click();
    expect(await reason.locator('pre').first().textContent()).toContain('22 16 03 01 09 22');
  });

  it('runs SQL by Ctrl-Enter, keeps it in the address, and names line and fix of an error', async () => {
    await demo.open('lake?part=sql');
    await demo.shows(`${byId('sql-editor')}[data-ready="true"]`);
    await demo.page.locator('.cm-content').click();
    const write = async (sql: string) => {
      await demo.page.keyboard.press('Control+a');
      await demo.page.keyboard.insertText(sql);
      await demo.page.keyboard.press('Control+Enter');
    };
    await write(
      "SELECT event_id, outcome FROM ledger\nANTI JOIN bronze USING (event_id) WHERE outcome = 'acked' ORDER BY seq",
    );
    await demo.page.waitForSelector(`${byId('sql-answer')}:has-text("20 rows")`);
    await demo.page.reload();
    await demo.page.waitForSelector(`${byId('sql-answer')}:has-text("20 rows")`);
    await demo.shows(`${byId('sql-editor')}[data-ready="true"]`);
    await demo.page.locator('.cm-content').click();
    await write('SELECT *\nFROM silber');
    await demo.page.waitForSelector(byId('refusal'));
    expect(await demo.textOf(byId('refusal'))).toMatch(
      /line 2, position 6.*silber.*the tables are bronze, silver/s,
    );
    expect(await demo.page.locator(byId('sql-answer')).count()).toBe(0);
    await write(
      "SELECT event_id FROM ledger ANTI JOIN bronze USING (event_id) WHERE outcome = 'acked' ORDER BY seq",
    );
    await demo.page
      .locator(`${byId('sql-answer')} ${byId('event-link')}`)
      .first()
      .click();
    await demo.shows(`${byId('trace')}[data-fate="lost-write"]`);
  });

  it('shows that a long query is at work, and stops it', async () => {
    const long = 'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3';
    await demo.open(`lake?part=sql&sql=${encodeURIComponent(long)}`);
    await demo.page.locator(`${byId('asking')} button`).click();
    await demo.page.waitForSelector(`${byId('empty')}:has-text("Stopped")`);
    // The server has stopped it too: the next query is answered at once.
    await demo.page.getByRole('button', { name: 'Refused, by reason' }).click();
    await demo.page.waitForSelector(`${byId('sql-answer')}:has-text("2 rows")`, { timeout: 8_000 });
  });

  it('has no example query that fails', async () => {
    const origin = demo.url.replace(/\/$/, '');
    for (const { title, sql } of SQL_EXAMPLES) {
      const answer = await fetch(`${origin}/api/sql`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ sql }),
      });
      expect({ title, status: answer.status, said: answer.ok ? '' : await answer.text() }).toEqual({
        title,
        status: 200,
        said: '',
      });
    }
  });
});

describe('Why', () => {
  it('walks the chain to the first broken link, opens it and says what to do', async () => {
    demo.feed.distort((state) => ({
      ...state,
      processors: state.processors.map((one) => ({ ...one, state: 'down' })),
    }));
    await demo.open('why');
    await demo.page.click(byId('ask-stuck'));
    await demo.page.waitForSelector(`${byId('why-answer')}[data-health="down"]`);
    const broken = demo.page.locator(`${byId('chain')} > [data-state="broken"]`).first();
    expect(await broken.locator('details').getAttribute('open')).not.toBeNull();
    expect(await broken.textContent()).toMatch(/broken: .*Next:/s);
    expect(await demo.page.locator('[data-state="ok"] details[open]').count()).toBe(0);
    const summary = await demo.textOf(`${byId('why-answer')} h2`);
    await demo.page.reload();
    await demo.page.waitForSelector(`${byId('why-answer')}[data-health="down"]`);
    expect(await demo.textOf(`${byId('why-answer')} h2`)).toBe(summary);
  });

  it('asks about another table when one is chosen, and ranks what changed', async () => {
    await demo.open('why?q=changed');
    await demo.page.waitForSelector(byId('changes'));
    expect(await demo.textOf(`${byId('changes')} li`)).toContain('kill-broker');
    await demo.page.fill(byId('turned-at'), '2026-11-25T12:00:00');
    await demo.page.waitForURL(/at=\d{13}/);
    await demo.page.waitForSelector(`${byId('why-answer')}:has-text("12:00:00")`);
    await demo.page.selectOption(byId('why-table'), 'silver');
    await demo.page.waitForURL(/table=silver/);
    await demo.page.waitForSelector(`${byId('why-answer')}:has-text("silver")`);
  });

  it('traces an event typed in, with every log line that concerns it, brokers included', async () => {
    await demo.open('why');
    await demo.page.fill(byId('trace-word'), LOST);
    await demo.page.press(byId('trace-word'), 'Enter');
    await demo.shows(`${byId('trace')}[data-fate="lost-write"]`);
    await demo.page.waitForSelector(`${byId('logs')} li`);
    const all = await demo.page.locator(`${byId('logs')} li`).allTextContents();
    expect(all.join('\n')).toMatch(/sent 20 events.*broker-3.*elects leader 3/s);
    await demo.page.selectOption(`${byId('logs')} select`, 'broker-3');
    await demo.page.getByRole('button', { name: 'warn +' }).click();
    await demo.page.waitForURL(/process=broker-3&level=warn/);
    await demo.page.reload();
    await demo.page.waitForSelector(`${byId('logs')} li`);
    expect(await demo.page.locator(`${byId('logs')} li`).count()).toBe(1);
  });

  it('says what is wrong with a word that names nothing', async () => {
    await demo.open('why?trace=nonsense');
    await demo.page.waitForSelector(byId('refusal'));
    expect(await demo.textOf(byId('refusal'))).toMatch(/is no event id.*an id looks like/s);
  });
});

describe('when the server is gone', () => {
  it('Lake shows no figure of a table as known', async () => {
    await demo.open('lake');
    await demo.shows(byId('table-bronze'));
    await demo.app.close();
    await demo.shows(`${byId('table-bronze')}:has-text("not known now")`);
    expect(await demo.textOf(byId('table-bronze'))).not.toMatch(/\d/);
  });

  it('Why says so instead of answering', async () => {
    await demo.open('why');
    await demo.shows(byId('ask-stuck'));
    await demo.app.close();
    await demo.page.click(byId('ask-stuck'));
    await demo.page.waitForSelector(byId('refusal'));
    expect(await demo.page.locator(byId('why-answer')).count()).toBe(0);
  });
});
