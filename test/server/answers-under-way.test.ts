import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { AnswersUnderWay } from '../../src/server/answers-under-way.ts';

const response = () => new ServerResponse(new IncomingMessage(new Socket()));

test('answers are under way from when they begin until they end, once', () => {
  const underWay = new AnswersUnderWay();
  const [one, other] = [response(), response()];
  const end = underWay.begin(one);
  const endOther = underWay.begin(other);
  expect([...underWay]).toEqual([one, other]);
  end();
  end();
  expect([...underWay]).toEqual([other]);
  endOther();
  expect([...underWay]).toEqual([]);
});

test('an answer that ends while all are looked at is not met', () => {
  const underWay = new AnswersUnderWay();
  const ends = [response(), response(), response()].map((one) => underWay.begin(one));
  const met: ServerResponse[] = [];
  for (const one of underWay) {
    met.push(one);
    for (const end of ends) end();
  }
  expect(met).toHaveLength(1);
});
