/**
 * What one operation must cost, worked out as naively as possible: every fragment is written out where it is spread,
 * every value is read where it stands, sets are lists. It shares nothing with the gateway, not even the schema: the
 * few types and fields that matter are written down again.
 */
import type { DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode, ValueNode } from 'graphql';

/** An account as the oracle knows it. */
export interface KnownAccount {
  readonly id: string;
  readonly dialect: string;
  readonly isDefault: boolean;
  /** Whether the caller may ask under it. */
  readonly usable: boolean;
}

/** One inquiry that must be made. */
export interface NeededCall {
  readonly account: string;
  readonly kind: 'paymentId' | 'merchantReference';
  readonly id: string;
  /** In the order of the alphabet. */
  readonly options: readonly string[];
}

/** An operation as it arrives. */
export interface Arrived {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly accounts: readonly KnownAccount[];
}

const DIALECTS = ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'];
/** The type a field has, on the ways that lead to what must be asked for. */
const TYPES: Readonly<Record<string, string>> = {
  'PaymentLookups.items': 'PaymentLookup',
  'PaymentLookup.payment': 'Payment',
  'Payment.settlement': 'Settlement',
};
const OPTIONS: Readonly<Record<string, string>> = {
  'Payment.fundBills': 'FUND_BILL_LIST',
  'Payment.vouchers': 'VOUCHER_DETAIL_LIST',
  'Settlement.details': 'TRADE_SETTLE_INFO',
  'Settlement.unsettledAmount': 'TRADE_SETTLE_INFO',
};

/** The fewest calls that can answer the operation from nothing, by their text; two names of one payment are two. */
export function fewestCalls(arrived: Arrived): NeededCall[] {
  const operation = arrived.document.definitions.find(
    (node): node is OperationDefinitionNode =>
      node.kind === 'OperationDefinition' &&
      (arrived.operationName === null || node.name?.value === arrived.operationName),
  )!;
  const reading = new Reading(arrived, operation);
  const calls: NeededCall[] = [];
  for (const field of reading.fields(operation.selectionSet, 'Query')) {
    for (const asked of reading.asked(field)) {
      const call = reading.callFor(asked);
      if (call !== null) calls.push(call);
    }
  }
  const names = [...new Set(calls.map(textOf))];
  return names.sort().map((name) => {
    const same = calls.filter((call) => textOf(call) === name);
    return { ...same[0]!, options: [...new Set(same.flatMap(({ options }) => options))].sort() };
  });
}

/** A call as text, options aside. */
export function textOf({ account, kind, id }: Omit<NeededCall, 'options'>): string {
  return JSON.stringify([account, kind, id]);
}

interface Asked {
  readonly dialect: string;
  readonly account?: string | number | null | undefined;
  readonly paymentId?: unknown;
  readonly merchantReference?: unknown;
  readonly options: readonly string[];
}

class Reading {
  readonly #arrived: Arrived;
  readonly #operation: OperationDefinitionNode;

  constructor(arrived: Arrived, operation: OperationDefinitionNode) {
    this.#arrived = arrived;
    this.#operation = operation;
  }

  /** The fields that run on a value of exactly this type, fragments written out. */
  fields(set: SelectionSetNode | undefined, type: string): FieldNode[] {
    return (set?.selections ?? []).flatMap((selection) => {
      for (const { name, arguments: given } of selection.directives ?? []) {
        const holds = this.#value(given?.[0]?.value);
        if ((name.value === 'skip' && holds === true) || (name.value === 'include' && holds === false)) return [];
      }
      if (selection.kind === 'Field') return [selection];
      const fragment =
        selection.kind === 'InlineFragment'
          ? selection
          : this.#arrived.document.definitions.find(
              (node) => node.kind === 'FragmentDefinition' && node.name.value === selection.name.value,
            )!;
      if (fragment.kind !== 'InlineFragment' && fragment.kind !== 'FragmentDefinition') return [];
      const condition = fragment.typeCondition?.name.value ?? type;
      const fits = condition === type || (condition === 'Node' && (type === 'Payment' || type === 'Transaction'));
      return fits ? this.fields(fragment.selectionSet, type) : [];
    });
  }

  /** The references a root field asks for, each with what is wanted of it. */
  asked(field: FieldNode): Asked[] {
    const argument = (name: string) => this.#value(field.arguments?.find((given) => given.name.value === name)?.value);
    const more = listOf(argument('queryOptions')) as string[];
    const on = (type: string) => [...more, ...this.#wanted(field.selectionSet, type)];
    switch (field.name.value) {
      case 'payment':
        return [{ ...(argument('ref') as Asked), options: on('PaymentLookup') }];
      case 'payments':
        return listOf(argument('refs')).map((ref) => ({ ...(ref as Asked), options: on('PaymentLookups') }));
      case 'paymentsByReference': {
        const merchantReference = argument('merchantReference');
        const named = listOf(argument('dialects')) as string[];
        const usable = this.#arrived.accounts.filter((account) => account.usable);
        const wanted = named.length > 0 ? named : DIALECTS.filter((one) => usable.some((has) => has.dialect === one));
        return wanted.map((dialect) => ({ dialect, merchantReference, options: on('PaymentLookups') }));
      }
      case 'node':
        return [argument('id')].flatMap((id) => this.#askedByNode(id, on));
      case 'nodes':
        return listOf(argument('ids')).flatMap((id) => this.#askedByNode(id, on));
      default:
        return [];
    }
  }

  /** The call a reference comes to; null for one that names nothing to ask. */
  callFor(asked: Asked): NeededCall | null {
    const kind = asked.paymentId ? 'paymentId' : 'merchantReference';
    const id = asked[kind];
    if (typeof id !== 'string' || id === '' || Array.from(id).length > 64) return null;
    for (const character of id) if (character < ' ' || (character >= '\u007f' && character <= '\u009f')) return null;
    const usable = this.#arrived.accounts.filter(({ dialect, usable: may }) => may && dialect === asked.dialect);
    // An ID may be written as a number.
    const name = asked.account == null ? '' : String(asked.account);
    const account = usable.find((one) => (name === '' ? one.isDefault : one.id === name));
    if (account === undefined) return null;
    return { account: account.id, kind, id, options: asked.dialect === 'TRADE_QUERY' ? asked.options : [] };
  }

  #wanted(set: SelectionSetNode | undefined, type: string): string[] {
    return this.fields(set, type).flatMap((field) => {
      const path = `${type}.${field.name.value}`;
      const beneath = TYPES[path];
      const deeper = beneath === undefined ? [] : this.#wanted(field.selectionSet, beneath);
      return OPTIONS[path] === undefined ? deeper : [OPTIONS[path], ...deeper];
    });
  }

  #askedByNode(id: unknown, on: (type: string) => string[]): Asked[] {
    const parts = partsOf(id);
    if (parts === null) return [];
    const [, dialect, account, kind, identifier] = parts;
    const options = on(parts.length === 5 ? 'Payment' : 'Transaction');
    return [{ dialect: dialect!, account, [kind === 'P' ? 'paymentId' : 'merchantReference']: identifier, options }];
  }

  #value(node: ValueNode | undefined): unknown {
    if (node === undefined) return undefined;
    switch (node.kind) {
      case 'Variable': {
        const name = node.name.value;
        if (Object.hasOwn(this.#arrived.variables, name)) return this.#arrived.variables[name];
        const declared = this.#operation.variableDefinitions?.find((one) => one.variable.name.value === name);
        return this.#value(declared?.defaultValue);
      }
      case 'NullValue':
        return null;
      case 'ListValue':
        return node.values.map((value) => this.#value(value));
      case 'ObjectValue':
        return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, this.#value(value)]));
      case 'IntValue':
        return Number(node.value);
      default:
        return node.value;
    }
  }
}

/** A single value stands for a list of it. */
function listOf(value: unknown): unknown[] {
  if (value == null) return [];
  return Array.isArray(value) ? value : [value];
}

function partsOf(id: unknown): string[] | null {
  try {
    const parts = JSON.parse(Buffer.from(String(id), 'base64url').toString()) as string[];
    return Array.isArray(parts) && (parts.length === 5 || parts.length === 9) ? parts : null;
  } catch {
    return null;
  }
}
