import type { KnownAccount } from './oracle.ts';
import type { Random } from './random.ts';

/** An operation as a client sends it. */
export interface Written {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The gateways the operations are sent to: with defaults and without, with accounts that are not the caller's. */
export const DIRECTORIES: readonly (readonly KnownAccount[])[] = [
  [
    { id: 'pay', dialect: 'PAY_QUERY', isDefault: true, usable: true },
    { id: 'ams', dialect: 'INQUIRY_PAYMENT', isDefault: true, usable: true },
    { id: 'ams-eu', dialect: 'INQUIRY_PAYMENT', isDefault: false, usable: true },
    { id: 'cn', dialect: 'TRADE_QUERY', isDefault: true, usable: true },
    { id: 'cn-2', dialect: 'TRADE_QUERY', isDefault: false, usable: true },
    { id: '7', dialect: 'TRADE_QUERY', isDefault: false, usable: true },
  ],
  [
    { id: 'ams', dialect: 'INQUIRY_PAYMENT', isDefault: false, usable: true },
    { id: 'cn', dialect: 'TRADE_QUERY', isDefault: true, usable: false },
    { id: 'cn-2', dialect: 'TRADE_QUERY', isDefault: false, usable: true },
    { id: 'pay', dialect: 'PAY_QUERY', isDefault: true, usable: true },
  ],
  [{ id: 'cn', dialect: 'TRADE_QUERY', isDefault: true, usable: true }],
];

// Mostly of the dialect.
const ACCOUNT_NAMES: Readonly<Record<string, readonly (string | number | null)[]>> = {
  TRADE_QUERY: ['cn', 'cn', 'cn-2', 'cn-2', 7, 7, 'ams', 'nobody', '', null],
  INQUIRY_PAYMENT: ['ams', 'ams', 'ams-eu', 'cn', '', null],
  PAY_QUERY: ['pay', 'pay', 'cn', ''],
};
const DIALECT_NAMES = ['TRADE_QUERY', 'TRADE_QUERY', 'TRADE_QUERY', 'INQUIRY_PAYMENT', 'PAY_QUERY'];
const OPTION_NAMES = ['TRADE_SETTLE_INFO', 'FUND_BILL_LIST', 'VOUCHER_DETAIL_LIST'];
const ENUM_VALUES = new Set([...DIALECT_NAMES, ...OPTION_NAMES]);
const IDENTIFIERS = ['1', '1', '1', '2', '2', '3', 'A 1', '€ 1', '😀'.repeat(64)];
const BAD_IDENTIFIERS = ['', '', 'x'.repeat(65), '😀'.repeat(65), 'tab\there', '\u0085'];

const FRAGMENT_TYPES = [
  'Payment',
  'Payment',
  'PaymentLookup',
  'PaymentLookups',
  'Settlement',
  'Node',
  'Query',
] as const;
type Composite = (typeof FRAGMENT_TYPES)[number] | 'TransactionConnection' | 'Transaction';

interface Choice {
  readonly field: string;
  readonly of?: Composite;
}

// What may be selected on each type; of the fields that lead nowhere, a few.
const FIELDS: Readonly<Record<Exclude<Composite, 'Query'>, readonly Choice[]>> = {
  PaymentLookups: [
    { field: 'items', of: 'PaymentLookup' },
    { field: 'items', of: 'PaymentLookup' },
    { field: 'totals { count currency }' },
  ],
  PaymentLookup: [
    { field: 'payment', of: 'Payment' },
    { field: 'payment', of: 'Payment' },
    { field: 'asOf' },
    { field: 'result { code retryable }' },
    { field: 'exchange { queryOptions }' },
  ],
  Payment: [
    { field: 'settlement', of: 'Settlement' },
    { field: 'settlement', of: 'Settlement' },
    { field: 'fundBills { channel amount { minor } }' },
    { field: 'vouchers { name }' },
    { field: 'status' },
    { field: 'buyer { type }' },
    { field: 'transactions', of: 'TransactionConnection' },
    { field: 'id' },
  ],
  Settlement: [
    { field: 'details { type amount { currency } }' },
    { field: 'unsettledAmount { minor }' },
    { field: 'grossAmount { currency }' },
    { field: 'quote { price }' },
  ],
  Node: [{ field: 'id' }],
  TransactionConnection: [{ field: 'nodes', of: 'Transaction' }, { field: 'totalCount' }],
  Transaction: [{ field: 'id' }, { field: 'status' }],
};
// Names that mean something elsewhere: whoever goes by names alone is led astray.
const MISLEADING = ['fundBills: asOf', 'vouchers: freshness', 'settlement: dialect'];
const INPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PaymentRef: { dialect: 'Dialect!', paymentId: 'String', merchantReference: 'String', account: 'ID' },
};

/**
 * A valid operation: aliases, fields that merge, nested and repeated fragments, inline fragments with and without a
 * type, `@include` and `@skip` by literals, variables and defaults on every kind of selection; references written out,
 * passed whole, in part or by default, good and bad; lists of one without brackets; a second operation that is not run.
 */
export function operation(random: Random): Written {
  return new Writer(random).operation();
}

/** A global id, written as the gateway writes them. */
export function nodeId(dialect: string, account: string, kind: 'P' | 'M', id: string, of: 'Payment' | 'Transaction') {
  const parts = [1, dialect, account, kind, id, ...(of === 'Payment' ? [] : ['REFUND', 'r', 't', 0])];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

interface Fragment {
  readonly name: string;
  readonly type: Composite;
  readonly text: string;
}

class Writer {
  readonly #random: Random;
  readonly #declarations = new Map<string, string>();
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: Fragment[] = [];
  readonly #heads: { readonly text: string; readonly type: Exclude<Composite, 'Query'> }[] = [];
  #names = 0;
  // Bounds the document: selections nest, so their size multiplies.
  #left = 24;

  constructor(random: Random) {
    this.#random = random;
  }

  operation(): Written {
    for (const name of ['s0', 's1', 's2', 's3']) this.#declareSwitch(name);
    // Each may use those before it, so that they nest without a cycle.
    for (const type of this.#random.times(0, 4, () => this.#random.pick(FRAGMENT_TYPES))) {
      const name = `F${this.#fragments.length}`;
      const text = `fragment ${name} on ${type} ${type === 'Query' ? this.#rootSet(1) : this.#selection(type, 3)}`;
      this.#fragments.push({ name, type, text });
    }
    const body = this.#rootSet(2);
    return this.#assembled(body);
  }

  /** The text with what is used of fragments and variables; a document with unused ones is not valid. */
  #assembled(body: string): Written {
    const used: Fragment[] = [];
    const use = (text: string): void => {
      for (const fragment of this.#fragments) {
        if (used.includes(fragment) || !new RegExp(`\\.\\.\\.${fragment.name}\\b`).test(text)) continue;
        used.push(fragment);
        use(fragment.text);
      }
    };
    use(body);
    const texts = [body, ...used.map(({ text }) => text)].join('\n');
    const names = new Set(Array.from(texts.matchAll(/\$(\w+)/g), ([, name]) => name!));
    const declared = [...names].map((name) => this.#declarations.get(name)!);
    const isNamed = this.#random.once(3);
    const head = `query ${isNamed ? 'Wanted' : ''} ${declared.length > 0 ? `(${declared.join(', ')})` : ''}`;
    const other = 'query Other { payment(ref: { dialect: TRADE_QUERY, paymentId: "never" }) { asOf } }';
    const parts = [`${head} ${body}`, ...used.map(({ text }) => text)];
    const isAlone = !isNamed || this.#random.once(2);
    return {
      query: (isAlone ? parts : this.#random.once(2) ? [other, ...parts] : [...parts, other]).join('\n'),
      operationName: isNamed ? 'Wanted' : null,
      variables: Object.fromEntries(Object.entries(this.#variables).filter(([name]) => names.has(name))),
    };
  }

  #declareSwitch(name: string): void {
    const [given, preset] = [this.#random.once(2), this.#random.once(2)];
    const form = this.#random.int(0, 2);
    this.#declarations.set(
      name,
      `$${name}: Boolean${form === 0 ? '!' : form === 1 ? ` = ${preset}` : `! = ${preset}`}`,
    );
    if (form === 0 || this.#random.once(2)) this.#variables[name] = given;
  }

  #rootSet(depth: number): string {
    const parts = this.#random.times(1, 3, () => {
      const spreadable = this.#fragments.filter(({ type }) => type === 'Query');
      if (spreadable.length > 0 && this.#random.once(2)) {
        return `...${this.#random.pick(spreadable).name} ${this.#directives(12)}`;
      }
      if (depth > 0 && this.#random.once(5)) {
        return `... ${this.#random.pick(['', 'on Query'])} ${this.#directives(12)} ${this.#rootSet(depth - 1)}`;
      }
      if (this.#heads.length > 0 && this.#random.once(5)) {
        // The same field once more, which merges with the first, or under another name.
        const { text, type } = this.#random.pick(this.#heads);
        return `${this.#random.once(2) ? text : text.replace(/^\w+/, this.#name())} ${this.#directives()} ${this.#selection(type, 5)}`;
      }
      if (this.#random.once(12)) return this.#random.pick(['accounts { id }', 'resultCodes { code }', '__typename']);
      return this.#root();
    });
    return `{ ${parts.join(' ')} }`;
  }

  #root(): string {
    const [field, type] = this.#random.pick([
      ['payment', 'PaymentLookup'],
      ['payment', 'PaymentLookup'],
      ['payments', 'PaymentLookups'],
      ['paymentsByReference', 'PaymentLookups'],
      ['node', 'Node'],
      ['nodes', 'Node'],
    ] as const);
    const text = `${this.#name()}: ${field}(${this.#arguments(field).join(', ')})`;
    this.#heads.push({ text, type });
    return `${text} ${this.#directives(12)} ${this.#selection(type, 5)}`;
  }

  #arguments(field: string): string[] {
    const random = this.#random;
    const options = random.once(3)
      ? [
          `queryOptions: ${this.#value('[QueryOption!]', this.#orNull(random.times(0, 2, () => random.pick(OPTION_NAMES))))}`,
        ]
      : [];
    switch (field) {
      case 'payment':
        return [`ref: ${this.#value('PaymentRef!', this.#reference())}`, ...options];
      case 'payments':
        return [
          `refs: ${this.#value(
            '[PaymentRef!]!',
            this.#list(() => this.#reference()),
          )}`,
          ...options,
        ];
      case 'paymentsByReference': {
        const dialects = this.#orNull(random.times(0, 3, () => random.pick(DIALECT_NAMES)));
        return [
          `merchantReference: ${this.#value('String!', this.#identifier())}`,
          ...(random.once(2) ? [`dialects: ${this.#value('[Dialect!]', dialects)}`] : []),
          ...options,
        ];
      }
      case 'node':
        return [`id: ${this.#value('ID!', this.#nodeId())}`];
      default:
        return [
          `ids: ${this.#value(
            '[ID!]!',
            this.#list(() => this.#nodeId()),
          )}`,
        ];
    }
  }

  #list<Value>(make: () => Value): Value[] {
    return this.#random.once(12) ? [] : this.#random.times(1, 4, make);
  }

  #selection(type: Exclude<Composite, 'Query'>, depth: number): string {
    const parts = this.#random.times(1, 3, () => this.#part(type, depth));
    return `{ __typename ${parts.join(' ')} }`;
  }

  #part(type: Exclude<Composite, 'Query'>, depth: number): string {
    if ((this.#left -= 1) < 0) return '';
    const spreadable = this.#fragments.filter((fragment) => overlap(fragment.type, type));
    if (spreadable.length > 0 && this.#random.once(3)) {
      const { name, type: on } = this.#random.pick(spreadable);
      // One fragment on two types: what it asks for on the first is not what it asks for on the second.
      if (type === 'Payment' && on === 'Node') return `transactions { nodes { ...${name} } } ...${name}`;
      return `...${name} ${this.#directives()}`;
    }
    if (depth > 0 && this.#random.once(type === 'Node' || type === 'Transaction' ? 2 : 5)) {
      const on = this.#random.pick(
        ['', 'Node', 'Payment', 'Payment', 'Transaction', type].filter((name) => overlap(name, type)),
      );
      const inner = on === '' ? type : (on as Exclude<Composite, 'Query'>);
      return `... ${on && `on ${on}`} ${this.#directives()} ${this.#selection(inner, depth - 1)}`;
    }
    if (type === 'PaymentLookup' && this.#random.once(15)) return this.#random.pick(MISLEADING);
    const { field, of } = this.#random.pick(FIELDS[type]);
    if (of === 'Query' || (of !== undefined && depth === 0)) return '';
    const [name, rest] = [field.replace(/ .*/, ''), field.includes(' ') ? field.slice(field.indexOf(' ')) : ''];
    const alias = this.#random.once(2) ? `${this.#name()}: ` : '';
    const beneath = of === undefined ? rest : this.#selection(of, depth - 1);
    return `${alias}${name} ${this.#directives()} ${beneath}`;
  }

  #directives(inTimes = 6): string {
    return ['include', 'skip']
      .filter(() => this.#random.once(inTimes))
      .map((name) => `@${name}(if: ${this.#random.pick(['$s0', '$s1', '$s2', '$s3', String(name === 'include')])})`)
      .join(' ');
  }

  /** A value, written where it is used or passed as a variable, now and then as the default of one. */
  #value(type: string, value: unknown): string {
    const given = Array.isArray(value) && value.length === 1 && this.#random.once(2) ? (value as unknown[])[0] : value;
    if (this.#random.once(2)) return this.#literal(type, given);
    const name = `v${this.#names}`;
    this.#names += 1;
    if (value !== null && this.#random.once(4)) {
      const isOverridden = this.#random.once(2);
      const preset = isOverridden ? plain(type.startsWith('[') ? [] : this.#other(type, value)) : plain(given);
      this.#declarations.set(name, `$${name}: ${type.replace(/!$/, '')} = ${preset}`);
      if (isOverridden) this.#variables[name] = given;
    } else {
      this.#declarations.set(name, `$${name}: ${type}`);
      // Nothing given is nothing asked.
      if (type.endsWith('!') || !this.#random.once(10)) this.#variables[name] = given;
    }
    return `$${name}`;
  }

  #literal(type: string, value: unknown): string {
    const named = /\w+/.exec(type)![0];
    if (Array.isArray(value)) return `[${value.map((one) => this.#value(`${named}!`, one)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return plain(value);
    const fields = Object.entries(value).map(([name, held]) => `${name}: ${this.#value(INPUTS[named]![name]!, held)}`);
    return `{ ${fields.join(', ')} }`;
  }

  #other(type: string, value: unknown): unknown {
    return type.startsWith('PaymentRef') ? { dialect: 'PAY_QUERY', merchantReference: 'never' } : value;
  }

  #reference(): Record<string, unknown> {
    const random = this.#random;
    const given = random.once(12)
      ? []
      : random.pick([['paymentId'], ['merchantReference'], ['paymentId', 'merchantReference']]);
    const dialect = random.pick(DIALECT_NAMES);
    return {
      dialect,
      ...Object.fromEntries(given.map((kind) => [kind, this.#orNull(this.#identifier())])),
      ...(random.once(3) ? { account: random.pick(ACCOUNT_NAMES[dialect]!) } : {}),
    };
  }

  #nodeId(): string | number {
    const random = this.#random;
    if (random.once(8)) return random.pick(['garbage', '', 12, Buffer.from('[1]').toString('base64url')]);
    const [dialect, account] = random.pick([
      ['TRADE_QUERY', 'cn'],
      ['TRADE_QUERY', 'cn'],
      ['TRADE_QUERY', 'cn-2'],
      ['INQUIRY_PAYMENT', 'ams'],
      ['INQUIRY_PAYMENT', 'cn'],
      ['PAY_QUERY', 'gone'],
    ] as const);
    const of = random.once(4) ? 'Transaction' : 'Payment';
    return nodeId(dialect, account, random.once(3) ? 'M' : 'P', this.#identifier(), of);
  }

  #identifier(): string {
    return this.#random.once(16) ? this.#random.pick(BAD_IDENTIFIERS) : this.#random.pick(IDENTIFIERS);
  }

  #orNull<Value>(value: Value): Value | null {
    return this.#random.once(16) ? null : value;
  }

  #name(): string {
    this.#names += 1;
    return `a${this.#names}`;
  }
}

function overlap(one: string, other: string): boolean {
  const nodes = ['Payment', 'Transaction', 'Node'];
  if (one === '' || one === other) return true;
  return (one === 'Node' && nodes.includes(other)) || (other === 'Node' && nodes.includes(one));
}

/** A value as a GraphQL literal; dialects and options are its only enum values. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, held]) => `${name}: ${plain(held)}`);
    return `{ ${fields.join(', ')} }`;
  }
  return typeof value === 'string' && ENUM_VALUES.has(value) ? value : JSON.stringify(value);
}
