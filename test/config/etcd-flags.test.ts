// An etcd command line read as etcd reads it: Go's flag forms, variables, flags by version.
// The table of flags itself was held against the real binaries of four versions.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {firstVersionWith, flagsOfVersion} from '../../source/config/etcd-flag-table.ts';
import {readEtcdArguments} from '../../source/config/etcd-flags.ts';
import {readEtcdSettings} from '../../source/config/etcd-settings.ts';

type Row = {
  readonly claim: string;
  readonly args: string;
  readonly version?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly fault?: RegExp;
  readonly variables?: Readonly<Record<string, string>>;
};

const rows: readonly Row[] = [
  {claim: 'a value behind =', args: '--cert-file=a', values: {'cert-file': 'a'}},
  {claim: 'a value as the next word', args: '--cert-file a', values: {'cert-file': 'a'}},
  {claim: 'one dash', args: '-cert-file a', values: {'cert-file': 'a'}},
  {claim: 'a value with =', args: '--cert-file=a=b', values: {'cert-file': 'a=b'}},
  {claim: 'a bare boolean', args: '--client-cert-auth', values: {'client-cert-auth': 'true'}},
  {claim: 'a boolean off', args: '--client-cert-auth=false', values: {'client-cert-auth': 'false'}},
  {claim: 'the last one counts', args: '--name a --name b', values: {name: 'b'}},
  {claim: 'the program first', args: '/usr/bin/etcd --name a', values: {name: 'a'}},
  {claim: 'a boolean takes no word', args: '--auto-tls true', fault: /"true" is not a valid flag/},
  {claim: 'a boolean of another kind', args: '--auto-tls=maybe', fault: /expects true or false/},
  {claim: 'a value is missing', args: '--cert-file', fault: /--cert-file needs a value/},
  {claim: 'a word', args: 'x y', fault: /"y" is not a valid flag/},
  {
    claim: 'a flag of a later version',
    args: '--client-cert-file x',
    version: '3.4.23',
    fault: /etcd 3\.4\.23 has no --client-cert-file \(etcd 3\.5\.0 was the first\)/,
  },
  {
    claim: 'a flag that came with a patch',
    args: '--listen-client-http-urls http://127.0.0.1:1',
    version: '3.5.7',
    fault: /has no --listen-client-http-urls/,
  },
  {
    claim: 'the same flag a patch later',
    args: '--listen-client-http-urls http://127.0.0.1:1',
    version: '3.5.8',
  },
  {
    claim: 'a flag that nobody has',
    args: '--cert-fil x',
    fault: /etcd has no --cert-fil .*--cert-file\?/,
  },
  {claim: 'a flag that was dropped', args: '--ca-file x', version: '3.4.0', fault: /no --ca-file/},
  {
    claim: 'variables for what no flag sets',
    args: '--name a',
    variables: {ETCD_CERT_FILE: '/x', ETCD_AUTO_TLS: 'true', HOME: '/', ETCD_NO_SUCH: '1'},
    values: {name: 'a', 'cert-file': '/x', 'auto-tls': 'true'},
  },
  {
    claim: 'a variable beside its flag',
    args: '--name a',
    variables: {ETCD_NAME: 'b'},
    fault: /ETCD_NAME is set beside --name/,
  },
  {
    claim: 'in 3.3 the flag wins in silence',
    args: '--name a',
    version: '3.3.25',
    variables: {ETCD_NAME: 'b'},
    values: {name: 'a'},
  },
];

for (const {claim, args, version = '3.5.30', values, fault, variables} of rows) {
  test(`etcd flags: ${claim}`, () => {
    const read = readEtcdArguments({args: args.split(' '), version, ...(variables && {variables})});
    assert.match(read.faults[0]?.reason ?? '', fault ?? /^$/);
    if (values !== undefined) assert.deepEqual(Object.fromEntries(read.values), values);
  });
}

test('the flags of a version that does not exist yet are those of the newest', () => {
  assert.deepEqual(flagsOfVersion('3.9.0'), flagsOfVersion('3.7.1'));
  assert.equal(flagsOfVersion('2.3.8'), undefined);
  assert.equal(firstVersionWith('no-such-flag'), undefined);
});

const urls: readonly (readonly [flags: string, words: string])[] = [
  ['--listen-client-urls https://127.0.0.1:1,http://[::1]:2', 'tls plain'],
  ['--listen-client-urls unixs://x:0', 'tls'],
  ['--cert-file c --key-file k', 'tls assumed'],
  ['--name x', 'plain'],
  ['--listen-client-urls ftp://127.0.0.1:1', 'fault'],
  ['--listen-client-urls https://etcd.test:1', 'fault'],
  ['--listen-client-urls https://127.0.0.1', 'fault'],
];

for (const [flags, words] of urls) {
  test(`etcd URLs: ${flags}`, () => {
    const version = '3.5.30';
    const options = readEtcdArguments({args: flags.split(' '), version});
    const settings = readEtcdSettings({options, version, mayBePartial: true});
    const seen = [
      ...settings.flagFaults.map(() => 'fault'),
      ...settings.clientUrls.map(({isTls}) => (isTls ? 'tls' : 'plain')),
      ...(settings.urlsAreAssumed ? ['assumed'] : []),
    ];
    assert.equal(seen.join(' '), words);
  });
}

test('a list of allowed host names is one name before 3.5.15', () => {
  const hosts = (version: string) => {
    const args = ['--client-cert-allowed-hostname=a,b'];
    const options = readEtcdArguments({args, version});
    return readEtcdSettings({options, version, mayBePartial: true}).allowedHostnames;
  };
  assert.deepEqual(hosts('3.5.14'), ['a,b']);
  assert.deepEqual(hosts('3.5.15'), ['a', 'b']);
});
