// Finding and reading the files of APISIX: which of them counts, and every way in which a file can be
// none, each with the place in it and what to do.
import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import type {ApisixFinding} from '../../source/apisix/apisix-connection.ts';
import {readApisixConfig} from '../../source/io/apisix-config.ts';
import {apisixConfigExists} from '../../source/io/apisix-config-place.ts';

const hosts = (host: string) => `deployment:\n  etcd:\n    host:\n      - "http://${host}:2379"\n`;
type Files = Readonly<Record<string, string | Uint8Array>>;

test('conf/config.yaml counts, before it the profile, before that the file of apisix start -c', () => {
  const files = {
    'conf/config.yaml': hosts('standard'),
    'conf/config-dev.yaml': hosts('profile'),
    'other/mine.yaml': hosts('customized'),
  };
  const hostOf = (home: string, environment: Readonly<Record<string, string>>) => {
    const reading = readApisixConfig({home, environment});
    return reading.ok ? reading.connection.hosts.value.join() : reading.findings[0]?.summary;
  };
  withHome(files, home => {
    assert.equal(hostOf(home, {}), 'http://standard:2379');
    assert.equal(hostOf(home, {APISIX_PROFILE: 'dev'}), 'http://profile:2379');
    assert.match(
      String(hostOf(home, {APISIX_PROFILE: 'none'})),
      /config-none\.yaml does not exist/,
    );
    const place = join(home, 'conf/.customized_config_path');
    writeFileSync(place, join(home, 'other/mine.yaml'));
    assert.equal(hostOf(home, {APISIX_PROFILE: 'dev'}), 'http://customized:2379');
  });
});

test('nothing is found where no APISIX is', () => {
  withHome({}, home => assert.equal(apisixConfigExists({home, environment: {}}), false));
});

test('variables that a start has written into nginx.conf are known without an environment', () => {
  const variable = (name: string) => `$\{{${name}}}`;
  const files = {
    'conf/config.yaml': hosts(variable('ETCD_HOST')),
    'conf/nginx.conf': 'env PATH;\nenv ETCD_HOST=10.0.0.7;\nevents {}\n',
  };
  withHome(files, home => {
    const reading = readApisixConfig({home, environment: {}});
    assert.ok(reading.ok);
    assert.deepEqual(reading.connection.hosts.value, ['http://10.0.0.7:2379']);
    assert.deepEqual(reading.connection.findings, []);
  });
});

type Bad = {
  readonly claim: string;
  readonly text: string | Uint8Array;
  readonly defaults?: string;
  readonly id: string;
  readonly line?: number;
  readonly column?: number;
  readonly says: RegExp;
};

const bad: readonly Bad[] = [
  {
    claim: 'a tab for indentation',
    text: 'deployment:\n  etcd:\n\t\thost: []\n',
    id: 'cfg-yaml',
    line: 3,
    column: 1,
    says: /tab/,
  },
  {
    claim: 'a quote that is not closed',
    text: 'deployment:\n  etcd:\n    password: "hunter2\n',
    id: 'cfg-yaml',
    line: 4,
    column: 1,
    says: /closing quote/,
  },
  {
    claim: 'an indentation that fits nowhere',
    text: 'deployment:\n  etcd:\n    prefix: /a\n   timeout: 3\n',
    id: 'cfg-yaml',
    line: 4,
    column: 1,
    says: /indentation/,
  },
  {
    claim: 'an alias without an anchor',
    text: 'deployment:\n  etcd: *etcd\n',
    id: 'cfg-yaml',
    line: 2,
    column: 9,
    says: /no anchor/,
  },
  {
    claim: 'a list',
    text: '- etcd\n',
    id: 'cfg-not-mapping',
    line: 1,
    column: 1,
    says: /a list/,
  },
  {claim: 'a word', text: 'hello\n', id: 'cfg-not-mapping', line: 1, column: 1, says: /single/},
  {
    claim: 'a PEM file',
    text: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    id: 'cfg-',
    says: /./,
  },
  {
    claim: 'Latin-1 bytes',
    text: Buffer.from('# caf\xe9\n', 'latin1'),
    id: 'cfg-yaml',
    line: 1,
    column: 6,
    says: /UTF-8/,
  },
  {
    claim: 'zero bytes',
    text: new Uint8Array(2048),
    id: 'cfg-',
    says: /./,
  },
  {
    claim: 'aliases that multiply',
    text: `a: &a [x, x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
      .split('')
      .map((name, at) => {
        const before = 'abcdefg'.charAt(at);
        return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]\n`;
      })
      .join('')}`,
    id: 'cfg-too-large',
    says: /more than 100000 values/,
  },
  {
    claim: 'a config-default.yaml that is broken',
    text: 'apisix: {}\n',
    defaults: 'etcd: [\n',
    id: 'cfg-yaml',
    says: /config-default\.yaml/,
  },
];

for (const {claim, text, defaults, id, line, column, says} of bad) {
  test(`${claim} is refused, with its place and what to do`, () => {
    const files = {
      'conf/config.yaml': text,
      ...(defaults !== undefined && {'conf/config-default.yaml': defaults}),
    };
    withHome(files, home => {
      const finding = refusal(home);
      assert.ok(finding.id.startsWith(id), finding.id);
      if (line !== undefined) assert.deepEqual([finding.line, finding.column], [line, column]);
      assert.match([finding.summary, ...finding.evidence].join('\n'), says);
      assert.match(finding.remedy, /^[A-Z].*\.$/);
      assert.doesNotMatch(JSON.stringify(finding), /hunter2/, 'a line of the file is repeated');
    });
  });
}

test('an empty file means the defaults, and is told', () => {
  for (const text of ['', '\n', '# nothing\n', '---\n']) {
    withHome({'conf/config.yaml': text}, home => {
      const reading = readApisixConfig({home, environment: {}});
      assert.ok(reading.ok, JSON.stringify(text));
      assert.deepEqual(reading.connection.hosts.value, ['http://127.0.0.1:2379']);
      assert.deepEqual(
        reading.connection.findings.map(({id}) => id),
        ['cfg-empty'],
      );
    });
  }
});

test('50 MB are not read', () => {
  withHome({'conf/config.yaml': 'apisix: {}\n'}, home => {
    truncateSync(join(home, 'conf/config.yaml'), 50 * 1024 * 1024);
    assert.equal(refusal(home).id, 'cfg-too-large');
  });
});

test('a directory and a file that is not there are named as such', () => {
  withHome({'conf/config.yaml/x': ''}, home => {
    assert.match(refusal(home).summary, /is a directory/);
  });
  withHome({}, home => assert.match(refusal(home).summary, /does not exist/));
});

test('a file closed to us is named as such', {
  skip: process.getuid?.() === 0 && 'root may read everything',
}, () => {
  withHome({'conf/config.yaml': ''}, home => {
    chmodSync(join(home, 'conf/config.yaml'), 0);
    assert.match(refusal(home).summary, /can't be read by this user/);
  });
});

test('TLS files that are missing, directories or closed to the workers are found', () => {
  const yaml = [
    'apisix:',
    '  ssl:',
    '    ssl_trusted_certificate: conf',
    'deployment:',
    '  etcd:',
    '    host: ["https://e1:2379"]',
    '    tls:',
    '      cert: conf/none.pem',
    '      key: conf/client.key',
  ];
  withHome({'conf/config.yaml': yaml.join('\n'), 'conf/client.key': 'x'}, home => {
    chmodSync(join(home, 'conf/client.key'), 0o600);
    const reading = readApisixConfig({home, environment: {}});
    assert.ok(reading.ok);
    const found = reading.connection.findings.filter(({id}) => id === 'tls-file-unreadable');
    const told = found.map(({line, summary}) => `${line} ${summary.replace(home, '')}`);
    assert.match(told.join('\n'), /^3 .*is no regular file$/m);
    assert.match(told.join('\n'), /^8 tls\.cert .*does not exist$/m);
    // Owned by root only where the tests run as root.
    const isRoot = process.getuid?.() === 0;
    assert.equal(
      told.some(line => /^9 .*closed to others/.test(line)),
      isRoot,
    );
  });
});

function refusal(home: string): ApisixFinding {
  const reading = readApisixConfig({home, environment: {}});
  assert.ok(!reading.ok);
  const [finding] = reading.findings;
  assert.ok(finding);
  assert.equal(finding.severity, 'error');
  return finding;
}

function withHome(files: Files, body: (home: string) => void): void {
  const home = mkdtempSync(join(tmpdir(), 'etcdscope-apisix-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, name)), {recursive: true});
      writeFileSync(join(home, name), text);
    }
    body(home);
  } finally {
    rmSync(home, {recursive: true});
  }
}
