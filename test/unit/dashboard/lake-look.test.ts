import { describe, expect, it } from 'vitest';
import { hexLines, piecesOf } from '../../../dashboard/web/src/format/raw-text.ts';
import { size } from '../../../dashboard/web/src/format/size.ts';
import { cellOf, widthOf } from '../../../dashboard/web/src/views/lake/cell.ts';
import { lakeChoice } from '../../../dashboard/web/src/views/lake/lake-choice.ts';

describe('a cell', () => {
  it('tells null, an empty text and a zero apart', () => {
    expect(cellOf(null, { name: 'x', type: 'VARCHAR' }).kind).toBe('null');
    expect(cellOf('', { name: 'x', type: 'VARCHAR' })).toMatchObject({ kind: 'text', text: '' });
    expect(cellOf(0, { name: 'x', type: 'BIGINT' })).toMatchObject({ kind: 'number', text: '0' });
  });

  it('leads to a trace only for an event, by column and by form', () => {
    const id = { name: 'event_id', type: 'VARCHAR' };
    expect(cellOf('rmc3k1a0x-42', id).event).toBe(true);
    expect(cellOf('requests-3-812', id).event).toBe(true);
    expect(cellOf('no id', id).event).toBe(false);
    expect(cellOf('rmc3k1a0x-42', { name: 'path', type: 'VARCHAR' }).event).toBe(false);
  });

  it('is as wide as its column needs, within bounds', () => {
    const column = { name: 'x', type: 'VARCHAR' };
    expect(widthOf(column, 0, [['a']])).toBe(7);
    expect(widthOf(column, 0, [['a'.repeat(500)]])).toBe(64);
  });
});

describe('raw text', () => {
  it('names what a screen would hide, and leaves the rest', () => {
    expect(piecesOf('GET\u0016\u200bé')).toEqual([
      { text: 'GET', hidden: false },
      { text: '\\x16', hidden: true },
      { text: '\\u200b', hidden: true },
      { text: 'é', hidden: false },
    ]);
  });

  it('shows the bytes as they are', () => {
    expect(hexLines('é\t')).toEqual([{ offset: '0000', bytes: 'c3 a9 09', shown: '···' }]);
    expect(hexLines('a'.repeat(17)).map(({ offset }) => offset)).toEqual(['0000', '0010']);
  });
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [43_939, '43.9 kB'],
  [1_200_000, '1.2 MB'],
  [999_600, '1.0 MB'],
  [null, '—'],
])('%s bytes are %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});

describe('the choice in the address', () => {
  it('is the default where the address says nothing or nonsense', () => {
    const choice = lakeChoice(new URLSearchParams('table=passwd&version=-1&tab=x&part=y&direction=up'));
    expect(choice).toMatchObject({ table: 'silver', version: null, tab: 'rows', part: 'tables' });
    expect(choice.direction).toBe('asc');
  });

  it('is what the address says otherwise', () => {
    const choice = lakeChoice(new URLSearchParams('table=gold.traffic&version=0&tab=files'));
    expect(choice).toMatchObject({ table: 'gold.traffic', version: 0, tab: 'files' });
  });
});
