// The interface on every real etcd that can be had: what etcdctl writes appears, an outage is shown
// and what happened during and after it is there.
import {testEachEtcd} from '../support/each-etcd.ts';
import {etcdctl, startEtcd} from '../support/real-etcd.ts';
import {inProgram} from '../support/shell-terminal.ts';

// Sync says more than 24 rows take once everything is known.
const size = {columns: 80, rows: 40};

await testEachEtcd('changes by etcdctl appear, also after the member was killed', async build => {
  const etcd = await startEtcd({build});
  const put = (key: string, value: string) =>
    etcdctl(build, ['put', key, value], {endpoint: etcd.url});
  try {
    await put('/apisix/routes/1', '{"uri":"/before"}');
    await inProgram(['--endpoints', etcd.url, '/apisix/'], size, async terminal => {
      const version = (screen: string) => screen.includes(`etcd ${build.version.split('+')[0]}`);
      await terminal.waitFor('the version in the header', version);
      await put('/apisix/routes/2', '{"uri":"/while"}');
      await terminal.waitFor('a created route', screen => /\+ routes\/2/.test(screen));
      await etcdctl(build, ['del', '/apisix/routes/1'], {endpoint: etcd.url});
      await terminal.waitFor('a deleted route', screen => /- routes\/1/.test(screen));
      await etcd.kill();
      await terminal.waitFor('the outage', screen =>
        /disconnect|refused|waiting|retry/i.test(screen),
      );
      await etcd.restart();
      await put('/apisix/routes/3', '{"uri":"/after"}');
      await terminal.waitFor('a route made after it', screen => /\+ routes\/3/.test(screen));
      await terminal.press('2');
      await terminal.waitFor('two routes counted', screen => /routes\s.*\b2\b/.test(screen));
    });
  } finally {
    await etcd.close();
  }
});
