import { getOperationAST, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Caller, Tally } from '../../graphql/context.ts';
import type { AskedReference } from '../../domain/reference.ts';
import { NO_DEMAND } from '../../domain/demand.ts';
import type { OperationLookups } from '../../lookup/lookup.ts';
import type { AuditHashes } from './hashes.ts';
import { NotedReferences, type Resolve } from './noted-references.ts';
import { recordingLookups } from './recording-lookups.ts';

/** How an answer ended. */
export interface Ended {
  readonly status: number;
  readonly ms: number;
  /** False when the caller left before the end. */
  readonly complete: boolean;
}

/** Where a request comes from. */
export interface Origin {
  readonly requestId: string;
  /** The address on the other end; absent where addresses are not recorded. */
  readonly peer?: string | null;
  /** Counts that are filled in as it is answered. */
  readonly tally: Tally;
}

/** What one request turns out to be, gathered while it is answered. Nothing a caller chose gets in but as a hash. */
export class RequestRecord {
  readonly #hashes: AuditHashes;
  readonly #origin: Origin;
  readonly #errors = new Set<string>();
  #caller: Caller | null = null;
  #document: string | null = null;
  #isRegistered = false;
  #operation: OperationDefinitionNode | null = null;
  #noted: NotedReferences | null = null;
  #messages: number | null = null;

  constructor(hashes: AuditHashes, origin: Origin) {
    this.#hashes = hashes;
    this.#origin = origin;
  }

  /** Whether it is a stream that has begun. */
  get isStream(): boolean {
    return this.#messages !== null;
  }

  admitted(caller: Caller | null): void {
    this.#caller = caller;
  }

  /** Which document it is about, by the id that its text has. */
  asked(document: string, isRegistered: boolean): void {
    this.#document = document;
    this.#isRegistered = isRegistered;
  }

  read(document: DocumentNode, operationName: string | null | undefined): void {
    this.#operation = getOperationAST(document, operationName) ?? null;
  }

  /** The lookups to give to the operation in place of its own. */
  opened(lookups: OperationLookups, resolve: Resolve): OperationLookups {
    this.#noted = new NotedReferences(this.#hashes, resolve);
    return recordingLookups(lookups, this.#noted);
  }

  denied(asked: AskedReference): void {
    this.#noted?.unanswered(asked, NO_DEMAND, 'denied');
  }

  answered(errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] | undefined): void {
    for (const { extensions } of errors ?? []) {
      const code = extensions?.['code'];
      this.#errors.add(typeof code === 'string' ? code : 'NONE');
    }
  }

  streamed(): void {
    this.#messages = 0;
  }

  sent(errors: Parameters<RequestRecord['answered']>[0]): void {
    this.#messages = (this.#messages ?? 0) + 1;
    this.answered(errors);
  }

  /** What is written down of it, so far. */
  fields(ended: Ended | null): Readonly<Record<string, unknown>> {
    const { tally, ...origin } = this.#origin;
    // A caller’s leaving is told before it comes to the lookups that wait.
    if (ended !== null) this.#noted?.ended();
    // Any other name is the caller's own words.
    const name = this.#isRegistered ? { name: this.#operation?.name?.value ?? null } : {};
    return {
      ...origin,
      client: this.#caller?.client ?? null,
      authentication: this.#caller?.authentication ?? null,
      operation: this.#operation?.operation ?? null,
      document: this.#document,
      registered: this.#isRegistered,
      ...name,
      permissions: [...tally.used],
      references: this.#noted?.list() ?? [],
      redacted: tally.redacted,
      errors: [...this.#errors],
      ...(this.#messages === null ? {} : { messages: this.#messages }),
      ...ended,
    };
  }
}
