// Edits of dependencies' text: made where the text is as expected, refused where it is not.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {editExpectedText} from '../../build/expected-text.ts';

test('an edit replaces the one place that it names', () => {
  const edited = editExpectedText('a.js', 'const a = await b();', [{find: 'await ', replace: ''}]);
  assert.equal(edited, 'const a = b();');
});

test('a replacement is taken as it is, dollar signs too', () => {
  assert.equal(editExpectedText('a.js', 'x', [{find: 'x', replace: "$& $' $$"}]), "$& $' $$");
});

for (const [what, text] of [
  ['is not there', 'const a = b();'],
  ['is there twice', 'await a; await b;'],
] as const) {
  test(`an edit whose text ${what} throws and names the file`, () => {
    const edit = () => editExpectedText('dist/a.js', text, [{find: 'await ', replace: ''}]);
    assert.throws(edit, /dist\/a\.js is not the text this build edits/);
  });
}
