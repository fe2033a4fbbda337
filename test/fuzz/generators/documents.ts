import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** Any operation of the schema, and now and then one that is none, as the choices have it. */
export function documentFrom(schema: GraphQLSchema, choices: readonly number[], values: readonly string[]): string {
  return new Writer(schema, choices, values).document();
}

const MAX_DEPTH = 7;
const DIRECTIVES = ['@include(if: true)', '@skip(if: false)', '@skip(if: true)', '@include(if: $b)'];
const WRONG = ['null', '1', '"x"', '[]', '{}', 'X', '$r', '$refs', '$s', '$missing', '1e400', '-1'];
const VARIABLES = [
  ['$r', 'PaymentRef!'],
  ['$refs', '[PaymentRef!]!'],
  ['$id', 'ID!'],
  ['$s', 'String!'],
  ['$n', 'Int!'],
  ['$b', 'Boolean! = true'],
] as const;

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #choices: readonly number[];
  readonly #values: readonly string[];
  readonly #fragments: string[] = [];
  #at = 0;
  #fields = 0;

  constructor(schema: GraphQLSchema, choices: readonly number[], values: readonly string[]) {
    this.#schema = schema;
    this.#choices = choices;
    this.#values = values;
  }

  document(): string {
    const [query, subscription] = [this.#schema.getQueryType()!, this.#schema.getSubscriptionType()!];
    const isSubscription = this.#one(12);
    const kind = isSubscription ? 'subscription' : this.#one(40) ? 'mutation' : 'query';
    const selection = this.#selection(isSubscription ? subscription : query, 0);
    const body = `${selection} ${this.#fragments.join(' ')}`;
    // One that is not used, or not declared, is refused.
    const used = VARIABLES.filter(([name]) => new RegExp(`\\${name}\\b`).test(body) !== this.#one(60));
    const variables = used.map(([name, type]) => `${name}: ${type}`).join(', ');
    const other = this.#one(40) ? ' query Other { __typename }' : '';
    return `${kind} Q${variables === '' ? '' : `(${variables})`} ${body}${other}`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const possible = isObjectType(type) ? [type] : this.#schema.getPossibleTypes(type);
    const isSubscription = type === this.#schema.getSubscriptionType();
    const count = isSubscription ? 1 : 1 + this.#next(depth === 0 ? 3 : 5);
    return `{ ${Array.from({ length: count }, () => this.#part(type, possible, depth)).join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, possible: readonly GraphQLObjectType[], depth: number): string {
    const among = this.#pick(possible);
    if (!isObjectType(type) || this.#one(10)) {
      if (depth >= MAX_DEPTH) return '__typename';
      if (!this.#one(3)) return `... on ${among.name}${this.#directive()} ${this.#selection(among, depth + 1)}`;
      const at = this.#fragments.push('') - 1;
      this.#fragments[at] = `fragment F${at} on ${among.name} ${this.#selection(among, depth + 1)}`;
      return `...F${at}${this.#directive()}`;
    }
    if (this.#one(150)) return this.#pick(['__schema { types { name } }', 'nothing', '...Missing', '']);
    if (this.#one(30) && type !== this.#schema.getSubscriptionType()) return '__typename';
    return this.#field(this.#pick(Object.values(among.getFields())), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.#fields += 1;
    // One name for two things would be refused.
    const alias = this.#one(60) ? this.#pick(['a', '__c', 'payment']) : `f${this.#fields}`;
    const args = field.args.filter((arg) => isNonNullType(arg.type) || this.#one(3)).map((arg) => this.#argument(arg));
    const written = args.length === 0 ? '' : `(${args.join(', ')})`;
    const type = getNamedType(field.type);
    const within = !isCompositeType(type)
      ? ''
      : depth < MAX_DEPTH
        ? this.#selection(type, depth + 1)
        : '{ __typename }';
    return `${alias}: ${field.name}${written}${this.#directive()} ${within}`;
  }

  #argument({ name, type }: GraphQLArgument): string {
    return `${name}: ${this.#value(type, 0)}`;
  }

  #value(type: GraphQLInputType, depth: number): string {
    if (this.#one(150)) return this.#pick(WRONG);
    if (isNonNullType(type)) return this.#value(type.ofType, depth);
    const { name } = getNamedType(type);
    if (isListType(type)) {
      if (name === 'PaymentRef' && depth === 0 && this.#one(4)) return '$refs';
      return `[${Array.from({ length: this.#next(4) }, () => this.#value(type.ofType, depth + 1)).join(', ')}]`;
    }
    if (isInputObjectType(type)) {
      if (name === 'PaymentRef' && this.#one(6)) return '$r';
      const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || this.#one(2));
      return `{${fields.map((field) => `${field.name}: ${this.#value(field.type, depth + 1)}`).join(', ')}}`;
    }
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (name === 'Int') return this.#pick(['0', '1', '5', '20', '$n', '-1']);
    if (name === 'Boolean') return this.#pick(['true', 'false', '$b']);
    return this.#one(8) ? (name === 'ID' ? '$id' : '$s') : JSON.stringify(this.#pick(this.#values));
  }

  #directive(): string {
    if (this.#one(300)) return ' @unknown';
    return this.#one(15) ? ` ${this.#pick(DIRECTIVES)}` : '';
  }

  #pick<T>(among: readonly T[]): T {
    return among[this.#next(among.length)]!;
  }

  /** One time in so many. */
  #one(times: number): boolean {
    return this.#next(times) === times - 1;
  }

  #next(below: number): number {
    const choice = this.#choices[this.#at % Math.max(1, this.#choices.length)] ?? 0;
    // Past the last one they begin again, but do not mean the same.
    const turn = Math.floor(this.#at / Math.max(1, this.#choices.length));
    this.#at += 1;
    return (choice + turn * 7) % Math.max(1, below);
  }
}
