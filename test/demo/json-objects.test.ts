// Objects out of a body, however it is cut.
import assert from 'node:assert/strict';
import test from 'node:test';
import {createObjectCutter} from '../../source/demo/json-objects.ts';

const samples = [
  {text: '{"a":1}{"b":2}', objects: 2, rest: ''},
  {text: '{"a":{"b":[{}]}}\n\n {"c":"}{"}', objects: 2, rest: ''},
  {text: '{"a":"\\"}\\\\"}{"b":"\\\\', objects: 1, rest: '{"b":"\\\\'},
  {text: 'nonsense', objects: 0, rest: 'nonsense'},
];

for (const {text, objects, rest} of samples) {
  test(`${JSON.stringify(text)} holds ${objects} objects, whole and byte by byte`, () => {
    const cut = (parts: readonly string[]) => {
      const cutter = createObjectCutter();
      return {
        found: parts.flatMap(part => cutter.push(part)).map(one => one.trim()),
        rest: cutter.rest(),
      };
    };
    assert.deepEqual(cut([...text]), cut([text]));
    const {found, rest: left} = cut([text]);
    assert.deepEqual([found.length, left], [objects, rest]);
    for (const one of found) JSON.parse(one);
  });
}
