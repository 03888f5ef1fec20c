// `watch --record` without the interface: what the file says was watched.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {startGateway} from '../../source/demo/gateway.ts';
import {startCommand} from '../support/command.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const prefixes = [
  {args: ['/apisix/'], recorded: {prefix: '/apisix/'}},
  {args: ['--prefix-base64', 'L2FwaXNpeC8='], recorded: {prefix: '/apisix/'}},
  {args: ['--prefix-base64', '/w=='], recorded: {prefix_base64: '/w=='}},
];

for (const {args, recorded} of prefixes) {
  test(`watch ${args.join(' ')} --record names the prefix it watched`, async context => {
    const gateway = await startGateway({});
    context.after(() => gateway.close());
    const file = join(temporaryFolder(context), 'recording.ndjson');
    const until = ['--until-rev', '1', '--record', file];
    const watch = startCommand(['watch', ...args, ...until, '--endpoints', gateway.url]);
    assert.equal(await watch.ended, 0, watch.errors.join('\n'));
    const [start = ''] = readFileSync(file, 'utf8').split('\n');
    const {prefix, prefix_base64} = JSON.parse(start);
    assert.deepEqual(
      {prefix, prefix_base64},
      {prefix: undefined, prefix_base64: undefined, ...recorded},
    );
  });
}
