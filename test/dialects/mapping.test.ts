import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inquiryPayment } from '../../src/dialects/inquiry-payment/adapter.ts';
import { statuses as inquiryStatuses } from '../../src/dialects/inquiry-payment/codes.ts';
import { responseWire as inquiryWire } from '../../src/dialects/inquiry-payment/wire.ts';
import { payQuery } from '../../src/dialects/pay-query/adapter.ts';
import { statuses as payStatuses } from '../../src/dialects/pay-query/codes.ts';
import { responseWire as payWire } from '../../src/dialects/pay-query/wire.ts';
import { tradeQuery } from '../../src/dialects/trade-query/adapter.ts';
import { statuses as tradeStatuses } from '../../src/dialects/trade-query/codes.ts';
import { tradeWire } from '../../src/dialects/trade-query/wire.ts';
import { preparedInquiryPayment, preparedPayQuery, preparedTradeQuery } from './conversations.ts';

const DIALECTS = [
  { folder: 'pay-query', adapter: payQuery, inquiry: preparedPayQuery(), wire: payWire, statuses: payStatuses },
  {
    folder: 'inquiry-payment',
    adapter: inquiryPayment,
    inquiry: preparedInquiryPayment(),
    wire: inquiryWire,
    statuses: inquiryStatuses,
  },
  {
    folder: 'trade-query',
    adapter: tradeQuery,
    inquiry: preparedTradeQuery(),
    wire: tradeWire,
    statuses: tradeStatuses,
  },
] as const;

describe.each(DIALECTS)('the mapping document of $folder', ({ folder, adapter, inquiry, wire, statuses }) => {
  const mapping = readFileSync(`src/dialects/${folder}/MAPPING.md`, 'utf8');

  it('shows the text that is really signed, and its digest', () => {
    const shown = /```text\n([^`]*)\n```/.exec(mapping)?.[1];
    expect(shown).toBe(inquiry.toSign.replace(/\n$/, ''));
    expect(mapping).toContain(createHash('sha256').update(inquiry.toSign).digest('hex'));
  });

  it('names every field that is read', () => {
    const fields = Object.keys(wire.shape);
    expect(fields.length).toBeGreaterThan(1);
    expect(fields.filter((field) => !mapping.includes(`\`${field}`))).toEqual([]);
  });

  it('lists every status and every result code with its action', () => {
    expect(Object.keys(statuses).filter((status) => !mapping.includes(`\`${status}\``))).toEqual([]);
    const rows = mapping.split('\n').filter((line) => line.startsWith('|'));
    const missing = adapter.results.filter(
      ({ code, action }) => !rows.some((row) => row.includes(`\`${code}\``) && row.includes(` ${action} `)),
    );
    expect(missing.map(({ code }) => code)).toEqual([]);
  });

  it('has the sections that the code cites', () => {
    const titles = [...mapping.matchAll(/^## (\d)\. (.*)$/gm)].map((match) => match[2]);
    expect(titles).toEqual([
      'Purpose and documents',
      'Request',
      'Signing',
      'Response fields',
      'Statuses',
      'Result codes',
      'Oddities',
    ]);
  });
});
