import type { ServerResponse } from 'node:http';

/** Where an answer is kept while it is being made. */
interface Place {
  response: ServerResponse | null;
}

/**
 * The answers that are being made. Whoever ends leaves its place empty: when a set's table has been used up, V8 makes a
 * new one and leads the old one to it, and once one of them is in the old generation, all that were in those after it
 * outlive every collection of the young. That was a whole request for each.
 */
export class AnswersUnderWay implements Iterable<ServerResponse> {
  readonly #places = new Set<Place>();

  /** Gives what ends it. */
  begin(response: ServerResponse): () => void {
    const place: Place = { response };
    this.#places.add(place);
    return () => {
      this.#places.delete(place);
      place.response = null;
    };
  }

  *[Symbol.iterator](): Iterator<ServerResponse> {
    for (const { response } of this.#places) if (response !== null) yield response;
  }
}
