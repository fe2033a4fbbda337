/** One series at one moment: its name and its labels in the order of their names, `name{a="x",b="y"}`. */
export type SeriesKey = string;

interface Family {
  readonly help: string;
  readonly type: string;
}

/** What a scrape holds. */
export interface Exposition {
  readonly families: ReadonlyMap<string, Family>;
  readonly samples: ReadonlyMap<SeriesKey, number>;
}

interface Sample {
  readonly name: string;
  readonly labels: readonly (readonly [string, string])[];
  readonly value: number;
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
};

/**
 * Reads Prometheus' text format, version 0.0.4, more strictly than Prometheus does: every family has its help and type
 * in this order and once, its samples follow at once, no series comes twice, counters are not negative, and histograms
 * add up. Throws with the line that is wrong.
 */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('expected a line feed at the end');
  const families = new Map<string, Family>();
  const samples = new Map<SeriesKey, number>();
  const byFamily = new Map<string, Sample[]>();
  let family = '';
  let help: { readonly name: string; readonly text: string } | null = null;
  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    const fail = (why: string): never => {
      throw new Error(`line ${index + 1}: ${why}: ${line}`);
    };
    if (line === '') continue;
    const told = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (told !== null) {
      const [, keyword, name = '', rest = ''] = told;
      if (keyword === 'HELP') {
        if (help !== null || families.has(name)) fail('a help that is not expected here');
        if (/\\(?![\\n])/.test(rest)) fail('a backslash that escapes nothing');
        help = { name, text: rest };
        continue;
      }
      if (help?.name !== name) return fail('a type without its help before it');
      if (SUFFIXES[rest] === undefined) fail('an unknown type');
      families.set(name, { help: help.text, type: rest });
      byFamily.set(name, []);
      family = name;
      help = null;
      continue;
    }
    if (line.startsWith('#') || help !== null) fail('neither a help nor a type');
    const sample = readSample(line, fail);
    const { type } = families.get(family) ?? fail('a sample without a family');
    if (!SUFFIXES[type]?.some((suffix) => sample.name === family + suffix)) fail('a sample of another family');
    if (type === 'counter' && !(sample.value >= 0)) fail('a counter below zero');
    const key = keyOf(sample);
    if (samples.has(key)) fail('a series that was there before');
    samples.set(key, sample.value);
    byFamily.get(family)?.push(sample);
  }
  if (help !== null) throw new Error('a help without a type at the end');
  for (const [name, { type }] of families) if (type === 'histogram') checkHistogram(name, byFamily.get(name) ?? []);
  return { families, samples };
}

function readSample(line: string, fail: (why: string) => never): Sample {
  const head = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (head === null) return fail('no sample');
  const [, name = '', inside, number = ''] = head;
  const labels: [string, string][] = [];
  let rest = inside ?? '';
  if (inside === '') fail('braces around nothing');
  while (rest !== '') {
    const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,(?=[a-zA-Z_])|$)/.exec(rest);
    if (label === null) return fail('a label that is none');
    const [whole, key = '', value = ''] = label;
    if (labels.some(([known]) => known === key)) fail('a label twice');
    labels.push([key, value.replaceAll(/\\(["\\n])/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped))]);
    rest = rest.slice(whole.length);
  }
  return { name, labels, value: readNumber(number, fail) };
}

// What Go's ParseFloat takes, as far as it is written in decimals.
function readNumber(text: string, fail: (why: string) => never): number {
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^NaN$/i.test(text)) return Number.NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return fail('a value that is no number');
  return Number(text);
}

function keyOf({ name, labels }: Pick<Sample, 'name' | 'labels'>): SeriesKey {
  const sorted = labels.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const inside = sorted.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',');
  return inside === '' ? name : `${name}{${inside}}`;
}

function checkHistogram(name: string, samples: readonly Sample[]): void {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const labels = sample.labels.filter(([label]) => label !== 'le');
    const key = keyOf({ name, labels });
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  for (const [key, group] of groups) {
    const buckets = group
      .filter((sample) => sample.name === `${name}_bucket`)
      .map(({ labels, value }) => ({
        le: Number((labels.find(([label]) => label === 'le')?.[1] ?? '').replace('+Inf', 'Infinity')),
        value,
      }));
    const count = group.find((sample) => sample.name === `${name}_count`)?.value;
    const sum = group.find((sample) => sample.name === `${name}_sum`)?.value;
    const ascends = buckets.every(({ le, value }, index) => {
      const before = buckets[index - 1];
      return !Number.isNaN(le) && (before === undefined || (before.le < le && before.value <= value));
    });
    const last = buckets.at(-1);
    if (!ascends || last?.le !== Infinity || last.value !== count || sum === undefined) {
      throw new Error(`a histogram that does not add up: ${key}`);
    }
  }
}
