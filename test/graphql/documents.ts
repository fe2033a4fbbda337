import fc, { type GeneratorValue } from 'fast-check';
import { getNamedType, isInterfaceType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { AskedReference } from '../../src/domain/reference.ts';
import { encodeNodeId, type NodeKey } from '../../src/graphql/node-id.ts';

/** An operation over the graph with all that decides which of its fields run. */
export interface Generated {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How documents are generated. */
export interface Style {
  /** The references to choose from; each once, so that a lookup tells which field made it, or again and again. */
  readonly references: 'distinct' | 'shared';
}

const SWITCHES = ['s0', 's1', 's2', 's3'];
const FRAGMENT_TYPES = ['Payment', 'Payment', 'PaymentLookup', 'PaymentLookups', 'Settlement', 'Node', 'Transaction'];
// The ways to what must be asked for.
const FAVOURITES = new Set(['items', 'payment', 'settlement', 'details', 'unsettledAmount', 'fundBills', 'vouchers']);
const DIALECT_NAMES = ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'];

/**
 * Valid operations: aliases, nested and repeated fragments, inline fragments with and without a type, `@include` and
 * `@skip` by literals, variables and their defaults, on every level and on every kind of selection.
 */
export function documents(schema: GraphQLSchema, style: Style): fc.Arbitrary<Generated> {
  return fc.gen().map((gen) => new Writer(schema, style, gen).operation());
}

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #style: Style;
  readonly #gen: GeneratorValue;
  readonly #variables: Record<string, unknown> = {};
  readonly #declared: string[] = [];
  #aliases = 0;
  // Bounds the document: selections nest, so their size multiplies.
  #left = 60;

  constructor(schema: GraphQLSchema, style: Style, gen: GeneratorValue) {
    this.#schema = schema;
    this.#style = style;
    this.#gen = gen;
  }

  operation(): Generated {
    for (const name of SWITCHES) {
      const given = this.#one([true, false, undefined] as const);
      const preset = this.#one([true, false] as const);
      this.#declared.push(given === undefined ? `$${name}: Boolean = ${preset}` : `$${name}: Boolean! = ${!given}`);
      if (given !== undefined) this.#variables[name] = given;
    }
    // Each may use those before it, so that they nest without a cycle.
    const fragments: { name: string; type: string; text: string }[] = [];
    for (const type of this.#some(FRAGMENT_TYPES)) {
      const name = `F${fragments.length}`;
      const text = `fragment ${name} on ${type} ${this.#selection(this.#schema.getType(type)!, fragments, 3)}`;
      fragments.push({ name, type, text });
    }
    const live = this.#chance(6);
    const roots = live ? [this.#root('paymentUpdates', fragments)] : this.#rootSelections(fragments, 2);
    const declarations = this.#declared.join(', ');
    const operation = `${live ? 'subscription' : 'query'} (${declarations}) { ${roots.join(' ')} }`;
    return {
      document: [operation, ...fragments.map(({ text }) => text)].join('\n'),
      variables: this.#variables,
    };
  }

  #rootSelections(fragments: Spreadable[], depth: number): string[] {
    const fields = ['payment', 'payments', 'paymentsByReference', 'node', 'nodes', 'resultCodes'] as const;
    return Array.from({ length: this.#up(1, 3) }, () => {
      if (depth > 0 && this.#chance(4)) {
        const inner = this.#rootSelections(fragments, depth - 1).join(' ');
        return `... ${this.#one(['', 'on Query'])} ${this.#directives()} { __typename ${inner} }`;
      }
      return this.#root(this.#one(fields), fragments);
    });
  }

  #root(field: string, fragments: Spreadable[]): string {
    const root = field === 'paymentUpdates' ? this.#schema.getSubscriptionType() : this.#schema.getQueryType();
    const type = getNamedType(root!.getFields()[field]!.type);
    // A subscription must have its one field.
    const directives = field === 'paymentUpdates' ? '' : this.#directives();
    return `${this.#alias()}: ${field}${this.#arguments(field)} ${directives} ${this.#selection(type, fragments, 6)}`;
  }

  #arguments(field: string): string {
    const options = this.#chance(3)
      ? `, queryOptions: [${this.#one(['', 'FUND_BILL_LIST', 'TRADE_SETTLE_INFO'])}]`
      : '';
    const many = <Value>(make: () => Value) => Array.from({ length: this.#up(0, 4) }, make);
    switch (field) {
      case 'payment':
      case 'paymentUpdates':
        return `(ref: ${this.#value('PaymentRef!', this.#reference())}${options})`;
      case 'payments':
        return `(refs: ${this.#value(
          '[PaymentRef!]!',
          many(() => this.#reference()),
        )}${options})`;
      case 'paymentsByReference': {
        const dialects = this.#chance(2) ? '' : `, dialects: ${this.#value('[Dialect!]', this.#some(DIALECT_NAMES))}`;
        return `(merchantReference: ${this.#value('String!', this.#identifier())}${dialects}${options})`;
      }
      case 'node':
        return `(id: ${this.#value('ID!', this.#nodeId())})`;
      case 'nodes':
        return `(ids: ${this.#value(
          '[ID!]!',
          many(() => this.#nodeId()),
        )})`;
      default:
        return '';
    }
  }

  #selection(type: GraphQLNamedType, fragments: Spreadable[], depth: number): string {
    if (!isObjectType(type) && !isInterfaceType(type)) return '';
    const parts = Array.from({ length: this.#up(1, 3) }, () => this.#part(type, fragments, depth));
    return `{ __typename ${parts.join(' ')} }`;
  }

  #part(type: GraphQLNamedType, fragments: Spreadable[], depth: number): string {
    if ((this.#left -= 1) < 0) return '';
    const spreadable = fragments.filter((fragment) => this.#overlap(fragment.type, type.name));
    if (spreadable.length > 0 && this.#chance(3)) return `...${this.#one(spreadable).name} ${this.#directives()}`;
    if (depth > 0 && this.#chance(4)) {
      const others = ['', 'Node', 'Payment', 'Transaction'].filter(
        (name) => name === '' || this.#overlap(name, type.name),
      );
      const on = this.#one(others);
      const inner = on === '' ? type : this.#schema.getType(on)!;
      return `... ${on && `on ${on}`} ${this.#directives()} ${this.#selection(inner, fragments, depth - 1)}`;
    }
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const composite = fields.filter((field) => this.#isComposite(getNamedType(field.type)));
    const favourite = composite.filter(({ name }) => FAVOURITES.has(name));
    const choice = favourite.length > 0 && !this.#chance(3) ? favourite : composite;
    const field = depth > 0 && choice.length > 0 && !this.#chance(5) ? this.#one(choice) : fields[0]!;
    const of = getNamedType(field.type);
    if (this.#isComposite(of) && depth === 0) return '__typename';
    const text = `${field.name} ${this.#directives()} ${this.#selection(of, fragments, depth - 1)}`;
    // Without an alias, equal fields merge into one; the amounts of a Payment and a Transaction could not.
    return this.#chance(2) && `${type.name}.${field.name}` !== 'Transaction.amount'
      ? text
      : `${this.#alias()}: ${text}`;
  }

  #isComposite(type: GraphQLNamedType): boolean {
    return isObjectType(type) || isInterfaceType(type);
  }

  #overlap(one: string, other: string): boolean {
    const nodes = ['Payment', 'Transaction'];
    return one === other || (one === 'Node' && nodes.includes(other)) || (other === 'Node' && nodes.includes(one));
  }

  #directives(): string {
    const made = ['include', 'skip'].filter(() => this.#chance(5));
    return made
      .map((name) => `@${name}(if: ${this.#one([...SWITCHES.map((one) => `$${one}`), 'true', 'false'])})`)
      .join(' ');
  }

  /** A value, written where it is used or passed as a variable. */
  #value(type: string, value: unknown): string {
    if (this.#chance(2)) return literal(value);
    const name = `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #reference(): AskedReference & Record<string, unknown> {
    const dialect = this.#one(['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY', 'TRADE_QUERY'] as const);
    if (this.#style.references === 'distinct') return { dialect, paymentId: this.#identifier() };
    return {
      dialect,
      ...(this.#chance(2) ? { paymentId: this.#identifier() } : {}),
      ...(this.#chance(2) ? { merchantReference: this.#identifier() } : {}),
      ...(this.#chance(3) ? { account: this.#one(['mainland-2', 'mainland', 'intl', 'nobody', '']) } : {}),
    };
  }

  #nodeId(): string {
    if (this.#style.references === 'shared' && this.#chance(6)) return 'garbage';
    const reference: NodeKey['reference'] = {
      dialect: 'TRADE_QUERY',
      account: this.#style.references === 'shared' ? this.#one(['mainland', 'mainland-2', 'gone']) : 'mainland',
      kind: 'paymentId',
      id: this.#identifier(),
    };
    return this.#chance(2)
      ? encodeNodeId({ type: 'Payment', reference, transaction: null })
      : encodeNodeId({
          type: 'Transaction',
          reference,
          transaction: { type: 'REFUND', requestId: 'my-refund-1', transactionId: 'refund-1', nth: 0 },
        });
  }

  #identifier(): string {
    this.#aliases += 1;
    return this.#style.references === 'distinct'
      ? `id-${this.#aliases}`
      : this.#one(['1', '2', '3', '', 'x'.repeat(65)]);
  }

  #alias(): string {
    this.#aliases += 1;
    return `a${this.#aliases}`;
  }

  #one<Value>(values: readonly Value[]): Value {
    return values[this.#up(0, values.length - 1)]!;
  }

  #some<Value>(values: readonly Value[]): Value[] {
    return Array.from({ length: this.#up(0, 4) }, () => this.#one(values));
  }

  #chance(inverse: number): boolean {
    return this.#up(1, inverse) === 1;
  }

  #up(min: number, max: number): number {
    return this.#gen(fc.integer, { min, max });
  }
}

interface Spreadable {
  readonly name: string;
  readonly type: string;
}

/** JSON as a GraphQL literal; dialects are its only enum values. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, held]) => `${name}: ${literal(held)}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' && DIALECT_NAMES.includes(value) ? value : JSON.stringify(value);
}
