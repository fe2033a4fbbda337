import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/dialects/registry.ts';
import { GATEWAY_RESULTS, gatewayResult } from '../../src/domain/gateway-results.ts';
import { isNotFound, isPassing } from '../../src/domain/inquiry.ts';
import { interpretResult, resultRow } from '../../src/domain/result.ts';

const rows = new Map(
  [
    resultRow('PAY_QUERY', 'FAILURE', 'GONE', 'CHECK_IDENTIFIER', { codeId: '1', advice: 'Look again.' }),
    resultRow('PAY_QUERY', 'FAILURE', 'BUSY', 'RETRY_LATER', { anyStatus: true }),
  ].map((row) => [row.code, row]),
);

function interpreted(status: 'SUCCESS' | 'FAILURE' | 'UNKNOWN', code: string, codeId: string | null = null) {
  return interpretResult('PAY_QUERY', rows, { status, code, codeId, message: 'words' });
}

describe('a stated result', () => {
  it('means what its row says when the class agrees, and keeps its words', () => {
    expect(interpreted('FAILURE', 'GONE')).toEqual({
      dialect: 'PAY_QUERY',
      status: 'FAILURE',
      code: 'GONE',
      codeId: '1',
      message: 'words',
      retryable: false,
      action: 'CHECK_IDENTIFIER',
      advice: 'Look again.',
    });
  });

  it('keeps the code id it came with', () => {
    expect(interpreted('FAILURE', 'GONE', '2').codeId).toBe('2');
  });

  it('means what its class says when the row is of another class, or there is none', () => {
    expect(interpreted('UNKNOWN', 'GONE')).toMatchObject({ action: 'RETRY', retryable: true });
    expect(interpreted('FAILURE', 'NEW')).toMatchObject({ action: 'CONTACT_SUPPORT', retryable: false });
    expect(interpreted('SUCCESS', 'NEW')).toMatchObject({ action: 'NONE', retryable: false });
  });

  it('means what a row for any class says, and keeps its class', () => {
    expect(interpreted('UNKNOWN', 'BUSY')).toMatchObject({ status: 'UNKNOWN', action: 'RETRY_LATER', retryable: true });
  });
});

describe('the catalogue of results', () => {
  const all = [...dialects.flatMap(({ results }) => results), ...Object.values(GATEWAY_RESULTS)];

  it('has every code once in each dialect', () => {
    const keys = all.map(({ dialect, code }) => `${dialect ?? 'GATEWAY'} ${code}`);
    expect(keys.length).toBeGreaterThan(70);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('calls a code retryable iff its action is to retry', () => {
    for (const { retryable, action } of all) expect(retryable).toBe(action === 'RETRY' || action === 'RETRY_LATER');
  });

  it('advises to retry whenever a dialect does not know', () => {
    const unknown = all.filter(({ dialect, status }) => dialect !== null && status === 'UNKNOWN');
    expect(unknown.length).toBeGreaterThan(5);
    for (const { action } of unknown) expect(['RETRY', 'RETRY_LATER']).toContain(action);
  });

  it('has a success in each dialect, codes in capitals and advice for all', () => {
    for (const { results } of dialects) expect(results.map(({ status }) => status)).toContain('SUCCESS');
    for (const { code, advice } of all) {
      expect(code).toBe(code.toUpperCase());
      expect(advice).not.toBe('');
    }
  });

  it('names the gateway’s own after the gateway', () => {
    for (const [code, row] of Object.entries(GATEWAY_RESULTS)) {
      expect(row).toMatchObject({ code, dialect: null });
      expect(code).toMatch(/^GATEWAY_/);
    }
  });
});

describe('a failure', () => {
  it('passes by itself when it is retryable or only could not be trusted', () => {
    expect(isPassing(gatewayResult('GATEWAY_TIMEOUT', ''))).toBe(true);
    expect(isPassing(gatewayResult('GATEWAY_BAD_SIGNATURE', ''))).toBe(true);
    expect(isPassing(gatewayResult('GATEWAY_MISMATCH', ''))).toBe(false);
  });

  it('is a not-found when its row says to check the identifier', () => {
    expect(isNotFound({ result: interpreted('FAILURE', 'GONE') })).toBe(true);
    expect(isNotFound({ result: interpreted('FAILURE', 'NEW') })).toBe(false);
  });
});
